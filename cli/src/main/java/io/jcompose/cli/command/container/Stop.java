package io.jcompose.cli.command.container;

import io.jcompose.cli.command.Context;
import io.jcompose.cli.command.Each;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "stop", description = "Stop one or more running containers")
final class Stop extends ContainerCommand {
    @Option(
            names = {"-s", "--signal"},
            paramLabel = "SIGNAL",
            description = "Signal to send to the container")
    @Nullable
    String signal;

    @Option(
            names = {"-t", "--timeout", "--time"},
            paramLabel = "SECONDS",
            description = "Seconds to wait before killing the container; -1: no limit")
    @Nullable
    Integer timeout;

    @Parameters(paramLabel = "CONTAINER", arity = "1..*")
    List<String> containers = new ArrayList<>();

    Stop(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        Each.atOnce(
                containers,
                name -> engine().containers().stop(name, Optional.ofNullable(signal), seconds(timeout)),
                streams()::outLine);
        return 0;
    }
}
