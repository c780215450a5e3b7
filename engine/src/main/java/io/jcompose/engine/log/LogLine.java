package io.jcompose.engine.log;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * One line of a json-file: {@code {"log":"text\n","stream":"stdout","time":"2026-01-02T03:04:05.678901234Z"}}, with {@code "attrs":{...}} before the time
 * when the logging options ask for some. The text of a line whose end never came has no {@code \n}.
 *
 * @param time nanoseconds since 1970
 * @param text with its line end, if it has one; bytes that are no UTF-8 became U+FFFD
 */
public record LogLine(long time, Stream stream, byte[] text) {
    private static final byte[] OPENING = "{\"log\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] STREAM = "\",\"stream\":\"std".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] REPLACEMENT = "\\ufffd".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

    public boolean terminated() {
        return text.length > 0 && text[text.length - 1] == '\n';
    }

    /** Text without its line end. */
    public byte[] content() {
        return terminated() ? Arrays.copyOf(text, text.length - 1) : text;
    }

    public Instant instant() {
        return Instant.ofEpochSecond(time / 1_000_000_000L, time % 1_000_000_000L);
    }

    /** The map as a JSON object, in its order. */
    public static String object(Map<String, String> members) {
        ByteBuilder out = new ByteBuilder();
        char before = '{';
        for (Map.Entry<String, String> member : members.entrySet()) {
            out.put(before);
            string(out, member.getKey());
            out.put(':');
            string(out, member.getValue());
            before = ',';
        }
        out.put('}');
        return new String(out.array(), 0, out.size(), StandardCharsets.UTF_8);
    }

    private static void string(ByteBuilder out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.put('"');
        Encoder.escape(out, bytes, 0, bytes.length);
        out.put('"');
    }

    /** Writes lines; keeps the last second's text, which most lines share. */
    static final class Encoder {
        private final byte[] stdout;
        private final byte[] stderr;
        private long second = Long.MIN_VALUE;
        private byte[] secondText = {};

        /** @param attributes a JSON object that each line gets as {@code attrs}; empty: none */
        Encoder(String attributes) {
            this.stdout = middle("stdout", attributes);
            this.stderr = middle("stderr", attributes);
        }

        private static byte[] middle(String stream, String attributes) {
            String attrs = attributes.isEmpty() ? "" : ",\"attrs\":" + attributes;
            return ("\",\"stream\":\"" + stream + "\"" + attrs + ",\"time\":\"").getBytes(StandardCharsets.UTF_8);
        }

        /** Appends one line. {@code length} bytes of {@code text}, followed by a line end when {@code terminated}. */
        void encode(
                ByteBuilder out, long time, Stream stream, byte[] text, int offset, int length, boolean terminated) {
            out.put(OPENING);
            escape(out, text, offset, offset + length);
            if (terminated) {
                out.put('\\');
                out.put('n');
            }
            out.put(stream == Stream.STDOUT ? stdout : stderr);
            time(out, time);
            out.put('"');
            out.put('}');
            out.put('\n');
        }

        private void time(ByteBuilder out, long time) {
            long seconds = Math.floorDiv(time, 1_000_000_000L);
            if (seconds != second) {
                second = seconds;
                secondText = SECOND.format(Instant.ofEpochSecond(seconds)).getBytes(StandardCharsets.US_ASCII);
            }
            out.put(secondText);
            out.put('.');
            long nanos = Math.floorMod(time, 1_000_000_000L);
            for (long divisor = 100_000_000L; divisor > 0; divisor /= 10) {
                out.put('0' + (int) (nanos / divisor % 10));
            }
            out.put('Z');
        }

        private static void escape(ByteBuilder out, byte[] text, int from, int to) {
            int plain = from;
            int at = from;
            while (at < to) {
                int b = text[at];
                if (b >= ' ' && b != '"' && b != '\\') {
                    at++;
                    continue;
                }
                int sequence = b < 0 ? utf8Length(text, at, to) : 0;
                if (sequence > 0) {
                    at += sequence;
                    continue;
                }
                out.put(text, plain, at - plain);
                special(out, b);
                at++;
                plain = at;
            }
            out.put(text, plain, to - plain);
        }

        private static void special(ByteBuilder out, int b) {
            switch (b) {
                case '"' -> out.put(new byte[] {'\\', '"'});
                case '\\' -> out.put(new byte[] {'\\', '\\'});
                case '\t' -> out.put(new byte[] {'\\', 't'});
                case '\r' -> out.put(new byte[] {'\\', 'r'});
                case '\n' -> out.put(new byte[] {'\\', 'n'});
                default -> {
                    if (b < 0) {
                        out.put(REPLACEMENT);
                    } else {
                        out.put(new byte[] {'\\', 'u', '0', '0', HEX[b >> 4], HEX[b & 15]});
                    }
                }
            }
        }

        /** Length of the well-formed UTF-8 sequence (RFC 3629, section 4) that begins here, 0 when there is none. */
        private static int utf8Length(byte[] text, int at, int to) {
            int first = text[at] & 0xff;
            int length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
            if (first < 0xc2 || first > 0xf4 || at + length > to) {
                return 0;
            }
            int second = text[at + 1] & 0xff;
            int low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
            int high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
            if (second < low || second > high) {
                return 0;
            }
            for (int i = 2; i < length; i++) {
                if ((text[at + i] & 0xc0) != 0x80) {
                    return 0;
                }
            }
            return length;
        }
    }

    /** Reads one line without its end; empty when it is not whole (the engine was killed while it wrote, or the disk was full). */
    static Optional<LogLine> decode(byte[] line, int from, int to) {
        int at = from + OPENING.length;
        if (to - from < OPENING.length + STREAM.length + 30 || line[to - 1] != '}') {
            return Optional.empty();
        }
        int end = at;
        boolean plain = true;
        while (end < to && line[end] != '"') {
            plain &= line[end] != '\\';
            end += line[end] == '\\' ? 2 : 1;
        }
        int timeAt = to - 3;
        while (timeAt > end && line[timeAt] != '"') {
            timeAt--;
        }
        timeAt++;
        if (timeAt < end + STREAM.length || to - 2 - timeAt < 20) {
            return Optional.empty();
        }
        Stream stream = line[end + STREAM.length] == 'o' ? Stream.STDOUT : Stream.STDERR;
        byte[] text = plain ? Arrays.copyOfRange(line, at, end) : unescape(line, at, end);
        return Optional.of(new LogLine(parseTime(line, timeAt, to - 2), stream, text));
    }

    private static byte[] unescape(byte[] line, int from, int to) {
        if (line[to - 2] == '\\' && line[to - 1] == 'n' && indexOfEscape(line, from, to) == to - 2) {
            byte[] text = Arrays.copyOfRange(line, from, to - 1);
            text[text.length - 1] = '\n';
            return text;
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream(to - from);
        int plain = from;
        int at = from;
        while (at < to) {
            if (line[at] == '\\') {
                text.write(line, plain, at - plain);
                at = unescape(text, line, at + 1);
                plain = at;
            } else {
                at++;
            }
        }
        text.write(line, plain, at - plain);
        return text.toByteArray();
    }

    private static int indexOfEscape(byte[] line, int from, int to) {
        int at = from;
        while (at < to && line[at] != '\\') {
            at++;
        }
        return at;
    }

    private static int unescape(ByteArrayOutputStream out, byte[] line, int at) {
        switch (line[at]) {
            case 'n' -> out.write('\n');
            case 't' -> out.write('\t');
            case 'r' -> out.write('\r');
            case 'u' -> {
                int code = Integer.parseInt(new String(line, at + 1, 4, StandardCharsets.US_ASCII), 16);
                out.writeBytes(String.valueOf((char) code).getBytes(StandardCharsets.UTF_8));
                return at + 5;
            }
            default -> out.write(line[at]);
        }
        return at + 1;
    }

    /** {@code 2026-01-02T03:04:05.678901234Z} between from and to (the closing quote); days by the civil calendar. */
    private static long parseTime(byte[] line, int from, int to) {
        long day = epochDay(digits(line, from, 4), digits(line, from + 5, 2), digits(line, from + 8, 2));
        long seconds = day * 86_400L
                + digits(line, from + 11, 2) * 3600L
                + digits(line, from + 14, 2) * 60L
                + digits(line, from + 17, 2);
        long nanos = 0;
        if (line[from + 19] == '.') {
            int count = to - 1 - (from + 20);
            nanos = digits(line, from + 20, count);
            for (int i = count; i < 9; i++) {
                nanos *= 10;
            }
        }
        return seconds * 1_000_000_000L + nanos;
    }

    /** Of the Gregorian calendar, with years that begin in March so that the leap day is their last. */
    private static long epochDay(int year, int month, int day) {
        int marchYear = month > 2 ? year : year - 1;
        int sinceMarch = (month + 9) % 12;
        long leapDays = marchYear / 4 - marchYear / 100 + marchYear / 400;
        return 365L * marchYear + leapDays + (153 * sinceMarch + 2) / 5 + day - 719_469;
    }

    private static int digits(byte[] line, int from, int count) {
        int value = 0;
        for (int i = from; i < from + count; i++) {
            value = value * 10 + (line[i] - '0');
        }
        return value;
    }
}
