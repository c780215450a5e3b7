package io.jcompose.cli.command.container;

import io.jcompose.cli.command.ComposeCommand;
import io.jcompose.cli.command.Context;
import io.jcompose.cli.command.Each;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "start", description = "Start one or more stopped containers")
final class Start extends ComposeCommand {

    @Parameters(paramLabel = "CONTAINER", arity = "1..*")
    List<String> containers = new ArrayList<>();

    Start(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        Each.of(containers, name -> {
            engine().containers().start(name);
            streams().outLine(name);
        });
        return 0;
    }
}
