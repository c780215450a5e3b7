package io.jcompose.cli.command;

import io.jcompose.compose.apply.ServiceContainer;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "cp",
        description =
                "Copy files/folders between a service container and the local filesystem: SERVICE:PATH on one side, a path or - (a tar archive) on the other")
final class CpCommand extends ComposeCommand {
    @Option(names = "--all", description = "Include containers created by the run command")
    boolean all;

    @Mixin
    final CopyFlags flags = new CopyFlags();

    @Mixin
    final Replica replica = new Replica();

    CpCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        CopyArguments from = flags.from();
        CopyArguments to = flags.to();
        if (from.inside() && to.inside()) {
            throw invalid("copying between services is not supported", "copy to a directory of yours first");
        }
        if (!from.inside() && !to.inside()) {
            throw invalid("unknown copy direction", "write one side as SERVICE:PATH");
        }
        if (from.inside()) {
            String container =
                    containers(from.name()).getFirst().container().id().value();
            tell(from.from(container, to, engine(), invocation(), flags.options()));
            return 0;
        }
        for (ServiceContainer each : containers(to.name())) {
            tell(from.to(
                    each.container().id().value(),
                    new CopyArguments(each.name(), to.path()),
                    engine(),
                    invocation(),
                    flags.options()));
        }
        return 0;
    }

    private void tell(String told) {
        if (!told.isEmpty()) {
            streams().errLine(told);
        }
    }

    private List<ServiceContainer> containers(String service) {
        return replica.all(service, reference(), operations(), all);
    }
}
