package io.jcompose.cli.render;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The time before a log line: as docker writes it with all nine digits, so that lines stand below each other. */
public final class LogTime {
    private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private LogTime() {}

    public static String of(Instant time) {
        return FORM.format(time);
    }
}
