package io.jcompose.linux.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One netlink request under construction: the fixed part first, then attributes in order.
 *
 * <p>The description is what an error says was being done, like {@code create bridge jc12ab-00000001}.
 */
public final class Message {
    public static final int NLM_F_REQUEST = 0x1;
    public static final int NLM_F_ACK = 0x4;
    public static final int NLM_F_DUMP = 0x300;
    public static final int NLM_F_REPLACE = 0x100;
    public static final int NLM_F_EXCL = 0x200;
    public static final int NLM_F_CREATE = 0x400;
    public static final int NLM_F_APPEND = 0x800;

    private static final int HEADER = 16;
    private static final int NESTED = 0x8000;

    private final String call;
    private final String description;
    private ByteBuffer data = ByteBuffer.allocate(256).order(ByteOrder.nativeOrder());

    public Message(int type, int flags, String call, String description) {
        this.call = call;
        this.description = description;
        data.putInt(0)
                .putShort((short) type)
                .putShort((short) (flags | NLM_F_REQUEST))
                .putInt(0)
                .putInt(0);
    }

    /** Name of the operation, as an error calls it. */
    public String call() {
        return call;
    }

    public String description() {
        return description;
    }

    public int flags() {
        return data.getShort(6);
    }

    public Message u8(int value) {
        room(1).put((byte) value);
        return this;
    }

    public Message u16(int value) {
        room(2).putShort((short) value);
        return this;
    }

    public Message u32(int value) {
        room(4).putInt(value);
        return this;
    }

    public Message bytes(byte[] value) {
        room(value.length).put(value);
        return this;
    }

    public Message attribute(int type, byte[] value) {
        align();
        room(4 + value.length)
                .putShort((short) (4 + value.length))
                .putShort((short) type)
                .put(value);
        align();
        return this;
    }

    /** A string with its closing zero. */
    public Message attribute(int type, String value) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        return attribute(type, Arrays.copyOf(text, text.length + 1));
    }

    public Message attribute8(int type, int value) {
        return attribute(type, new byte[] {(byte) value});
    }

    public Message attribute16(int type, int value) {
        return attribute(
                type,
                ByteBuffer.allocate(2)
                        .order(ByteOrder.nativeOrder())
                        .putShort((short) value)
                        .array());
    }

    public Message attribute32(int type, int value) {
        return attribute(
                type,
                ByteBuffer.allocate(4)
                        .order(ByteOrder.nativeOrder())
                        .putInt(value)
                        .array());
    }

    /** nfnetlink has its integers in network order. */
    public Message attribute32be(int type, int value) {
        return attribute(type, ByteBuffer.allocate(4).putInt(value).array());
    }

    public Message attribute64be(int type, long value) {
        return attribute(type, ByteBuffer.allocate(8).putLong(value).array());
    }

    /** An attribute that holds what {@code content} adds. */
    public Message nested(int type, Runnable content) {
        align();
        int start = data.position();
        room(4).putShort((short) 0).putShort((short) (type | NESTED));
        content.run();
        align();
        data.putShort(start, (short) (data.position() - start));
        return this;
    }

    /** The finished bytes with this sequence number. */
    public byte[] finish(int sequence) {
        align();
        data.putInt(0, data.position());
        data.putInt(8, sequence);
        return Arrays.copyOf(data.array(), data.position());
    }

    private void align() {
        int over = data.position() & 3;
        if (over != 0) {
            room(4 - over).put(new byte[4 - over]);
        }
    }

    private ByteBuffer room(int bytes) {
        if (data.remaining() < bytes) {
            ByteBuffer larger = ByteBuffer.allocate(Math.max(data.capacity() * 2, data.position() + bytes))
                    .order(ByteOrder.nativeOrder());
            data.flip();
            larger.put(data);
            data = larger;
        }
        return data;
    }

    static int headerLength() {
        return HEADER;
    }
}
