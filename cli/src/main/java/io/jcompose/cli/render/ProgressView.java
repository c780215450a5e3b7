package io.jcompose.cli.render;

import io.jcompose.compose.apply.Progress;
import io.jcompose.compose.apply.Reporter;

/** Shows how an operation goes on. Closing it draws the last state. */
public interface ProgressView extends Reporter, AutoCloseable {
    @Override
    void close();

    /** The same without what builds write. */
    default ProgressView withoutBuilds() {
        ProgressView whole = this;
        return new ProgressView() {
            @Override
            public void on(Progress progress) {
                if (!(progress instanceof Progress.Build)) {
                    whole.on(progress);
                }
            }

            @Override
            public boolean confirm(String question) {
                return whole.confirm(question);
            }

            @Override
            public boolean isGone() {
                return whole.isGone();
            }

            @Override
            public void close() {
                whole.close();
            }
        };
    }
}
