package io.jcompose.engine.event;

import java.time.Instant;
import java.util.List;

/**
 * Where events are kept. The newest {@value #KEPT} stay: a busy month of a machine, in some ten megabytes (docker keeps 256, and in memory).
 *
 * <p>An event is numbered from 1 on, without gaps, in the order of {@link #append}.
 */
public interface EventRecords {
    int KEPT = 10_000;

    /** The number of the newest event that is kept, 0 when there has been none. */
    long last();

    /** Hands in an event. It is in memory until {@link #flush}, but is kept before any change of state that is saved later. Never blocks. */
    void append(long number, Event event);

    /** Writes what was handed in, all of it at once. */
    void flush();

    /** The first {@code limit} events since a moment among those with numbers in {@code (after, upTo]}, in their order. */
    List<Numbered> read(Instant since, long after, long upTo, int limit);

    record Numbered(long number, Event event) {}
}
