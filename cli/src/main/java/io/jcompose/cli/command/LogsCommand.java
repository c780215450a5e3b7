package io.jcompose.cli.command;

import io.jcompose.cli.render.Ink;
import io.jcompose.cli.render.LogPrinter;
import io.jcompose.compose.apply.LogSink;
import io.jcompose.compose.apply.ProjectRef;
import io.jcompose.compose.apply.ServiceContainer;
import io.jcompose.engine.container.Logs;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "logs", description = "View output from containers")
final class LogsCommand extends ComposeCommand implements Harmless {
    @Option(
            names = {"-f", "--follow"},
            description = "Follow log output")
    boolean follow;

    @Option(
            names = "--index",
            paramLabel = "N",
            description = "Index of the container if service has multiple replicas")
    @Nullable
    Integer index;

    @Option(names = "--no-color", description = "Produce monochrome output")
    boolean noColor;

    @Option(names = "--no-log-prefix", description = "Don't print prefix in logs")
    boolean noPrefix;

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
    boolean timestamps;

    @Option(names = "--until", paramLabel = "TIME", description = "Show logs before a timestamp or relative time")
    @Nullable
    String until;

    @Parameters(paramLabel = "SERVICE", arity = "0..*")
    List<String> services = new ArrayList<>();

    LogsCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        Instant now = Instant.now();
        Logs.Query query = new Logs.Query(
                tailLines(),
                Optional.ofNullable(since).map(text -> Moments.parse(text, now)),
                Optional.ofNullable(until).map(text -> Moments.parse(text, now)),
                follow);
        ProjectRef reference = reference();
        LogPrinter printer = new LogPrinter(
                streams(), new LogPrinter.Style(noColor ? Ink.NONE : context().outInk(), !noPrefix, timestamps));
        List<ServiceContainer> containers = operations().ps(reference, services, true).stream()
                .filter(this::wanted)
                .toList();
        printer.expect(containers);
        operations().logs(reference, services, query, filtered(printer));
        return invocation().interrupts().lastSignal() == 0 ? 0 : 130;
    }

    private boolean wanted(ServiceContainer container) {
        return !container.oneOff() && (index == null || container.number() == index);
    }

    private LogSink filtered(LogPrinter printer) {
        return new LogSink() {
            @Override
            public void line(ServiceContainer container, Logs.Line line) {
                if (wanted(container)) {
                    printer.line(container, line);
                }
            }

            @Override
            public void exited(ServiceContainer container, int code, boolean restarting) {
                if (follow && wanted(container)) {
                    printer.exited(container, code, restarting);
                }
            }
        };
    }

    private Optional<Long> tailLines() {
        if (tail.equals("all")) {
            return Optional.empty();
        }
        try {
            long lines = Long.parseLong(tail);
            return lines < 0 ? Optional.empty() : Optional.of(lines);
        } catch (NumberFormatException e) {
            throw invalid("--tail can't be \"" + tail + "\"", "give a number of lines, or all");
        }
    }
}
