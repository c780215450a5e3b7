package io.jcompose.engine.log;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * One line of a json-file: {@code {"log":"text\n","stream":"stdout","time":"2026-01-02T03:04:05.678901234Z"}}. The text of a line whose end never came
 * has no {@code \n}.
 *
 * @param time nanoseconds since 1970
 * @param text with its line end, if it has one; bytes that are no UTF-8 became U+FFFD
 */
public record LogLine(long time, Stream stream, byte[] text) {
    private static final byte[] OPENING = "{\"log\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] STDOUT = "\",\"stream\":\"stdout\",\"time\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] STDERR = "\",\"stream\":\"stderr\",\"time\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] REPLACEMENT = "\\ufffd".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

    public boolean terminated() {
        return text.length > 0 && text[text.length - 1] == '\n';
    }

    /** Text without its line end. */
    public byte[] content() {
        return terminated() ? java.util.Arrays.copyOf(text, text.length - 1) : text;
    }

    public Instant instant() {
        return Instant.ofEpochSecond(time / 1_000_000_000L, time % 1_000_000_000L);
    }

    /** Writes lines; keeps the last second's text, which most lines share. */
    static final class Encoder {
        private long second = Long.MIN_VALUE;
        private byte[] secondText = {};

        /** Appends one line. {@code length} bytes of {@code text}, followed by a line end when {@code terminated}. */
        void encode(
                ByteArrayOutputStream out,
                long time,
                Stream stream,
                byte[] text,
                int offset,
                int length,
                boolean terminated) {
            out.writeBytes(OPENING);
            escape(out, text, offset, offset + length);
            if (terminated) {
                out.write('\\');
                out.write('n');
            }
            out.writeBytes(stream == Stream.STDOUT ? STDOUT : STDERR);
            time(out, time);
            out.write('"');
            out.write('}');
            out.write('\n');
        }

        private void time(ByteArrayOutputStream out, long time) {
            long seconds = Math.floorDiv(time, 1_000_000_000L);
            if (seconds != second) {
                second = seconds;
                secondText = SECOND.format(Instant.ofEpochSecond(seconds)).getBytes(StandardCharsets.US_ASCII);
            }
            out.writeBytes(secondText);
            out.write('.');
            long nanos = Math.floorMod(time, 1_000_000_000L);
            for (long divisor = 100_000_000L; divisor > 0; divisor /= 10) {
                out.write('0' + (int) (nanos / divisor % 10));
            }
            out.write('Z');
        }

        private static void escape(ByteArrayOutputStream out, byte[] text, int from, int to) {
            int plain = from;
            int at = from;
            while (at < to) {
                int b = text[at];
                if (b >= 0x20 && b != '"' && b != '\\') {
                    at++;
                    continue;
                }
                int sequence = b < 0 ? utf8Length(text, at, to) : 0;
                if (sequence > 0) {
                    at += sequence;
                    continue;
                }
                out.write(text, plain, at - plain);
                special(out, b);
                at++;
                plain = at;
            }
            out.write(text, plain, to - plain);
        }

        private static void special(ByteArrayOutputStream out, int b) {
            switch (b) {
                case '"' -> out.writeBytes(new byte[] {'\\', '"'});
                case '\\' -> out.writeBytes(new byte[] {'\\', '\\'});
                case '\t' -> out.writeBytes(new byte[] {'\\', 't'});
                case '\r' -> out.writeBytes(new byte[] {'\\', 'r'});
                case '\n' -> out.writeBytes(new byte[] {'\\', 'n'});
                default -> {
                    if (b < 0) {
                        out.writeBytes(REPLACEMENT);
                    } else {
                        out.writeBytes(new byte[] {'\\', 'u', '0', '0', HEX[b >> 4], HEX[b & 15]});
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
        if (to - from < OPENING.length + STDOUT.length + 22 || line[to - 1] != '}') {
            return Optional.empty();
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream(to - from);
        int plain = at;
        while (at < to && line[at] != '"') {
            if (line[at] == '\\') {
                text.write(line, plain, at - plain);
                at = unescape(text, line, at + 1);
                plain = at;
            } else {
                at++;
            }
        }
        text.write(line, plain, at - plain);
        int timeAt = at + STDOUT.length;
        if (timeAt + 22 > to) {
            return Optional.empty();
        }
        Stream stream = line[at + "\",\"stream\":\"std".length()] == 'o' ? Stream.STDOUT : Stream.STDERR;
        return Optional.of(new LogLine(parseTime(line, timeAt, to - 2), stream, text.toByteArray()));
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
        long day = java.time.LocalDate.of(digits(line, from, 4), digits(line, from + 5, 2), digits(line, from + 8, 2))
                .toEpochDay();
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

    private static int digits(byte[] line, int from, int count) {
        int value = 0;
        for (int i = from; i < from + count; i++) {
            value = value * 10 + (line[i] - '0');
        }
        return value;
    }
}
