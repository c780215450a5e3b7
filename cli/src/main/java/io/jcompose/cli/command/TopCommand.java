package io.jcompose.cli.command;

import io.jcompose.cli.render.Table;
import io.jcompose.compose.apply.ServiceContainer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "top", description = "Display the running processes")
final class TopCommand extends ComposeCommand implements Harmless {
    @Parameters(paramLabel = "SERVICE", arity = "0..*")
    List<String> services = new ArrayList<>();

    TopCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        Table table = new Table("SERVICE", "#", "UID", "PID", "PPID", "TIME", "CMD");
        for (ServiceContainer each : operations().ps(reference(), services, false)) {
            List<Integer> pids =
                    engine().containers().processes(each.container().id().value());
            for (Processes.Row row : Processes.of(pids)) {
                table.row(
                        each.service(),
                        Integer.toString(each.number()),
                        Integer.toString(row.uid()),
                        Integer.toString(row.pid()),
                        Integer.toString(row.parent()),
                        time(row.used()),
                        row.command());
            }
        }
        streams().out(table.render());
        return 0;
    }

    private static String time(Duration used) {
        return String.format(Locale.ROOT, "%02d:%02d:%02d", used.toHours(), used.toMinutesPart(), used.toSecondsPart());
    }
}
