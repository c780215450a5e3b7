package io.jcompose.cli.command;

import io.jcompose.compose.apply.ServiceContainer;
import io.jcompose.engine.commit.Exports;
import io.jcompose.engine.container.ContainerLayers;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "export", description = "Export a service container's filesystem as a tar archive")
final class ExportCommand extends ComposeCommand implements Harmless {
    @Mixin
    final Replica replica = new Replica();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write to a file, instead of STDOUT")
    @Nullable
    String file;

    @Parameters(index = "0", paramLabel = "SERVICE")
    String service = "";

    ExportCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() throws IOException {
        ServiceContainer container = replica.of(service, reference(), operations());
        try (ContainerLayers layers =
                engine().containers().layers(container.container().id().value())) {
            ArchiveOutput.write(invocation(), file, out -> Exports.write(layers, out));
        }
        return 0;
    }
}
