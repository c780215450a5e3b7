package io.jcompose.engine.runtime;

import io.jcompose.linux.cgroup.Cgroup;
import io.jcompose.linux.cgroup.MemoryAlarm;
import io.jcompose.linux.poll.Poller;

/** Listens to the alarm of a cgroup. */
final class OutOfMemoryWatch implements ContainerRuntime.Watch {
    private final MemoryAlarm alarm;
    private final Poller.Registration registration;
    private boolean closed;

    private OutOfMemoryWatch(MemoryAlarm alarm, Poller poller, Runnable killed) {
        this.alarm = alarm;
        this.registration = poller.register(alarm.descriptor(), alarm.events(), events -> ready(killed));
    }

    /** One that says nothing where the kernel has no such alarm. */
    static ContainerRuntime.Watch of(Cgroup cgroup, Poller poller, Runnable killed) {
        return cgroup.memoryAlarm()
                .<ContainerRuntime.Watch>map(alarm -> new OutOfMemoryWatch(alarm, poller, killed))
                .orElse(() -> {});
    }

    private synchronized void ready(Runnable killed) {
        if (!closed && alarm.take()) {
            killed.run();
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            registration.cancel();
            alarm.close();
        }
    }
}
