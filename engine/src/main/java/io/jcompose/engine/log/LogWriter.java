package io.jcompose.engine.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes one container's log. Confined to the writing thread.
 *
 * <p>Bytes become lines; a line of more than 16 KiB is written in pieces, as docker does, all but the last without a line end. Everything that one call
 * brought is one write(2), so that a killed engine leaves at most its last line torn, which readers pass over.
 */
public final class LogWriter implements AutoCloseable {
    private static final int LONGEST = 16 * 1024;

    private final Path file;
    private final Rotation settings;
    private final LogRotation rotation;
    private final LogClock clock;
    private final LogLine.Encoder encoder;
    private final ByteBuilder batch = new ByteBuilder();
    private final ByteBuilder begunStdout = new ByteBuilder();
    private final ByteBuilder begunStderr = new ByteBuilder();
    private FileChannel channel;
    private long size;

    /**
     * Goes on at the end of the file; a torn last line is ended first.
     *
     * @param attributes a JSON object that each line gets, empty: none
     * @param packer compresses what is put aside
     */
    public LogWriter(Path file, Rotation settings, String attributes, LogClock clock, LogPacker packer)
            throws IOException {
        this.file = file;
        this.settings = settings;
        this.rotation = new LogRotation(file, settings, packer);
        this.encoder = new LogLine.Encoder(attributes);
        this.clock = clock;
        boolean first = rotation.isFirst();
        this.channel = open(file);
        if (!first) {
            goOn();
        }
    }

    private void goOn() throws IOException {
        size = channel.size();
        endTornLine();
        rotation.recover();
        clock.goOnAfter(LogFiles.timeBeforeLast(file, 1) + 1);
    }

    private ByteBuilder begun(Stream stream) {
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
        ByteBuilder rest = begun(stream);
        int from = 0;
        int longest = LONGEST - rest.size();
        for (int at = 0; at < length; at++) {
            if (bytes[at] == '\n') {
                line(stream, rest, bytes, from, at - from, true);
                from = at + 1;
                longest = from + LONGEST;
            } else if (at >= longest) {
                line(stream, rest, bytes, from, at - from, false);
                from = at;
                longest = from + LONGEST;
            }
        }
        rest.put(bytes, from, length - from);
        flush();
    }

    private void line(Stream stream, ByteBuilder rest, byte[] bytes, int from, int length, boolean terminated) {
        if (rest.size() == 0) {
            encoder.encode(batch, clock.next(), stream, bytes, from, length, terminated);
            return;
        }
        rest.put(bytes, from, length);
        encoder.encode(batch, clock.next(), stream, rest.array(), 0, rest.size(), terminated);
        rest.clear();
    }

    /** Writes lines whose end did not come; called when the process has ended. */
    public void finishLines() throws IOException {
        for (Stream stream : Stream.values()) {
            ByteBuilder rest = begun(stream);
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
        ByteBuffer bytes = ByteBuffer.wrap(batch.array(), 0, batch.size());
        batch.clear();
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
        return begun(stream).copy();
    }

    /** Goes on with a line that an earlier engine had begun. */
    void beginLine(Stream stream, byte[] text) {
        begun(stream).clear();
        begun(stream).put(text);
    }

    /** Puts the file aside once it has reached its size. Between batches only. */
    public void rotateWhenFull() throws IOException {
        if (size >= settings.maxSize()) {
            rotate();
        }
    }

    /** What fails leaves the file as it was, which goes on until the next attempt. */
    private void rotate() throws IOException {
        FileChannel next = open(rotation.next());
        try {
            rotation.putAside();
        } catch (IOException e) {
            next.close();
            throw e;
        }
        FileChannel full = channel;
        channel = next;
        size = 0;
        full.close();
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
