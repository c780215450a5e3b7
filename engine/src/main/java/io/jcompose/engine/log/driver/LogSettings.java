package io.jcompose.engine.log.driver;

import io.jcompose.engine.log.Rotation;
import io.jcompose.error.JcomposeException;
import java.util.Map;
import java.util.Optional;

/**
 * How a container's log is kept.
 *
 * @param readable whether {@code logs} shows the lines; those of remote drivers are kept in a file for that, too
 * @param buffer bytes that may wait for a remote driver before the oldest are dropped; absent: the container waits
 * @param syslog for that driver
 */
public record LogSettings(
        LogDriver driver,
        Rotation rotation,
        boolean readable,
        Optional<Long> buffer,
        LogAttributes attributes,
        Optional<SyslogSettings> syslog) {
    /** From a logging driver's name and options; INVALID or UNSUPPORTED in docker's words. */
    public static LogSettings of(String driver, Map<String, String> options) {
        String name = driver.isEmpty() ? LogDriver.JSON_FILE.word() : driver;
        LogDriver known = LogDriver.named(name)
                .orElseThrow(() -> new JcomposeException(
                        JcomposeException.Kind.UNSUPPORTED,
                        "logger: no log driver named '" + name + "' is registered",
                        "use one of " + LogDriver.words()));
        return new LogOptions(known, options).settings();
    }

    /** Whether lines are sent somewhere. */
    public boolean remote() {
        return driver == LogDriver.SYSLOG || driver == LogDriver.JOURNALD;
    }

    /** Whether there is a file; what is sent is sent from there. */
    public boolean kept() {
        return driver != LogDriver.NONE;
    }
}
