package io.jcompose.engine.container;

import io.jcompose.engine.runtime.ContainerProcess;
import io.jcompose.engine.runtime.ContainerRuntime;
import io.jcompose.engine.runtime.ContainerRuntime.Watch;

/** Tells of processes that were killed for want of memory: at once while the container goes on, and at the latest before its end is told. */
final class MemoryWatch {
    private final ContainerRuntime runtime;
    private final ContainerProcess process;
    private final Runnable tell;
    private Watch watch = () -> {};
    /** How many kills have been told, or were there before. */
    private long told;
    /** How many there must have been by the alarms that came. */
    private long alarms;

    private boolean over;

    /** @param tell that it has happened; may block */
    MemoryWatch(ContainerRuntime runtime, ContainerProcess process, Runnable tell) {
        this.runtime = runtime;
        this.process = process;
        this.tell = tell;
    }

    /** What was killed before has been told. For a container without a limit nothing is watched: only the machine itself can run out then. */
    synchronized void begin(Limits limits) {
        told = runtime.outOfMemoryKills(process);
        alarms = told;
        if (limits.memory().limit() > 0) {
            watch = runtime.onOutOfMemory(
                    process, () -> Thread.ofVirtual().name("oom").start(this::happened));
        }
    }

    /** On cgroup version 1 the kernel tells before it counts; and where several come at once, the first alarm may find all of them counted. */
    private synchronized void happened() {
        if (!over) {
            alarms++;
            tellUpTo(Math.max(alarms, runtime.outOfMemoryKills(process)));
        }
    }

    private void tellUpTo(long killed) {
        for (; told < killed; told++) {
            tell.run();
        }
    }

    /** Whether a process was killed so, ever. */
    synchronized boolean end() {
        over = true;
        watch.close();
        long killed = runtime.outOfMemoryKills(process);
        tellUpTo(killed);
        return killed > 0;
    }
}
