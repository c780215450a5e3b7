package io.jcompose.cli.command.container;

import io.jcompose.cli.command.Context;
import io.jcompose.cli.command.Each;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "kill", description = "Kill one or more running containers")
final class Kill extends ContainerCommand {
    @Option(
            names = {"-s", "--signal"},
            paramLabel = "SIGNAL",
            description = "Signal to send to the container (default: KILL)")
    String signal = "KILL";

    @Parameters(paramLabel = "CONTAINER", arity = "1..*")
    List<String> containers = new ArrayList<>();

    Kill(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        Each.atOnce(containers, name -> engine().containers().kill(name, signal), streams()::outLine);
        return 0;
    }
}
