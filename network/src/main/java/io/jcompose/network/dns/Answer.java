package io.jcompose.network.dns;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Bytes of DNS answers (RFC 1035 4.1). */
final class Answer {
    static final int NO_ERROR = 0;
    static final int FORMAT_ERROR = 1;
    static final int SERVER_FAILURE = 2;
    static final int NOT_IMPLEMENTED = 4;
    static final int REFUSED = 5;

    /** Seconds. Short: nginx and others keep an address for as long as they are allowed to. */
    private static final int TTL = 5;

    private static final int LARGEST = 65535;
    private static final int RESPONSE = 0x8000;
    private static final int TRUNCATED = 0x0200;
    private static final int RECURSION_DESIRED = 0x0100;
    private static final int RECURSION_AVAILABLE = 0x0080;
    private static final int OPCODE = 0x7800;
    private static final byte[] OPT = {0, 0, 41, 0x10, 0, 0, 0, 0, 0, 0, 0};

    private Answer() {}

    /** An answer without records. */
    static byte[] empty(Question question, int code) {
        return records(question, code, List.of(), LARGEST);
    }

    /** An answer to something that could not be read as a question. */
    static byte[] refusal(Question.Parsed.Refused refused) {
        return ByteBuffer.allocate(Question.HEADER)
                .putShort((short) refused.id())
                .putShort((short) (RESPONSE
                        | RECURSION_AVAILABLE
                        | (refused.flags() & (OPCODE | RECURSION_DESIRED))
                        | refused.code()))
                .array();
    }

    static byte[] addresses(Question question, List<InetAddress> addresses, boolean tcp) {
        List<byte[]> records = addresses.stream()
                .map(address ->
                        record(address.getAddress().length == 4 ? Question.A : Question.AAAA, address.getAddress()))
                .toList();
        return records(question, NO_ERROR, records, tcp ? LARGEST : question.bufferSize());
    }

    static byte[] pointer(Question question, String name) {
        return records(question, NO_ERROR, List.of(record(Question.PTR, encode(name))), LARGEST);
    }

    /** Whether the bytes are an answer to that question. */
    static boolean matches(byte[] packet, Question question) {
        if (packet.length < Question.HEADER) {
            return false;
        }
        ByteBuffer data = ByteBuffer.wrap(packet);
        boolean answers = Short.toUnsignedInt(data.getShort(0)) == question.id() && (data.getShort(2) & RESPONSE) != 0;
        if (!answers || data.getShort(4) == 0) {
            // Some servers repeat no question in an error.
            return answers;
        }
        int end = Question.HEADER + question.raw().length;
        return packet.length >= end
                && new String(packet, Question.HEADER, end - Question.HEADER, StandardCharsets.ISO_8859_1)
                        .equalsIgnoreCase(new String(question.raw(), StandardCharsets.ISO_8859_1));
    }

    static int code(byte[] packet) {
        return packet[3] & 0xf;
    }

    private static byte[] record(int type, byte[] data) {
        return ByteBuffer.allocate(12 + data.length)
                .putShort((short) 0xc00c)
                .putShort((short) type)
                .putShort((short) 1)
                .putInt(TTL)
                .putShort((short) data.length)
                .put(data)
                .array();
    }

    private static byte[] records(Question question, int code, List<byte[]> records, int limit) {
        int fixed = Question.HEADER + question.raw().length + (question.extended() ? OPT.length : 0);
        int length = fixed;
        int count = 0;
        while (count < records.size() && length + records.get(count).length <= limit) {
            length += records.get(count).length;
            count++;
        }
        int truncated = count < records.size() ? TRUNCATED : 0;
        ByteBuffer data = ByteBuffer.allocate(length)
                .putShort((short) question.id())
                .putShort((short)
                        (RESPONSE | RECURSION_AVAILABLE | truncated | (question.flags() & RECURSION_DESIRED) | code))
                .putShort((short) 1)
                .putShort((short) count)
                .putShort((short) 0)
                .putShort((short) (question.extended() ? 1 : 0))
                .put(question.raw());
        records.subList(0, count).forEach(data::put);
        if (question.extended()) {
            data.put(OPT);
        }
        return data.array();
    }

    private static byte[] encode(String name) {
        ByteBuffer data = ByteBuffer.allocate(name.length() * 4 + 2);
        for (String label : name.split("\\.")) {
            byte[] bytes = label.getBytes(StandardCharsets.UTF_8);
            int length = Math.min(63, bytes.length);
            data.put((byte) length).put(bytes, 0, length);
        }
        data.put((byte) 0);
        return Arrays.copyOf(data.array(), data.position());
    }
}
