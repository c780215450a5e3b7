package io.jcompose.compose.apply;

/** Hears how an operation goes on. Calls come one at a time, from any thread, and should return soon. */
@FunctionalInterface
public interface Reporter {
    Reporter NONE = progress -> {};

    void on(Progress progress);

    /** Asks before something is done that can't be undone; "no" unless somebody answers. */
    default boolean confirm(String question) {
        return false;
    }

    /** Whether whoever gave the command has gone: an interrupt then ends the command and leaves the containers as they are. */
    default boolean isGone() {
        return false;
    }
}
