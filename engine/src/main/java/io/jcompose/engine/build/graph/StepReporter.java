package io.jcompose.engine.build.graph;

import io.jcompose.engine.build.BuildProgress;
import io.jcompose.engine.build.BuildProgress.Event;
import java.util.concurrent.atomic.AtomicInteger;

/** Numbers steps and tells what happens to them. */
final class StepReporter {
    private final BuildProgress progress;
    private final AtomicInteger last = new AtomicInteger();

    StepReporter(BuildProgress progress) {
        this.progress = progress;
    }

    /** One step; the calls for it come from one thread. */
    final class Step {
        private final int number = last.incrementAndGet();
        private final String title;
        private final long startNanos = System.nanoTime();

        private Step(String title) {
            this.title = title;
            progress.on(new Event.Started(number, title));
        }

        void cached() {
            progress.on(new Event.Cached(number, title));
        }

        void missed(String reason) {
            progress.on(new Event.Missed(number, reason));
        }

        void output(boolean stderr, byte[] bytes) {
            progress.on(new Event.Output(number, stderr, bytes));
        }

        void warned(String message) {
            progress.on(new Event.Warned(number, message));
        }

        void done() {
            progress.on(new Event.Done(number, (System.nanoTime() - startNanos) / 1_000_000));
        }

        void failed(String message) {
            progress.on(new Event.Failed(number, message));
        }
    }

    Step start(String title) {
        return new Step(title);
    }
}
