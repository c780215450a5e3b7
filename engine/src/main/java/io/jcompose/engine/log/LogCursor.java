package io.jcompose.engine.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads one container's log from a time on, over all its files, and goes on with what is written later.
 *
 * <p>When the writer has put the file aside meanwhile, the cursor looks for its place anew by time; as times strictly increase it neither misses nor repeats a
 * line.
 */
public final class LogCursor implements AutoCloseable {
    private final Path current;
    private long after;
    private List<Path> files = List.of();
    private int index;
    private @Nullable LineReader reader;
    private @Nullable Object currentKey;
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
            LineReader open = reader;
            if (open == null && !openFirst()) {
                return Optional.empty();
            }
            open = Objects.requireNonNull(reader);
            Optional<LogLine> line = open.next();
            while (line.isPresent() && line.get().time() <= after) {
                line = open.next();
            }
            if (line.isPresent()) {
                return line;
            }
            if (!openNext(open)) {
                return Optional.empty();
            }
        }
    }

    private boolean openFirst() throws IOException {
        files = LogFiles.oldestFirst(current);
        index = 0;
        return open();
    }

    /** Goes to the next file; at the current one's end, begins anew if it was put aside. */
    private boolean openNext(LineReader finished) throws IOException {
        if (index < files.size() - 1) {
            finished.close();
            index++;
            return open();
        }
        if (Objects.equals(key(), currentKey)) {
            return false;
        }
        // it was renamed: what was written to it at the last is found again, by time, in the file that it has become
        finished.close();
        reader = null;
        return openFirst();
    }

    private boolean open() throws IOException {
        for (int tries = 0; tries < 10; tries++) {
            Path file = files.get(index);
            try {
                if (index == files.size() - 1) {
                    currentKey = key();
                }
                reader = new LineReader(LogFiles.open(file));
                return true;
            } catch (NoSuchFileException e) {
                if (!Files.exists(current)) {
                    reader = null;
                    return false;
                }
                files = LogFiles.oldestFirst(current);
                index = 0;
            }
        }
        return false;
    }

    private @Nullable Object key() throws IOException {
        try {
            return Files.readAttributes(current, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        if (reader != null) {
            reader.close();
        }
    }
}
