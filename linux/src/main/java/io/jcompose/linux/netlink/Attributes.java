package io.jcompose.linux.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The attributes of a message or of a nested attribute, in order. Lengths that point outside are cut off, not followed. */
public final class Attributes {
    /** Type without the flags for nesting and byte order, and the value. */
    public record Attribute(int type, byte[] value) {
        public Attributes nested() {
            return parse(value, 0, value.length);
        }
    }

    private static final int TYPE_MASK = 0x3fff;

    private final List<Attribute> attributes;

    private Attributes(List<Attribute> attributes) {
        this.attributes = List.copyOf(attributes);
    }

    static Attributes parse(byte[] data, int from, int to) {
        List<Attribute> found = new ArrayList<>();
        ByteBuffer buffer = ByteBuffer.wrap(data).order(ByteOrder.nativeOrder());
        int at = from;
        while (at + 4 <= to) {
            int length = Short.toUnsignedInt(buffer.getShort(at));
            int type = Short.toUnsignedInt(buffer.getShort(at + 2)) & TYPE_MASK;
            if (length < 4 || at + length > to) {
                break;
            }
            found.add(new Attribute(type, Arrays.copyOfRange(data, at + 4, at + length)));
            at += (length + 3) & ~3;
        }
        return new Attributes(found);
    }

    public List<Attribute> all() {
        return attributes;
    }

    public Optional<byte[]> bytes(int type) {
        for (Attribute attribute : attributes) {
            if (attribute.type() == type) {
                return Optional.of(attribute.value());
            }
        }
        return Optional.empty();
    }

    /** Empty text when there is no such attribute. */
    public String text(int type) {
        byte[] value = bytes(type).orElse(new byte[0]);
        int end = 0;
        while (end < value.length && value[end] != 0) {
            end++;
        }
        return new String(value, 0, end, StandardCharsets.UTF_8);
    }

    public int u32(int type, int otherwise) {
        return bytes(type)
                .filter(value -> value.length >= 4)
                .map(value ->
                        ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getInt())
                .orElse(otherwise);
    }

    public int u32be(int type, int otherwise) {
        return bytes(type)
                .filter(value -> value.length >= 4)
                .map(value -> ByteBuffer.wrap(value).getInt())
                .orElse(otherwise);
    }

    public long u64be(int type, long otherwise) {
        return bytes(type)
                .filter(value -> value.length >= 8)
                .map(value -> ByteBuffer.wrap(value).getLong())
                .orElse(otherwise);
    }

    /** The attributes inside that attribute, none when it is missing. */
    public Attributes nested(int type) {
        byte[] value = bytes(type).orElse(new byte[0]);
        return parse(value, 0, value.length);
    }
}
