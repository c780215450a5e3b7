package io.jcompose.engine.event;

import java.time.Instant;
import java.util.function.Consumer;

/** All events of one engine, in one order. */
public interface Events {
    /** Hears every event from now on, in order, on a thread of its own; it may block. */
    Subscription subscribe(Consumer<Event> listener);

    /**
     * Hears what is kept of the events since a moment, by earlier engines too, on the caller's thread before this returns; then every new one as {@link
     * #subscribe(Consumer)} does. None is missed in between and none comes twice.
     */
    Subscription subscribe(Instant since, Consumer<Event> listener);

    /** Writes down what has happened until now; by itself an event may wait for it some hundredths of a second, and an engine that is killed forgets it. */
    void write();

    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
