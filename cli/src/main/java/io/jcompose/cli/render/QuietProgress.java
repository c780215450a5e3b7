package io.jcompose.cli.render;

import io.jcompose.compose.apply.Progress;
import java.util.function.Consumer;

/** Warnings only. */
public final class QuietProgress implements ProgressView {
    private final Consumer<String> lines;

    public QuietProgress(Consumer<String> lines) {
        this.lines = lines;
    }

    @Override
    public synchronized void on(Progress progress) {
        if (progress instanceof Progress.Warned warned) {
            lines.accept("warning: " + warned.message());
        }
    }

    @Override
    public void close() {
        // Nothing is held back.
    }
}
