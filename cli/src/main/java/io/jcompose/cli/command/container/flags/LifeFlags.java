package io.jcompose.cli.command.container.flags;

import io.jcompose.cli.command.Assignments;
import io.jcompose.cli.command.ComposeCommand;
import io.jcompose.cli.invocation.Invocation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What it is called, how it is looked after, and where its output goes. */
public final class LifeFlags {
    @Option(names = "--name", paramLabel = "NAME", description = "Assign a name to the container")
    public String name = "";

    @Option(names = "--rm", description = "Automatically remove the container and its anonymous volumes when it exits")
    public boolean remove;

    @Option(names = "--cidfile", paramLabel = "FILE", description = "Write the container ID to the file")
    public @Nullable String idFile;

    @Option(
            names = {"-l", "--label"},
            paramLabel = "NAME[=VALUE]",
            description = "Set meta data on a container")
    List<String> labels = new ArrayList<>();

    @Option(names = "--label-file", paramLabel = "FILE", description = "Read in a line delimited file of labels")
    List<String> labelFiles = new ArrayList<>();

    @Option(
            names = "--restart",
            paramLabel = "no|always|unless-stopped|on-failure[:N]",
            description = "Restart policy to apply when a container exits")
    @Nullable
    String restart;

    @Option(names = "--stop-signal", paramLabel = "SIGNAL", description = "Signal to stop the container")
    @Nullable
    String stopSignal;

    @Option(names = "--stop-timeout", paramLabel = "SECONDS", description = "Timeout (in seconds) to stop a container")
    @Nullable
    Integer stopTimeout;

    @Option(names = "--health-cmd", paramLabel = "COMMAND", description = "Command to run to check health")
    @Nullable
    String healthCommand;

    @Option(names = "--health-interval", paramLabel = "DURATION", description = "Time between running the check (30s)")
    @Nullable
    String healthInterval;

    @Option(names = "--health-timeout", paramLabel = "DURATION", description = "Maximum time to allow one check to run")
    @Nullable
    String healthTimeout;

    @Option(
            names = "--health-retries",
            paramLabel = "N",
            description = "Consecutive failures needed to report unhealthy")
    @Nullable
    Integer healthRetries;

    @Option(
            names = "--health-start-period",
            paramLabel = "DURATION",
            description = "Start period before failures count")
    @Nullable
    String healthStartPeriod;

    @Option(
            names = "--health-start-interval",
            paramLabel = "DURATION",
            description = "Time between checks during the start period")
    @Nullable
    String healthStartInterval;

    @Option(names = "--no-healthcheck", description = "Disable any container-specified HEALTHCHECK")
    boolean noHealthcheck;

    @Option(names = "--log-driver", paramLabel = "DRIVER", description = "Logging driver for the container")
    @Nullable
    String logDriver;

    @Option(names = "--log-opt", paramLabel = "NAME=VALUE", description = "Log driver options")
    List<String> logOptions = new ArrayList<>();

    @Option(names = "--runtime", paramLabel = "RUNTIME", description = "Runtime to use for this container")
    @Nullable
    String runtime;

    void write(ServiceDocument document, Invocation invocation) {
        if (remove && restart != null && !List.of("", "no").contains(restart)) {
            throw ComposeCommand.invalid(
                    "conflicting options: cannot specify both --restart and --rm", "leave out one");
        }
        if (restart != null && !restart.isEmpty()) {
            RestartPolicies.parse(restart);
        }
        labels.stream()
                .filter(word -> word.isEmpty() || word.startsWith("="))
                .findFirst()
                .ifPresent(word -> {
                    throw ComposeCommand.invalid(
                            "invalid argument \"" + word + "\" for \"-l, --label\" flag: invalid label '" + word
                                    + "': empty name",
                            "write NAME=VALUE");
                });
        List<String> words = new ArrayList<>();
        // A name alone says nothing in such a file, other than as a flag.
        labelFiles.forEach(file -> Words.lines(invocation, file).stream()
                .filter(line -> line.indexOf('=') > 0)
                .forEach(words::add));
        words.addAll(labels);
        document.put("labels", Assignments.pairs(words));
        document.put("restart", restart == null || restart.isEmpty() ? null : restart.replaceFirst(":0$", ""));
        document.put("stop_signal", stopSignal);
        document.put("stop_grace_period", stopTimeout == null || stopTimeout < 0 ? null : stopTimeout + "s");
        document.put("healthcheck", healthcheck());
        document.put("runtime", runtime);
        document.member("logging", "driver", logDriver);
        if (!logOptions.isEmpty()) {
            if ("none".equals(logDriver)) {
                throw ComposeCommand.invalid("invalid logging opts for driver none", "leave out --log-opt");
            }
            document.member("logging", "options", Assignments.pairs(logOptions));
        }
    }

    /** A negative {@code --stop-timeout} is for ever, which a compose file can't say. */
    boolean neverKilled() {
        return stopTimeout != null && stopTimeout < 0;
    }

    private Map<String, Object> healthcheck() {
        Map<String, Object> check = new LinkedHashMap<>();
        if (healthCommand != null) {
            check.put("test", List.of("CMD-SHELL", healthCommand));
        }
        put(check, "interval", healthInterval);
        put(check, "timeout", healthTimeout);
        put(check, "retries", healthRetries);
        put(check, "start_period", healthStartPeriod);
        put(check, "start_interval", healthStartInterval);
        if (noHealthcheck) {
            if (!check.isEmpty()) {
                throw ComposeCommand.invalid("--no-healthcheck conflicts with --health-* options", "leave out one");
            }
            return Map.of("disable", true);
        }
        return check;
    }

    private static void put(Map<String, Object> check, String name, @Nullable Object value) {
        if (value != null) {
            check.put(name, value);
        }
    }
}
