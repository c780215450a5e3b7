package io.jcompose.linux.xtables;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * One entry of the blob.
 *
 * @param position where it stood in the blob that was read; -1 for a new one
 */
record Entry(Layout layout, byte[] bytes, int position) {
    private static final int TARGET_HEADER = 32;
    private static final int STANDARD_TARGET = 40;
    private static final int ACCEPT = -2;
    private static final int NAME = 16;

    static Entry accepting(Layout layout, InterfaceAccept accept) {
        byte[] bytes = new byte[layout.header() + STANDARD_TARGET];
        ByteBuffer data = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        byte[] name = accept.name().getBytes(StandardCharsets.UTF_8);
        int at = layout.interfaces() + (accept.outgoing() ? NAME : 0);
        data.put(at, name);
        // Without its closing zero in the mask a name stands for all that begin like it.
        Arrays.fill(bytes, at + 2 * NAME, at + 2 * NAME + name.length + (accept.prefix() ? 0 : 1), (byte) 0xff);
        data.putShort(layout.target(), (short) layout.header());
        data.putShort(layout.next(), (short) bytes.length);
        data.putShort(layout.header(), (short) STANDARD_TARGET);
        data.putInt(layout.header() + TARGET_HEADER, ACCEPT);
        return new Entry(layout, bytes, -1);
    }

    int length() {
        return bytes.length;
    }

    /** What it accepts, when it is a rule of that kind and nothing more. */
    Optional<InterfaceAccept> accept() {
        for (boolean outgoing : new boolean[] {false, true}) {
            int at = layout.interfaces() + (outgoing ? NAME : 0);
            int length = 0;
            while (length < NAME && bytes[at + length] != 0) {
                length++;
            }
            if (length > 0) {
                InterfaceAccept accept = new InterfaceAccept(
                        new String(bytes, at, length, StandardCharsets.UTF_8),
                        length < NAME && bytes[at + 2 * NAME + length] == 0,
                        outgoing);
                if (Arrays.equals(accepting(layout, accept).withoutCounters(), withoutCounters())) {
                    return Optional.of(accept);
                }
            }
        }
        return Optional.empty();
    }

    /** The position that the entry jumps to, when it jumps. */
    Optional<Integer> jump() {
        int target = Short.toUnsignedInt(data().getShort(layout.target()));
        boolean standard = bytes[target + 2] == 0;
        int verdict = standard ? data().getInt(target + TARGET_HEADER) : -1;
        return standard && verdict >= 0 ? Optional.of(verdict) : Optional.empty();
    }

    Entry jumpingTo(int position) {
        byte[] changed = bytes.clone();
        int target = Short.toUnsignedInt(data().getShort(layout.target()));
        ByteBuffer.wrap(changed).order(ByteOrder.nativeOrder()).putInt(target + TARGET_HEADER, position);
        return new Entry(layout, changed, this.position);
    }

    /** The cache word, the kernel's own word before the counters and the counters change by themselves. */
    private byte[] withoutCounters() {
        byte[] stripped = bytes.clone();
        Arrays.fill(stripped, layout.target() - 4, layout.target(), (byte) 0);
        Arrays.fill(stripped, layout.next() + 2, layout.header(), (byte) 0);
        return stripped;
    }

    private ByteBuffer data() {
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    }
}
