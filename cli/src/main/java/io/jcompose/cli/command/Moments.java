package io.jcompose.cli.command;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Moments as docker's {@code --since} takes them: RFC 3339, a date, seconds of the epoch, or how long ago ({@code 1h30m}; {@code -5s} is yet to come). */
public final class Moments {
    private static final Pattern AGO = Pattern.compile("(\\d+(?:\\.\\d+)?)(ns|us|ms|h|m|s)");
    private static final Pattern EPOCH = Pattern.compile("\\d+(\\.\\d+)?");

    private Moments() {}

    public static Instant parse(String text, Instant now) {
        if (EPOCH.matcher(text).matches()) {
            String[] parts = text.split("\\.");
            long nanos = parts.length < 2 ? 0 : Long.parseLong((parts[1] + "000000000").substring(0, 9));
            return Instant.ofEpochSecond(Long.parseLong(parts[0]), nanos);
        }
        boolean ahead = text.startsWith("-");
        String length = ahead ? text.substring(1) : text;
        if (!length.isEmpty() && AGO.matcher(length).replaceAll("").isEmpty()) {
            return ahead ? now.plus(ago(length)) : now.minus(ago(length));
        }
        List<Function<String, Instant>> forms = List.of(
                each -> OffsetDateTime.parse(each).toInstant(),
                each -> LocalDateTime.parse(each).toInstant(ZoneOffset.UTC),
                each -> LocalDate.parse(each).atStartOfDay().toInstant(ZoneOffset.UTC));
        for (Function<String, Instant> form : forms) {
            try {
                return form.apply(text);
            } catch (DateTimeException notThisForm) {
                continue;
            }
        }
        throw ComposeCommand.invalid(
                "\"" + text + "\" is not a time", "give one like 2026-01-02T13:23:37Z, or 42m for so long ago");
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
                case "us" -> 1e3;
                default -> 1;
            };
            sum = sum.plusNanos((long) (Double.parseDouble(matcher.group(1)) * unit));
        }
        return sum;
    }
}
