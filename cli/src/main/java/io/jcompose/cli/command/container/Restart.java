package io.jcompose.cli.command.container;

import io.jcompose.cli.command.Context;
import io.jcompose.cli.command.Each;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "restart", description = "Restart one or more containers")
final class Restart extends ContainerCommand {
    @Mixin
    final StopFlags stopping = new StopFlags();

    @Parameters(paramLabel = "CONTAINER", arity = "1..*")
    List<String> containers = new ArrayList<>();

    Restart(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        Each.of(containers, name -> {
            Start.begun(() -> stopping.restart(engine().containers(), name)).ifPresent(this::warn);
            streams().outLine(name);
        });
        return 0;
    }
}
