package io.jcompose.engine.runtime;

import io.jcompose.linux.process.PidFd;

/**
 * A process that can't be mistaken for a later one with the same pid.
 *
 * @param pid in the host's pid namespace
 * @param startTime field 22 of proc_pid_stat(5), in clock ticks since boot
 */
public record ProcessIdentity(int pid, long startTime) {
    /** Not named as a bean's property, for this is kept as JSON. */
    public boolean lives() {
        return PidFd.open(pid)
                .filter(process -> {
                    try (process) {
                        return lives(process);
                    }
                })
                .isPresent();
    }

    /** @param held of this pid; while it is, what is read is about that process */
    boolean lives(PidFd held) {
        return PidFd.startTime(pid).filter(time -> time == startTime).isPresent()
                && held.signal(0)
                && !(held.ending() instanceof PidFd.Ending.Status);
    }
}
