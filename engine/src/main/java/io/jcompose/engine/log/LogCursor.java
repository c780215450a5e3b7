package io.jcompose.engine.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads one container's log from a time on, over all its files, and goes on with what is written later.
 *
 * <p>When the writer has put the current file aside meanwhile, the cursor reads that to its end and looks for its place anew by time; as times strictly
 * increase it neither misses nor repeats a line.
 */
public final class LogCursor implements AutoCloseable {
    private final Path current;
    private long after;
    private @Nullable LogFiles files;
    private int index;
    private @Nullable LineReader reader;
    private Optional<LogLine> head = Optional.empty();

    /** @param after yields only lines with a larger time */
    public LogCursor(Path current, long after) {
        this.current = current;
        this.after = after;
    }

    /** The next line without taking it; empty when there is none yet. */
    public Optional<LogLine> peek() throws IOException {
        if (head.isEmpty()) {
            head = read();
        }
        return head;
    }

    public LogLine take() {
        LogLine line = head.orElseThrow();
        head = Optional.empty();
        after = line.time();
        return line;
    }

    private Optional<LogLine> read() throws IOException {
        while (true) {
            LogFiles opened = files;
            LineReader lines = reader;
            if (opened == null || lines == null) {
                if (!openAll()) {
                    return Optional.empty();
                }
                continue;
            }
            Optional<LogLine> line = lines.next();
            while (line.isPresent() && line.get().time() <= after) {
                line = lines.next();
            }
            if (line.isPresent()) {
                return line;
            }
            if (!openNext(opened)) {
                return Optional.empty();
            }
        }
    }

    /** Opens the files and goes to the last one that may hold the next line. */
    private boolean openAll() throws IOException {
        close();
        LogFiles opened = LogFiles.open(current);
        files = opened;
        List<LogFiles.Part> parts = opened.parts();
        if (parts.isEmpty()) {
            return false;
        }
        index = after == Long.MIN_VALUE ? 0 : parts.size() - 1;
        while (index > 0
                && parts.get(index).firstTime().map(time -> time > after).orElse(true)) {
            index--;
        }
        reader = new LineReader(parts.get(index).bytes());
        return true;
    }

    /** Goes to the next file; at the end of the last one, begins anew if others have come since. */
    private boolean openNext(LogFiles opened) throws IOException {
        List<LogFiles.Part> parts = opened.parts();
        if (index < parts.size() - 1) {
            index++;
            reader = new LineReader(parts.get(index).bytes());
            return true;
        }
        Optional<Object> now = LogFiles.key(current);
        if (now.isEmpty() || now.get().equals(parts.get(index).key())) {
            return false;
        }
        reader = null;
        return true;
    }

    @Override
    public void close() throws IOException {
        reader = null;
        if (files != null) {
            files.close();
            files = null;
        }
    }
}
