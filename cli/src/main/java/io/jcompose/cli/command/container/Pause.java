package io.jcompose.cli.command.container;

import io.jcompose.cli.command.Context;
import io.jcompose.cli.command.Each;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "pause", description = "Pause all processes within one or more containers")
final class Pause extends ContainerCommand {

    @Parameters(paramLabel = "CONTAINER", arity = "1..*")
    List<String> containers = new ArrayList<>();

    Pause(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        Each.atOnce(containers, engine().containers()::pause, streams()::outLine);
        return 0;
    }
}
