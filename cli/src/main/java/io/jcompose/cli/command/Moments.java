package io.jcompose.cli.command;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Moments as docker's {@code --since} takes them: RFC 3339, of which all behind the day may be missing, seconds of the epoch, or how long
 * ago ({@code 1h30m}; {@code -5s} is yet to come).
 */
public final class Moments {
    private static final Pattern AGO = Pattern.compile("(\\d+\\.?\\d*|\\.\\d+)(ns|us|\u00b5s|\u03bcs|ms|h|m|s)");
    private static final Pattern EPOCH = Pattern.compile("\\d+(\\.\\d+)?");
    private static final BigDecimal LATEST = BigDecimal.valueOf(Instant.MAX.getEpochSecond());
    private static final DateTimeFormatter CALENDAR = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendPattern("['T'HH[:mm[:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .appendPattern("]]][XXX]")
            .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
            .parseDefaulting(ChronoField.MINUTE_OF_HOUR, 0)
            .parseDefaulting(ChronoField.SECOND_OF_MINUTE, 0)
            .toFormatter(Locale.ROOT);

    private Moments() {}

    /** @param now in the zone that moments without one are of */
    public static Instant parse(String text, ZonedDateTime now) {
        if (EPOCH.matcher(text).matches()) {
            return epoch(text);
        }
        boolean ahead = text.startsWith("-");
        String length = ahead || text.startsWith("+") ? text.substring(1) : text;
        if (!length.isEmpty() && AGO.matcher(length).replaceAll("").isEmpty()) {
            return (ahead ? now.plus(ago(length)) : now.minus(ago(length))).toInstant();
        }
        try {
            return calendar(text, now.getZone());
        } catch (DateTimeException _) {
            throw ComposeCommand.invalid(
                    "\"" + text + "\" is not a time", "give one like 2026-01-02T13:23:37Z, or 42m for so long ago");
        }
    }

    private static Instant epoch(String text) {
        BigDecimal seconds = new BigDecimal(text).min(LATEST);
        return Instant.ofEpochSecond(
                seconds.longValue(),
                seconds.remainder(BigDecimal.ONE).movePointRight(9).longValue());
    }

    private static Instant calendar(String text, ZoneId local) {
        TemporalAccessor parsed = CALENDAR.parse(text);
        ZoneId zone = parsed.isSupported(ChronoField.OFFSET_SECONDS) ? ZoneOffset.from(parsed) : local;
        return LocalDateTime.from(parsed).atZone(zone).toInstant();
    }

    private static Duration ago(String text) {
        Duration sum = Duration.ZERO;
        Matcher matcher = AGO.matcher(text);
        while (matcher.find()) {
            double unit = switch (matcher.group(2)) {
                case "h" -> 3600e9;
                case "m" -> 60e9;
                case "s" -> 1e9;
                case "ms" -> 1e6;
                case "us", "\u00b5s", "\u03bcs" -> 1e3;
                default -> 1;
            };
            sum = sum.plusNanos((long) (Double.parseDouble(matcher.group(1)) * unit));
        }
        return sum;
    }
}
