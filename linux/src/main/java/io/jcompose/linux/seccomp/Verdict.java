package io.jcompose.linux.seccomp;

/**
 * What the kernel shall do with a call (seccomp(2), "Filter return values").
 *
 * @param value as the program returns it
 */
public record Verdict(int value) {
    public static final Verdict ALLOW = new Verdict(0x7fff0000);
    public static final Verdict LOG = new Verdict(0x7ffc0000);
    public static final Verdict TRAP = new Verdict(0x00030000);
    public static final Verdict KILL_THREAD = new Verdict(0);
    public static final Verdict KILL_PROCESS = new Verdict(0x80000000);

    /** The call fails with this error. */
    public static Verdict error(int errno) {
        return new Verdict(0x00050000 | errno & 0xffff);
    }

    /** A tracer is told; without one the call fails with ENOSYS. */
    public static Verdict trace(int message) {
        return new Verdict(0x7ff00000 | message & 0xffff);
    }

    /** Whether the call is made. */
    public boolean allows() {
        return equals(ALLOW) || equals(LOG);
    }

    /** Whether the thread or process that calls does not live on as if nothing had been. */
    boolean isDeadly() {
        return equals(TRAP) || equals(KILL_THREAD) || equals(KILL_PROCESS);
    }
}
