package io.jcompose.cli.wire;

import java.nio.ByteBuffer;

/**
 * One frame as it came.
 *
 * @param payload positioned at its start; belongs to the receiver
 */
public record Frame(int type, ByteBuffer payload) {
    public static final int HELLO = 1;
    public static final int INVOKE = 2;
    public static final int STDIN = 3;
    public static final int STDIN_END = 4;
    public static final int SIGNAL = 5;
    public static final int SIZE = 6;
    public static final int STATUS = 7;
    public static final int STOP = 8;

    public static final int STDOUT = 65;
    public static final int STDERR = 66;
    public static final int EXIT = 67;
    public static final int WANT_STDIN = 68;
    public static final int WANT_SIZE = 69;
    public static final int RAW = 70;
    public static final int MISMATCH = 71;
    public static final int WANT_SIGNALS = 72;

    /** "JCP1". */
    public static final int MAGIC = 0x4A435031;

    public static final int MAX_PAYLOAD = 16 << 20;

    /** A payload's bytes, all that are left. */
    public byte[] bytes() {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        return bytes;
    }
}
