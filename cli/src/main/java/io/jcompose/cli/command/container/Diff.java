package io.jcompose.cli.command.container;

import io.jcompose.cli.command.Context;
import io.jcompose.cli.command.Harmless;
import io.jcompose.cli.render.Listing;
import io.jcompose.engine.commit.Change;
import io.jcompose.engine.commit.Changes;
import io.jcompose.engine.container.ContainerLayers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "diff",
        description =
                "Inspect changes to files or directories on a container's filesystem: A added, C changed, D deleted")
final class Diff extends ContainerCommand implements Harmless {
    private static final Listing LISTING = new Listing("{{.Kind}}\t{{.Path}}", Map.of("Kind", "KIND", "Path", "PATH"));

    @Option(names = "--format", paramLabel = "FORMAT", description = "json, table, or a Go template")
    @Nullable
    String format;

    @Parameters(paramLabel = "CONTAINER")
    String container = "";

    Diff(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        List<Map<String, @Nullable Object>> rows;
        try (ContainerLayers layers = engine().containers().layers(container)) {
            rows = Changes.of(layers).stream().map(Diff::row).toList();
        }
        streams().out(LISTING.render(format == null ? "{{.Kind}} {{.Path}}" : format, rows));
        return 0;
    }

    private static Map<String, @Nullable Object> row(Change change) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("Kind", change.kind().letter());
        row.put("Path", change.path());
        return row;
    }
}
