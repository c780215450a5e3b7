package io.jcompose.cli.render;

import io.jcompose.engine.build.BuildProgress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A build's events as lines in BuildKit's plain form: {@code #5 [web 2/5] RUN make}, {@code #5 0.231 output}, {@code #5 CACHED}, {@code #5 DONE 0.3s}. */
final class BuildPlain {
    private final Map<StepKey, Step> steps = new HashMap<>();
    private int last;

    /** Steps are numbered over all images of a command. */
    private record StepKey(String image, int step) {}

    private static final class Step {
        private final int number;
        private final long begun;
        private final StringBuilder partial = new StringBuilder();
        private boolean titled;
        private boolean cached;

        Step(int number, long begun) {
            this.number = number;
            this.begun = begun;
        }
    }

    /** @param now nanoseconds of any clock that goes evenly */
    List<String> lines(String image, BuildProgress.Event event, long now) {
        List<String> lines = new ArrayList<>();
        StepKey key = new StepKey(image, event.step());
        Step step = steps.get(key);
        if (step == null) {
            step = new Step(steps.size() + 1, now);
            steps.put(key, step);
        }
        if (event instanceof BuildProgress.Event.Done && step.cached) {
            return lines;
        }
        if (last != 0 && last != step.number) {
            lines.add("");
        }
        last = step.number;
        String id = "#" + step.number + " ";
        switch (event) {
            case BuildProgress.Event.Started started -> title(step, started.title(), lines);
            case BuildProgress.Event.Cached cached -> {
                title(step, cached.title(), lines);
                lines.add(id + "CACHED");
                step.cached = true;
            }
            case BuildProgress.Event.Missed missed -> lines.add(id + "cache: " + missed.reason());
            case BuildProgress.Event.Output output -> output(step, output.bytes(), now, lines);
            case BuildProgress.Event.Warned warned -> lines.add(id + "WARNING: " + warned.message());
            case BuildProgress.Event.Done done -> {
                finish(step, now, lines);
                lines.add(id + "DONE " + Units.seconds(done.millis()));
            }
            case BuildProgress.Event.Failed failed -> {
                finish(step, now, lines);
                lines.add(id + "ERROR: " + failed.message());
            }
        }
        return lines;
    }

    /** Said once, whether the step is begun or found in the cache. */
    private static void title(Step step, String title, List<String> lines) {
        if (!step.titled) {
            step.titled = true;
            lines.add("#" + step.number + " " + title);
        }
    }

    private static void output(Step step, byte[] bytes, long now, List<String> lines) {
        step.partial.append(new String(bytes, StandardCharsets.UTF_8));
        int start = 0;
        for (int end = step.partial.indexOf("\n"); end >= 0; end = step.partial.indexOf("\n", start)) {
            lines.add(line(step, step.partial.substring(start, end), now));
            start = end + 1;
        }
        step.partial.delete(0, start);
    }

    private static void finish(Step step, long now, List<String> lines) {
        if (!step.partial.isEmpty()) {
            lines.add(line(step, step.partial.toString(), now));
            step.partial.setLength(0);
        }
    }

    private static String line(Step step, String text, long now) {
        String visible = text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
        visible = visible.substring(visible.lastIndexOf('\r') + 1);
        return String.format(Locale.ROOT, "#%d %.3f %s", step.number, (now - step.begun) / 1e9, visible);
    }
}
