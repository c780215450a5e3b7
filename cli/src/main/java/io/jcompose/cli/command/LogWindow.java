package io.jcompose.cli.command;

import io.jcompose.engine.container.Logs;
import java.time.ZonedDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which lines of logs are shown, and how; the same for compose's and docker's logs. */
public final class LogWindow {
    @Option(
            names = {"-f", "--follow"},
            description = "Follow log output")
    public boolean follow;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Show logs since timestamp (2013-01-02T13:23:37Z) or relative (42m)")
    @Nullable
    String since;

    @Option(
            names = {"-n", "--tail"},
            paramLabel = "N",
            description = "Number of lines to show from the end of the logs for each container")
    String tail = "all";

    @Option(
            names = {"-t", "--timestamps"},
            description = "Show timestamps")
    public boolean timestamps;

    @Option(names = "--until", paramLabel = "TIME", description = "Show logs before a timestamp or relative time")
    @Nullable
    String until;

    /**
     * @param now in the caller's time zone
     * @throws io.jcompose.error.JcomposeException INVALID for what is no time and no number of lines
     */
    public Logs.Query query(ZonedDateTime now) {
        return new Logs.Query(
                lines(),
                Optional.ofNullable(since).map(text -> Moments.parse(text, now)),
                Optional.ofNullable(until).map(text -> Moments.parse(text, now)),
                follow);
    }

    private Optional<Long> lines() {
        if (tail.equals("all")) {
            return Optional.empty();
        }
        try {
            long lines = Long.parseLong(tail);
            return lines < 0 ? Optional.empty() : Optional.of(lines);
        } catch (NumberFormatException e) {
            throw ComposeCommand.invalid("--tail can't be \"" + tail + "\"", "give a number of lines, or all");
        }
    }
}
