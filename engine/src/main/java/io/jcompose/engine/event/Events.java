package io.jcompose.engine.event;

import java.time.Instant;
import java.util.function.Consumer;

/** All events of one engine, in one order; they also go over the Vert.x event bus at the address {@code jcompose.events}. */
public interface Events {
    String ADDRESS = "jcompose.events";

    /** Hears every event from now on, in order, on a thread of its own; it may block. */
    Subscription subscribe(Consumer<Event> listener);

    /**
     * Hears what is kept of the events since a moment, by earlier engines too, on the caller's thread before this returns; then every new one as {@link
     * #subscribe(Consumer)} does. None is missed in between and none comes twice.
     */
    Subscription subscribe(Instant since, Consumer<Event> listener);

    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
