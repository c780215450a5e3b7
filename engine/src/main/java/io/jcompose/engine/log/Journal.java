package io.jcompose.engine.log;

import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.file.MappedFile;
import io.jcompose.linux.poll.PlacedReader;
import io.jcompose.linux.poll.Reader;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Carries the bytes of one stream from its pipe to the log so that a killed engine loses and repeats none of them. It is memory that a file keeps
 * ({@code $JCOMPOSE_RUN/containers/<id>/stdout.journal}); the next engine finishes in {@link #recover} what this one had begun.
 *
 * <pre>
 *   0  state    IDLE, TAKING (a read of `count` bytes is about to happen or has happened), WRITING (the log is being written)
 *   4  count    bytes of the batch
 *   8  size     bytes of the log before the batch
 *  16  slot     which of the two rests holds: 0 or 1
 *  20  lengths  of the rests, two ints
 *  64  batch    {@link Reader#CHUNK} bytes
 *   .  rests    two of {@link #REST} bytes: the begun line, before and after a batch
 * </pre>
 *
 * Whether a read that was to come has happened is seen in the batch: before it, all bytes are 0xFF, which no UTF-8 text has.
 */
final class Journal implements PlacedReader.Place, AutoCloseable {
    private static final int IDLE = 0;
    private static final int TAKING = 1;
    private static final int WRITING = 2;

    private static final int STATE = 0;
    private static final int COUNT = 4;
    private static final int SIZE = 8;
    private static final int SLOT = 16;
    private static final int LENGTHS = 20;
    private static final int BATCH = 64;
    private static final int REST = 16 * 1024;
    private static final int RESTS = BATCH + Reader.CHUNK;
    private static final int BYTES = RESTS + 2 * REST;

    private static final int PAGE = 4096;

    private final MappedFile memory;
    private final Stream stream;
    private final LogWriter log;
    private final JournaledLog.Listener heard;
    /** Bytes from the beginning on that have room on the file system for sure. */
    private int reserved = PAGE;
    /** The same of each rest. */
    private final int[] reservedRests = new int[2];

    Journal(Path file, Stream stream, LogWriter log, JournaledLog.Listener heard) {
        this.memory = MappedFile.open(file.toString(), BYTES);
        if (!memory.reserve(0, PAGE)) {
            memory.close();
            throw new LinuxException(Errno.ENOSPC, "fallocate", file.toString());
        }
        this.stream = stream;
        this.log = log;
        this.heard = heard;
    }

    /** What an idle container has is little; on a file system that has got full it has to do. */
    @Override
    public int room(int count) {
        int needed = (BATCH + count + PAGE - 1) / PAGE * PAGE;
        if (needed > reserved && memory.reserve(reserved, needed - reserved)) {
            reserved = needed;
        }
        return Math.min(count, reserved - BATCH);
    }

    @Override
    public long place(int count) {
        memory.fill(BATCH, count, 0xff);
        memory.putInt(COUNT, count);
        memory.putInt(STATE, TAKING);
        return memory.address(BATCH);
    }

    @Override
    public void taken(int count) {
        byte[] bytes = memory.getBytes(BATCH, count);
        memory.putLong(SIZE, log.size());
        memory.putInt(STATE, WRITING);
        try {
            log.write(stream, bytes, count);
        } catch (IOException e) {
            heard.failed(e);
        }
        finish();
        heard.written(stream, bytes);
    }

    /** The batch is in the log: the line that it left begun is kept in the other slot, then everything counts at once. */
    private void finish() {
        byte[] rest = log.begunLine(stream);
        int next = 1 - memory.getInt(SLOT);
        int length = keepable(next, Math.min(rest.length, REST));
        memory.putBytes(RESTS + next * REST, rest, length);
        memory.putInt(LENGTHS + 4 * next, length);
        memory.putInt(SLOT, next);
        memory.putInt(STATE, IDLE);
        try {
            log.rotateWhenFull();
        } catch (IOException e) {
            heard.failed(e);
        }
    }

    /** All of a begun line; on a full file system nothing, and a killed engine loses the beginning of one line. */
    private int keepable(int slot, int length) {
        if (length > reservedRests[slot] && memory.reserve(RESTS + slot * REST, length)) {
            reservedRests[slot] = length;
        }
        return length > reservedRests[slot] ? 0 : length;
    }

    /** Whether the log was being written when the engine was killed. */
    boolean writing() {
        return memory.getInt(STATE) == WRITING;
    }

    /** Takes up what a killed engine had begun; before anything else is written to this log. */
    void recover() throws IOException {
        int slot = memory.getInt(SLOT);
        byte[] rest = memory.getBytes(RESTS + slot * REST, memory.getInt(LENGTHS + 4 * slot));
        int state = memory.getInt(STATE);
        if (state == WRITING) {
            log.cutTo(memory.getLong(SIZE));
        }
        log.beginLine(stream, rest);
        if (state == IDLE) {
            return;
        }
        int count = memory.getInt(COUNT);
        byte[] batch = memory.getBytes(BATCH, count);
        if (state == WRITING || !unread(batch)) {
            taken(count);
        } else {
            memory.putInt(STATE, IDLE);
        }
    }

    private static boolean unread(byte[] batch) {
        for (byte b : batch) {
            if (b != (byte) 0xff) {
                return false;
            }
        }
        return true;
    }

    /** Nothing is begun any more: the process has ended and its last line is in the log. */
    void reset() {
        memory.putInt(STATE, IDLE);
        memory.putInt(LENGTHS, 0);
        memory.putInt(LENGTHS + 4, 0);
    }

    @Override
    public void close() {
        memory.close();
    }
}
