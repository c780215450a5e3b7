package io.jcompose.engine.build;

/** Hears how a build goes on; called from any thread, one step's calls in order. The cli renders it as BuildKit's plain output does. */
public interface BuildProgress {
    BuildProgress NONE = event -> {};

    void on(Event event);

    /**
     * What can happen. A step is numbered in the order in which steps are first named.
     */
    sealed interface Event {
        int step();

        /** For example {@code [web 2/5] RUN make}. */
        record Started(int step, String title) implements Event {}

        /** The step's result was there; the reason names the key. */
        record Cached(int step, String title) implements Event {}

        /** Why the cache did not have it, for example {@code file src/a.txt changed}. */
        record Missed(int step, String reason) implements Event {}

        /** Output of a RUN step: bytes as they came, not lines. */
        record Output(int step, boolean stderr, byte[] bytes) implements Event {}

        record Warned(int step, String message) implements Event {}

        record Done(int step, long millis) implements Event {}

        record Failed(int step, String message) implements Event {}
    }
}
