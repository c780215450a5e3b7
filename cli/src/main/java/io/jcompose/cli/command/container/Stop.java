package io.jcompose.cli.command.container;

import io.jcompose.cli.command.Context;
import io.jcompose.cli.command.Each;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "stop", description = "Stop one or more running containers")
final class Stop extends ContainerCommand {
    @Mixin
    final StopFlags stopping = new StopFlags();

    @Parameters(paramLabel = "CONTAINER", arity = "1..*")
    List<String> containers = new ArrayList<>();

    Stop(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        Each.atOnce(
                containers,
                name -> stopping.stop(engine().containers(), name).ifPresent(this::warn),
                streams()::outLine);
        return 0;
    }
}
