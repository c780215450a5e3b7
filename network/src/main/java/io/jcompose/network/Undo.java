package io.jcompose.network;

import java.util.ArrayDeque;
import java.util.Deque;

/** Steps back, last first; what fails on the way is attached to the error that began it. */
final class Undo {
    private final Deque<Runnable> steps = new ArrayDeque<>();

    void later(Runnable step) {
        steps.push(step);
    }

    void run(Throwable because) {
        for (Runnable step : steps) {
            try {
                step.run();
            } catch (RuntimeException e) {
                because.addSuppressed(e);
            }
        }
    }
}
