package io.jcompose.cli.command;

import io.jcompose.cli.render.Ink;
import io.jcompose.cli.render.LogPrinter;
import io.jcompose.compose.apply.LogSink;
import io.jcompose.compose.apply.ProjectRef;
import io.jcompose.compose.apply.ServiceContainer;
import io.jcompose.engine.container.Logs;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "logs", description = "View output from containers")
final class LogsCommand extends ComposeCommand implements Harmless {
    @Mixin
    final LogWindow window = new LogWindow();

    @Mixin
    final Replica replica = new Replica();

    @Option(names = "--no-color", description = "Produce monochrome output")
    boolean noColor;

    @Option(names = "--no-log-prefix", description = "Don't print prefix in logs")
    boolean noPrefix;

    @Parameters(paramLabel = "SERVICE", arity = "0..*")
    List<String> services = new ArrayList<>();

    LogsCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        Logs.Query query = window.query(invocation().now());
        ProjectRef reference = reference();
        LogPrinter printer = new LogPrinter(
                streams(), new LogPrinter.Style(noColor ? Ink.NONE : context().outInk(), !noPrefix, window.timestamps));
        List<ServiceContainer> containers = operations().ps(reference, services, true).stream()
                .filter(this::wanted)
                .toList();
        printer.expect(containers);
        operations().logs(reference, services, query, filtered(printer));
        return invocation().interrupts().exitCode();
    }

    private boolean wanted(ServiceContainer container) {
        return !container.oneOff() && replica.matches(container);
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
                if (window.follow && wanted(container)) {
                    printer.exited(container, code, restarting);
                }
            }
        };
    }
}
