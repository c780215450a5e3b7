package io.jcompose.engine.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.GZIPOutputStream;

/**
 * Writes one container's log. Confined to the writing thread.
 *
 * <p>Bytes become lines; a line of more than 16 KiB is written in pieces, as docker does, all but the last without a line end. Everything that one call
 * brought is one write(2), so that a killed engine leaves at most its last line torn, which readers pass over.
 */
public final class LogWriter implements AutoCloseable {
    private static final int LONGEST = 16 * 1024;

    private final Path file;
    private final LogSettings settings;
    private final LogClock clock;
    private final LogLine.Encoder encoder = new LogLine.Encoder();
    private final ByteArrayOutputStream batch = new ByteArrayOutputStream(8192);
    private final ByteArrayOutputStream begunStdout = new ByteArrayOutputStream();
    private final ByteArrayOutputStream begunStderr = new ByteArrayOutputStream();
    private FileChannel channel;
    private long size;

    /** Goes on at the end of the file; a torn last line is ended first. */
    public LogWriter(Path file, LogSettings settings, LogClock clock) throws IOException {
        this.file = file;
        this.settings = settings;
        this.clock = clock;
        Files.createDirectories(file.getParent());
        this.channel = open(file);
        this.size = channel.size();
        endTornLine();
        if (size > 0) {
            clock.goOnAfter(LogFiles.timeBeforeLast(file, 1) + 1);
        }
    }

    private ByteArrayOutputStream begun(Stream stream) {
        return switch (stream) {
            case STDOUT -> begunStdout;
            case STDERR -> begunStderr;
        };
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    private void endTornLine() throws IOException {
        if (size == 0) {
            return;
        }
        try (FileChannel reader = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            reader.read(last, size - 1);
            if (last.get(0) != '\n') {
                size += channel.write(ByteBuffer.wrap(new byte[] {'\n'}));
            }
        }
    }

    /** Takes bytes as they came; whole lines are in the file when it returns, the rest waits for its end. */
    public void write(Stream stream, byte[] bytes, int length) throws IOException {
        ByteArrayOutputStream rest = begun(stream);
        int from = 0;
        for (int at = 0; at < length; at++) {
            if (bytes[at] == '\n') {
                line(stream, rest, bytes, from, at - from, true);
                from = at + 1;
            } else if (rest.size() + at - from >= LONGEST) {
                line(stream, rest, bytes, from, at - from, false);
                from = at;
            }
        }
        rest.write(bytes, from, length - from);
        flush();
    }

    private void line(
            Stream stream, ByteArrayOutputStream rest, byte[] bytes, int from, int length, boolean terminated) {
        if (rest.size() == 0) {
            encoder.encode(batch, clock.next(), stream, bytes, from, length, terminated);
            return;
        }
        rest.write(bytes, from, length);
        byte[] whole = rest.toByteArray();
        rest.reset();
        encoder.encode(batch, clock.next(), stream, whole, 0, whole.length, terminated);
    }

    /** Writes lines whose end did not come; called when the process has ended. */
    public void finishLines() throws IOException {
        for (Stream stream : Stream.values()) {
            ByteArrayOutputStream rest = begun(stream);
            if (rest.size() > 0) {
                line(stream, rest, new byte[0], 0, 0, false);
            }
        }
        flush();
    }

    /** All that was encoded in one go; on a full disk nothing of it stays, so that no line is torn. */
    private void flush() throws IOException {
        if (batch.size() == 0) {
            return;
        }
        ByteBuffer bytes = ByteBuffer.wrap(batch.toByteArray());
        batch.reset();
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            size += bytes.limit();
        } catch (IOException e) {
            channel.truncate(size);
            throw e;
        }
    }

    /** Bytes of the current file. */
    long size() {
        return size;
    }

    /** Takes back what was written beyond a size, which a killed engine may have left half-done. */
    void cutTo(long earlier) throws IOException {
        if (earlier < size) {
            channel.truncate(earlier);
            size = earlier;
        }
    }

    /** The line whose end has not come yet. */
    byte[] begunLine(Stream stream) {
        return begun(stream).toByteArray();
    }

    /** Goes on with a line that an earlier engine had begun. */
    void beginLine(Stream stream, byte[] text) {
        begun(stream).reset();
        begun(stream).writeBytes(text);
    }

    /** Puts the file aside once it has reached its size. Between batches only. */
    public void rotateWhenFull() throws IOException {
        if (size >= settings.maxSize()) {
            rotate();
        }
    }

    private void rotate() throws IOException {
        channel.close();
        for (int number = settings.maxFiles() - 1; number >= 1; number--) {
            for (String ending : new String[] {"", ".gz"}) {
                Path older = aside(number, ending);
                if (!Files.exists(older)) {
                    continue;
                }
                if (number == settings.maxFiles() - 1) {
                    Files.delete(older);
                } else {
                    Files.move(older, aside(number + 1, ending), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        if (settings.maxFiles() > 1) {
            Files.move(file, aside(1, ""), StandardCopyOption.REPLACE_EXISTING);
            if (settings.compress()) {
                compress(aside(1, ""), aside(1, ".gz"));
            }
        } else {
            Files.delete(file);
        }
        channel = open(file);
        size = 0;
    }

    private Path aside(int number, String ending) {
        return file.resolveSibling(file.getFileName() + "." + number + ending);
    }

    private static void compress(Path plain, Path packed) throws IOException {
        Path half = packed.resolveSibling(packed.getFileName() + ".tmp");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(half))) {
            Files.copy(plain, out);
        }
        Files.move(half, packed, StandardCopyOption.ATOMIC_MOVE);
        Files.delete(plain);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the log \"" + file + "\" can't be closed", e);
        }
    }
}
