package io.jcompose.cli.command.container;

import io.jcompose.cli.command.ArchiveOutput;
import io.jcompose.cli.command.Context;
import io.jcompose.cli.command.Harmless;
import io.jcompose.engine.commit.Exports;
import io.jcompose.engine.container.ContainerLayers;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "export", description = "Export a container's filesystem as a tar archive")
final class Export extends ContainerCommand implements Harmless {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write to a file, instead of STDOUT")
    @Nullable
    String file;

    @Parameters(paramLabel = "CONTAINER")
    String container = "";

    Export(Context context) {
        super(context);
    }

    @Override
    public Integer call() throws IOException {
        try (ContainerLayers layers = engine().containers().layers(container)) {
            ArchiveOutput.write(invocation(), file, out -> Exports.write(layers, out));
        }
        return 0;
    }
}
