package io.jcompose.cli.render;

import io.jcompose.compose.apply.Progress;
import io.jcompose.engine.image.PullProgress;
import java.util.function.Consumer;

/** A line for each change, for logs and pipes: {@code  Container x-web-1  Created}. */
public final class PlainProgress implements ProgressView {
    private final Consumer<String> lines;
    private final BuildPlain builds = new BuildPlain();

    public PlainProgress(Consumer<String> lines) {
        this.lines = lines;
    }

    @Override
    public synchronized void on(Progress progress) {
        switch (progress) {
            case Progress.Changed changed -> lines.accept(text(changed));
            case Progress.Warned warned -> lines.accept("warning: " + warned.message());
            case Progress.Layer layer -> {
                if (layer.phase() != PullProgress.Phase.DOWNLOADING && layer.phase() != PullProgress.Phase.EXTRACTING) {
                    lines.accept(" " + layer.layer() + " " + layer.phase().words());
                }
            }
            case Progress.Build build ->
                builds.lines(build.image().name(), build.event(), System.nanoTime())
                        .forEach(lines);
            case Progress.HookLine hidden -> {
                // shown only where logs are
            }
            case Progress.Attaching attaching ->
                lines.accept("Attaching to "
                        + String.join(
                                ", ",
                                attaching.containers().stream()
                                        .map(each -> each.logName())
                                        .toList()));
            case Progress.Ending ending -> lines.accept(ending.sentence());
        }
    }

    private static String text(Progress.Changed changed) {
        String line = " " + changed.resource().kind().word() + " "
                + changed.resource().name() + "  " + changed.phase().word();
        boolean explain = changed.phase() == Progress.Phase.FAILED
                || changed.phase() == Progress.Phase.BLOCKED
                || changed.phase() == Progress.Phase.SKIPPED;
        return explain && !changed.detail().isEmpty() ? line + "  " + changed.detail() : line;
    }

    @Override
    public void close() {
        // Every line is out already.
    }
}
