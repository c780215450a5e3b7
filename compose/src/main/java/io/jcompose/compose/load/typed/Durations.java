package io.jcompose.compose.load.typed;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as compose files write them ({@code 1m30s}, also with {@code d} and {@code w}) and as {@code config} prints them. */
public final class Durations {
    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000_000_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final Map<String, Long> NANOS = Map.of(
            "ns", 1L,
            "us", MICRO,
            "\u00b5s", MICRO,
            "\u03bcs", MICRO,
            "ms", MILLI,
            "s", SECOND,
            "m", MINUTE,
            "h", HOUR,
            "d", 24 * HOUR,
            "w", 7 * 24 * HOUR);
    private static final Pattern PART = Pattern.compile("([0-9]*\\.?[0-9]*)([a-z\u00b5\u03bc]+)");
    private static final BigDecimal LIMIT = BigDecimal.valueOf(Long.MAX_VALUE);

    private Durations() {}

    public static Duration parse(String text) throws ValueException {
        boolean negative = text.startsWith("-");
        String body = negative || text.startsWith("+") ? text.substring(1) : text;
        if (body.equals("0")) {
            return Duration.ZERO;
        }
        Matcher parts = PART.matcher(body);
        BigDecimal sum = BigDecimal.ZERO;
        int at = 0;
        while (at < body.length()) {
            Long unit = parts.find(at) && parts.start() == at ? NANOS.get(parts.group(2)) : null;
            if (unit == null || parts.group(1).isEmpty() || parts.group(1).equals(".")) {
                throw new ValueException("\"" + text + "\" is not a duration, write for instance 1m30s");
            }
            sum = sum.add(new BigDecimal(parts.group(1)).multiply(BigDecimal.valueOf(unit)));
            at = parts.end();
        }
        if (body.isEmpty() || sum.compareTo(LIMIT) > 0) {
            throw new ValueException("\"" + text + "\" is not a duration, write for instance 1m30s");
        }
        Duration duration = Duration.ofNanos(sum.longValue());
        return negative ? duration.negated() : duration;
    }

    /** As Go prints it: {@code 1h0m0s}, {@code 1m30s}, {@code 1.5s}, {@code 500ms}, {@code 0s}. */
    public static String text(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        if (duration.isNegative()) {
            return "-" + text(duration.negated());
        }
        long nanos = duration.toNanos();
        if (nanos < MICRO) {
            return nanos + "ns";
        }
        if (nanos < MILLI) {
            return decimal(nanos, MICRO) + "\u00b5s";
        }
        if (nanos < SECOND) {
            return decimal(nanos, MILLI) + "ms";
        }
        long hours = nanos / HOUR;
        long minutes = nanos % HOUR / MINUTE;
        String seconds = decimal(nanos % MINUTE, SECOND) + "s";
        if (hours > 0) {
            return hours + "h" + minutes + "m" + seconds;
        }
        return minutes > 0 ? minutes + "m" + seconds : seconds;
    }

    private static String decimal(long nanos, long unit) {
        BigDecimal value =
                BigDecimal.valueOf(nanos).divide(BigDecimal.valueOf(unit)).stripTrailingZeros();
        return value.toPlainString();
    }
}
