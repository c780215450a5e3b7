package io.jcompose.engine.log;

import java.time.Clock;
import java.time.Instant;

/** Gives strictly increasing times, in nanoseconds since 1970, whatever the machine's clock does. Used by the writing thread alone. */
public final class LogClock {
    private final Clock clock;
    private volatile long last;

    public LogClock(Clock clock) {
        this.clock = clock;
        this.last = now();
    }

    private long now() {
        Instant now = clock.instant();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    long next() {
        long next = Math.max(now(), last + 1);
        last = next;
        return next;
    }

    /** Times go on after this one: the machine's clock may have been set back since an earlier engine wrote. */
    void goOnAfter(long time) {
        last = Math.max(last, time);
    }

    /** The time that the last line got; every line that comes later has a larger one. */
    long last() {
        return last;
    }
}
