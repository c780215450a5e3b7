package io.jcompose.engine.log.driver;

import io.jcompose.engine.log.LogLine;
import io.jcompose.engine.log.Stream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes lines as syslog messages the way docker's driver does: stderr is an error (3), stdout an information (6). */
final class SyslogMessage {
    private static final int ERROR = 3;
    private static final int INFORMATION = 6;
    /** RFC 3164, section 4.1.2: the day of the month is filled up with a space. */
    private static final DateTimeFormatter BSD = DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.ROOT);

    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssXXX");
    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSXXX");

    private final int facility;
    private final SyslogSettings.Format format;
    private final String tag;
    private final String host = HostName.read();
    private final long pid = ProcessHandle.current().pid();

    SyslogMessage(int facility, SyslogSettings.Format format, String tag) {
        this.facility = facility;
        this.format = format;
        this.tag = tag;
    }

    byte[] of(LogLine line) {
        byte[] header = header(line).getBytes(StandardCharsets.UTF_8);
        byte[] text = line.content();
        ByteArrayOutputStream message = new ByteArrayOutputStream(header.length + text.length + 1);
        message.writeBytes(header);
        message.writeBytes(text);
        message.write('\n');
        return message.toByteArray();
    }

    private String header(LogLine line) {
        int priority = facility * 8 + (line.stream() == Stream.STDERR ? ERROR : INFORMATION);
        ZonedDateTime time = line.instant().atZone(ZoneId.systemDefault());
        return switch (format) {
            case LOCAL -> "<%d>%s %s[%d]: ".formatted(priority, BSD.format(time), tag, pid);
            case RFC3164 -> "<%d>%s %s %s[%d]: ".formatted(priority, BSD.format(time), host, tag, pid);
            case RFC5424 -> modern(priority, SECONDS.format(time));
            case RFC5424_MICRO -> modern(priority, MICROS.format(time));
        };
    }

    private String modern(int priority, String time) {
        return "<%d>1 %s %s %s %d %s - ".formatted(priority, time, host, tag, pid, tag);
    }
}
