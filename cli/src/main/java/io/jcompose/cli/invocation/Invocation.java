package io.jcompose.cli.invocation;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One command.
 *
 * @param arguments without the program's name
 * @param pid of the process that gave it and waits for its end
 * @param directory where it was given, absolute; every relative path is relative to it
 */
public record Invocation(
        List<String> arguments,
        Map<String, String> environment,
        Path directory,
        int umask,
        int pid,
        Terminals terminals,
        Streams streams,
        Interrupts interrupts) {
    public Invocation {
        arguments = List.copyOf(arguments);
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    }

    /** A path as the user wrote it. */
    public Path resolve(String path) {
        if (path.equals("~") || path.startsWith("~/")) {
            String home = environment.getOrDefault("HOME", "/root");
            return Path.of(home, path.substring(1)).normalize();
        }
        return directory.resolve(path).normalize();
    }

    /** A variable of the caller; empty when it is not set. */
    public String variable(String name) {
        return environment.getOrDefault(name, "");
    }

    /** The moment in the caller's time zone: that of TZ, when that is the name of one, else the machine's. */
    public ZonedDateTime now() {
        ZoneId zone = ZoneId.systemDefault();
        try {
            if (environment.containsKey("TZ")) {
                zone = variable("TZ").isEmpty() ? ZoneOffset.UTC : ZoneId.of(variable("TZ"));
            }
        } catch (DateTimeException noName) {
            zone = ZoneId.systemDefault();
        }
        return ZonedDateTime.now(zone);
    }

    /** Which of the caller's three standard streams are terminals. */
    public record Terminals(boolean in, boolean out, boolean err) {}
}
