package io.jcompose.cli.command;

import io.jcompose.cli.process.Processes;
import io.jcompose.cli.process.PsColumn;
import io.jcompose.cli.render.Table;
import io.jcompose.compose.apply.ServiceContainer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
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
        List<PsColumn> columns = PsColumn.of(List.of());
        Table table = new Table(
                1,
                Stream.concat(Stream.of("SERVICE", "#"), columns.stream().map(PsColumn::header))
                        .toList());
        for (ServiceContainer each : operations().ps(reference(), services, false)) {
            List<Integer> pids =
                    engine().containers().processes(each.container().id().value());
            for (Processes.Row row : Processes.of(pids)) {
                table.row(Stream.concat(
                                Stream.of(each.service(), Integer.toString(each.number())),
                                columns.stream().map(column -> column.of(row)))
                        .toArray(String[]::new));
            }
        }
        streams().out(table.render());
        return 0;
    }
}
