package io.jcompose.cli.render;

import io.jcompose.cli.invocation.Streams;
import io.jcompose.compose.apply.Progress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Docker compose's live view: {@code [+] Running 2/3} and a line for each resource, with a spinner while something goes on and the seconds that it took. It is
 * drawn again at most ten times a second, never wider than the terminal and never higher than it. What is not a resource (build output, warnings) scrolls above it.
 */
public final class TerminalProgress implements ProgressView {
    private static final String[] SPINNER = {"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"};
    private static final long FRAME_MILLIS = 100;
    private static final int USUAL_COLUMNS = 80;
    private static final int USUAL_ROWS = 24;
    private static final String CLEAR_LINE = "\u001b[2K";

    private final Streams streams;
    private final Ink ink;
    private final String title;
    private final BuildPlain builds = new BuildPlain();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Progress.Resource, Line> lines = new LinkedHashMap<>();
    private final List<String> above = new ArrayList<>();
    private final Thread drawer;
    private int drawn;
    private int rows = USUAL_ROWS;
    private int columns = USUAL_COLUMNS;
    private boolean dirty;
    private boolean closed;

    private static final class Line {
        private final long begun = System.nanoTime();
        private long ended;
        private Progress.Phase phase = Progress.Phase.CREATING;
        private String detail = "";
        private final Map<String, Progress.Layer> layers = new LinkedHashMap<>();
    }

    /** @param title for instance {@code Running} */
    public TerminalProgress(Streams streams, Ink ink, String title) {
        this.streams = streams;
        this.ink = ink;
        this.title = title;
        streams.onSize(this::resized);
        this.drawer = Thread.ofVirtual().name("progress").start(this::draw);
    }

    private void resized(Streams.Size size) {
        lock.lock();
        try {
            rows = size.rows() > 0 ? size.rows() : USUAL_ROWS;
            columns = size.columns() > 0 ? size.columns() : USUAL_COLUMNS;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void on(Progress progress) {
        lock.lock();
        try {
            switch (progress) {
                case Progress.Changed change -> change(change);
                case Progress.Warned warned -> above.add(ink.yellow("warning: ") + warned.message());
                case Progress.Layer layer -> line(layer.image()).layers.put(layer.layer(), layer);
                case Progress.Build build ->
                    above.addAll(builds.lines(build.image().name(), build.event(), System.nanoTime()));
                case Progress.HookLine hidden -> {
                    // shown only where logs are
                }
                case Progress.Attaching attaching ->
                    above.add("Attaching to "
                            + String.join(
                                    ", ",
                                    attaching.containers().stream()
                                            .map(each -> each.logName())
                                            .toList()));
                case Progress.Ending ending -> above.add(ending.sentence());
            }
            dirty = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private Line line(Progress.Resource resource) {
        return lines.computeIfAbsent(resource, each -> new Line());
    }

    private void change(Progress.Changed change) {
        Line line = line(change.resource());
        line.phase = change.phase();
        line.detail = change.detail();
        line.ended = change.phase().isSettled() ? System.nanoTime() : 0;
        if (change.phase().isSettled()) {
            line.layers.clear();
        }
    }

    private void draw() {
        lock.lock();
        try {
            while (!closed) {
                if (dirty) {
                    paint(false);
                }
                if (!closed) {
                    pause();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Until the next frame is due: with something that spins after a tenth of a second, else when there is something new. */
    private void pause() throws InterruptedException {
        boolean spins = lines.values().stream().anyMatch(line -> line.ended == 0);
        if (spins || dirty) {
            long rest = TimeUnit.MILLISECONDS.toNanos(FRAME_MILLIS);
            while (rest > 0 && !closed) {
                rest = changed.awaitNanos(rest);
            }
            dirty = true;
        } else {
            changed.await();
        }
    }

    private void paint(boolean all) {
        StringBuilder out = new StringBuilder();
        if (drawn > 0) {
            out.append("\u001b[").append(drawn).append("A");
        }
        out.append('\r');
        for (String line : above) {
            out.append(CLEAR_LINE).append(line).append('\n');
        }
        above.clear();
        List<String> view = view(false);
        if (!all && view.size() > rows - 1) {
            view = view(true);
        }
        int room = all ? view.size() : Math.min(view.size(), Math.max(1, rows - 1));
        for (String line : view.subList(0, room)) {
            out.append(CLEAR_LINE).append(Widths.cut(line, columns - 1)).append('\n');
        }
        out.append("\u001b[J");
        drawn = room;
        dirty = false;
        streams.err(out.toString());
    }

    /** @param onlyActive where there is not room for all: what is settled says nothing new */
    private List<String> view(boolean onlyActive) {
        if (lines.isEmpty()) {
            return List.of();
        }
        long settled = lines.values().stream().filter(line -> line.ended != 0).count();
        List<String> view = new ArrayList<>();
        view.add(
                (settled == lines.size() ? ink.blue("[+]") : "[+]") + " " + title + " " + settled + "/" + lines.size());
        int label = lines.keySet().stream()
                .mapToInt(each -> label(each).length())
                .max()
                .orElse(0);
        lines.forEach((resource, line) -> {
            if (onlyActive && line.ended != 0) {
                return;
            }
            view.add(render(resource, line, label));
            line.layers.values().forEach(layer -> view.add(render(layer)));
        });
        return view;
    }

    private static String label(Progress.Resource resource) {
        return resource.kind().word() + " " + resource.name();
    }

    private String render(Progress.Resource resource, Line line, int label) {
        boolean failed = line.phase == Progress.Phase.FAILED || line.phase == Progress.Phase.BLOCKED;
        String mark = line.ended == 0
                ? SPINNER[(int) (System.nanoTime() / TimeUnit.MILLISECONDS.toNanos(FRAME_MILLIS) % SPINNER.length)]
                : failed ? ink.red("✘") : ink.green("✔");
        String word = line.phase.word() + (failed && !line.detail.isEmpty() ? " " + line.detail : "");
        String text = " " + mark + " " + label(resource)
                + " ".repeat(label - label(resource).length()) + "  "
                + (failed ? ink.red(word) : line.ended == 0 ? ink.blue(word) : ink.green(word));
        long end = line.ended == 0 ? System.nanoTime() : line.ended;
        String time = Units.seconds(TimeUnit.NANOSECONDS.toMillis(end - line.begun));
        int gap = columns - 1 - Widths.of(text) - time.length();
        return gap < 1 ? text : text + " ".repeat(gap) + ink.blue(time);
    }

    private static String render(Progress.Layer layer) {
        String amount = layer.total() > 0 ? "  " + Units.size(layer.done()) + "/" + Units.size(layer.total()) : "";
        return "   " + layer.layer() + " " + layer.phase().words() + amount;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            paint(true);
            drawn = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        drawer.interrupt();
    }
}
