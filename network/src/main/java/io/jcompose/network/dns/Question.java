package io.jcompose.network.dns;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A DNS query as far as this server looks into it (RFC 1035 4.1): header and the one question.
 *
 * @param name lower case, without the last dot
 * @param raw the question's bytes, which an answer repeats with their upper and lower case
 * @param bufferSize what the asker can take in one UDP packet (RFC 6891), 512 by default
 * @param extended whether the query has an OPT record, so that the answer needs one
 */
record Question(
        int id, int flags, String name, int type, int queryClass, byte[] raw, int bufferSize, boolean extended) {
    static final int A = 1;
    static final int PTR = 12;
    static final int AAAA = 28;
    static final int ANY = 255;
    static final int HEADER = 12;

    private static final int OPT = 41;
    private static final int RESPONSE = 0x8000;
    private static final int OPCODE = 0x7800;

    /** How far a packet could be read. */
    sealed interface Parsed {
        record Ok(Question question) implements Parsed {}

        /** Answer with this code and an empty body. */
        record Refused(int id, int flags, int code) implements Parsed {}

        /** Not a query at all: no answer. */
        record Ignored() implements Parsed {}
    }

    static Parsed parse(byte[] packet) {
        if (packet.length < HEADER) {
            return new Parsed.Ignored();
        }
        ByteBuffer data = ByteBuffer.wrap(packet);
        int id = Short.toUnsignedInt(data.getShort(0));
        int flags = Short.toUnsignedInt(data.getShort(2));
        if ((flags & RESPONSE) != 0) {
            return new Parsed.Ignored();
        }
        if ((flags & OPCODE) != 0) {
            return new Parsed.Refused(id, flags, Answer.NOT_IMPLEMENTED);
        }
        if (data.getShort(4) != 1) {
            return new Parsed.Refused(id, flags, Answer.FORMAT_ERROR);
        }
        data.position(HEADER);
        String name = name(data);
        if (name == null || data.remaining() < 4) {
            return new Parsed.Refused(id, flags, Answer.FORMAT_ERROR);
        }
        int type = Short.toUnsignedInt(data.getShort());
        int queryClass = Short.toUnsignedInt(data.getShort());
        byte[] raw = Arrays.copyOfRange(packet, HEADER, data.position());
        int size = bufferSize(data);
        return new Parsed.Ok(new Question(id, flags, name, type, queryClass, raw, Math.max(512, size), size > 0));
    }

    /** Null when it does not end, points elsewhere (a query has no reason to) or is too long. */
    private static @Nullable String name(ByteBuffer data) {
        StringBuilder name = new StringBuilder();
        while (data.hasRemaining()) {
            int length = Byte.toUnsignedInt(data.get());
            if (length == 0) {
                return name.toString().toLowerCase(Locale.ROOT);
            }
            if (length > 63 || length > data.remaining() || name.length() + length > 254) {
                return null;
            }
            byte[] label = new byte[length];
            data.get(label);
            name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.ISO_8859_1));
        }
        return null;
    }

    /** The size that an OPT record directly behind the question gives, where all resolvers put it; 0 without one. */
    private static int bufferSize(ByteBuffer rest) {
        int at = rest.position();
        boolean opt = rest.remaining() >= 11 && rest.get(at) == 0 && rest.getShort(at + 1) == OPT;
        return opt ? Short.toUnsignedInt(rest.getShort(at + 3)) : 0;
    }
}
