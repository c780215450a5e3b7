package io.jcompose.cli.command.container;

import io.jcompose.cli.command.Context;
import io.jcompose.cli.command.Harmless;
import io.jcompose.cli.command.OwnCommandLine;
import io.jcompose.cli.process.Processes;
import io.jcompose.cli.process.PsColumn;
import io.jcompose.cli.render.Table;
import io.jcompose.engine.container.Container;
import io.jcompose.engine.container.ContainerState;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "top", description = "Display the running processes of a container")
final class Top extends ContainerCommand implements Harmless, OwnCommandLine {
    private static final int NARROWEST = 20;

    @Parameters(index = "0", paramLabel = "CONTAINER")
    String name = "";

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "ps OPTIONS (-ef, aux, -o COLUMN,...)")
    List<String> options = new ArrayList<>();

    Top(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        List<PsColumn> columns = PsColumn.of(options);
        Container container = engine().containers().get(name);
        if (!(container.state() instanceof ContainerState.Running)) {
            throw new JcomposeException(
                    Kind.CONFLICT, "container " + container.id() + " is not running", "start it first");
        }
        Table table =
                new Table(NARROWEST, columns.stream().map(PsColumn::header).toList());
        for (Processes.Row row : Processes.of(engine().containers().processes(name))) {
            table.row(columns.stream().map(column -> column.of(row)).toArray(String[]::new));
        }
        streams().out(table.render());
        return 0;
    }
}
