package io.jcompose.engine.log.driver;

import io.jcompose.engine.log.Rotation;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads the options of a logging driver; complains in the words of docker's drivers (moby daemon/logger). */
final class LogOptions {
    private static final long DEFAULT_BUFFER = 1 << 20;
    private static final String NON_BLOCKING = "non-blocking";

    private final LogDriver driver;
    private final Map<String, String> options;

    LogOptions(LogDriver driver, Map<String, String> options) {
        this.driver = driver;
        this.options = options;
    }

    LogSettings settings() {
        if (driver == LogDriver.NONE) {
            return new LogSettings(
                    driver, Rotation.DEFAULT, false, Optional.empty(), LogAttributes.NONE, Optional.empty());
        }
        Optional<Long> buffer = buffer();
        options.keySet().stream()
                .filter(option -> !driver.knows(option))
                .findFirst()
                .ifPresent(option -> {
                    throw invalid(driver.refusal(option), "leave it out");
                });
        Optional<SyslogSettings> syslog = driver == LogDriver.SYSLOG
                ? Optional.of(SyslogSettings.of(
                        option("syslog-address"), option("syslog-facility"), option("syslog-format"), this::tls))
                : Optional.empty();
        boolean readable = !driver.remote() || !flag("cache-disabled").orElse(false);
        return new LogSettings(driver, rotation(), readable, buffer, LogAttributes.of(options), syslog);
    }

    /** Like docker's, the last option is set by being there, whatever it says. */
    private SyslogTls tls() {
        return SyslogTls.of(
                option("syslog-tls-ca-cert"),
                option("syslog-tls-cert"),
                option("syslog-tls-key"),
                options.containsKey("syslog-tls-skip-verify"));
    }

    private String option(String name) {
        return options.getOrDefault(name, "");
    }

    private Optional<Long> buffer() {
        String mode = option("mode");
        if (!List.of("", "blocking", NON_BLOCKING).contains(mode)) {
            throw invalid("logger: logging mode not supported: " + mode, "use blocking or non-blocking");
        }
        if (!mode.equals(NON_BLOCKING)) {
            if (options.containsKey("max-buffer-size")) {
                throw invalid(
                        "logger: max-buffer-size option is only supported with 'mode=non-blocking'",
                        "set mode to non-blocking");
            }
            return Optional.empty();
        }
        return Optional.of(
                options.containsKey("max-buffer-size") ? size("max-buffer-size", 1024) : (Long) DEFAULT_BUFFER);
    }

    private Rotation rotation() {
        Rotation usual = driver == LogDriver.JSON_FILE ? Rotation.DEFAULT : Rotation.OF_LOCAL;
        String prefix = driver.remote() ? "cache-" : "";
        String size = option(prefix + "max-size");
        long maxSize =
                size.isEmpty() ? usual.maxSize() : size.equals("-1") ? Long.MAX_VALUE : size(prefix + "max-size", 1000);
        if (maxSize <= 0) {
            throw invalid(prefix + "max-size must be a positive number", "write it as 10m, or -1 for no limit");
        }
        int maxFiles = option(prefix + "max-file").isEmpty() ? usual.maxFiles() : count(prefix + "max-file");
        Optional<Boolean> compress = flag(prefix + "compress");
        if (compress.orElse(false) && (maxFiles == 1 || maxSize == Long.MAX_VALUE)) {
            throw invalid(
                    "compress cannot be true when max-file is less than 2 or max-size is not set",
                    "set max-file to 2 or more and max-size");
        }
        return new Rotation(maxSize, maxFiles, compress.orElse(usual.compress()));
    }

    private int count(String name) {
        try {
            int count = Integer.parseInt(option(name));
            if (count >= 1) {
                return count;
            }
        } catch (NumberFormatException e) {
            throw invalid("the logging option " + name + " is \"" + option(name) + "\"", "write a number such as 3");
        }
        throw invalid(name + " cannot be less than 1", "write a number such as 3");
    }

    private Optional<Boolean> flag(String name) {
        return switch (option(name).toLowerCase(Locale.ROOT)) {
            case "" -> Optional.empty();
            case "1", "t", "true" -> Optional.of(true);
            case "0", "f", "false" -> Optional.of(false);
            default ->
                throw invalid("the logging option " + name + " is \"" + option(name) + "\"", "write true or false");
        };
    }

    /** @param kilo docker takes 1000 for what is on disk and 1024 for what is in memory (go-units) */
    private long size(String name, long kilo) {
        String text = option(name).toLowerCase(Locale.ROOT);
        int end = text.length();
        while (end > 0 && Character.isLetter(text.charAt(end - 1))) {
            end--;
        }
        int power = switch (text.substring(end)) {
            case "", "b" -> 0;
            case "k", "kb", "kib" -> 1;
            case "m", "mb", "mib" -> 2;
            case "g", "gb", "gib" -> 3;
            case "t", "tb", "tib" -> 4;
            default -> -1;
        };
        try {
            if (power >= 0) {
                return (long) (Double.parseDouble(text.substring(0, end).strip()) * Math.pow(kilo, power));
            }
        } catch (NumberFormatException e) {
            throw invalid("invalid size: '" + option(name) + "' for the logging option " + name, "write it as 10m");
        }
        throw invalid("invalid suffix: '" + text.substring(end) + "' in the logging option " + name, "write it as 10m");
    }

    private static JcomposeException invalid(String message, String remedy) {
        return new JcomposeException(Kind.INVALID, message, remedy);
    }
}
