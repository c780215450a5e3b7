package io.jcompose.engine.log.driver;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Where a container's output goes, with docker's names and the options that each of them knows. */
public enum LogDriver {
    /** A file of JSON lines, docker's default. */
    JSON_FILE("json-file", Set.of("max-size", "max-file", "compress"), "unknown log opt '%s' for json-file log driver"),
    /** The same file; docker's own format is a secret of its daemon. */
    LOCAL("local", Set.of("max-size", "max-file", "compress"), "unknown log opt '%s' for log driver local"),
    NONE("none", Set.of(), ""),
    SYSLOG(
            "syslog",
            Set.of(
                    "syslog-address",
                    "syslog-facility",
                    "syslog-format",
                    "syslog-tls-ca-cert",
                    "syslog-tls-cert",
                    "syslog-tls-key",
                    "syslog-tls-skip-verify"),
            "unknown log opt '%s' for syslog log driver"),
    JOURNALD("journald", Set.of(), "unknown log opt '%s' for journald log driver");

    private static final Set<String> COMMON =
            Set.of("mode", "max-buffer-size", "labels", "labels-regex", "env", "env-regex", "tag");
    private static final Set<String> CACHE =
            Set.of("cache-disabled", "cache-max-size", "cache-max-file", "cache-compress");

    private final String word;
    private final Set<String> options;
    private final String refusal;

    LogDriver(String word, Set<String> options, String refusal) {
        this.word = word;
        this.options = options;
        this.refusal = refusal;
    }

    /** As users write it. */
    public String word() {
        return word;
    }

    static Optional<LogDriver> named(String word) {
        return Arrays.stream(values())
                .filter(driver -> driver.word.equals(word))
                .findFirst();
    }

    static String words() {
        return Arrays.stream(values()).map(LogDriver::word).collect(Collectors.joining(", "));
    }

    /** Whether lines go somewhere else than to the container's own file. */
    boolean remote() {
        return this == SYSLOG || this == JOURNALD;
    }

    boolean knows(String option) {
        return COMMON.contains(option) || options.contains(option) || remote() && CACHE.contains(option);
    }

    /** Docker's words for an option that {@link #knows} denies. */
    String refusal(String option) {
        return refusal.formatted(option);
    }
}
