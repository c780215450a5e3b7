package io.jcompose.cli.command.container;

import io.jcompose.cli.command.Context;
import io.jcompose.cli.command.Each;
import io.jcompose.cli.command.Harmless;
import io.jcompose.engine.container.ContainerState;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "wait", description = "Block until one or more containers stop, then print their exit codes")
final class Wait extends ContainerCommand implements Harmless {

    @Parameters(paramLabel = "CONTAINER", arity = "1..*")
    List<String> containers = new ArrayList<>();

    Wait(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        Each.of(containers, name -> streams().outLine(Integer.toString(code(name))));
        return 0;
    }

    /** What was never started does not run: there is nothing to wait for. */
    private int code(String name) {
        return engine().containers().get(name).state() instanceof ContainerState.Created
                ? 0
                : engine().containers().awaitExit(name).code();
    }
}
