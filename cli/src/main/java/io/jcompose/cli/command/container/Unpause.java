package io.jcompose.cli.command.container;

import io.jcompose.cli.command.Context;
import io.jcompose.cli.command.Each;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "unpause", description = "Unpause all processes within one or more containers")
final class Unpause extends ContainerCommand {

    @Parameters(paramLabel = "CONTAINER", arity = "1..*")
    List<String> containers = new ArrayList<>();

    Unpause(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        Each.atOnce(containers, engine().containers()::unpause, streams()::outLine);
        return 0;
    }
}
