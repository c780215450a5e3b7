package io.jcompose.cli.command;

import io.jcompose.cli.render.Listing;
import io.jcompose.cli.render.Units;
import io.jcompose.compose.apply.ServiceContainer;
import io.jcompose.engine.image.Image;
import io.jcompose.engine.image.ImageName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "images", description = "List images used by the created containers")
final class ImagesCommand extends ComposeCommand implements Harmless {
    private static final Listing LISTING = new Listing(
            "{{.ContainerName}}\t{{.Repository}}\t{{.Tag}}\t{{.Platform}}\t{{.ID}}\t{{.Size}}\t{{.Created}}",
            Map.ofEntries(
                    Map.entry("ContainerName", "CONTAINER"),
                    Map.entry("Repository", "REPOSITORY"),
                    Map.entry("Tag", "TAG"),
                    Map.entry("Platform", "PLATFORM"),
                    Map.entry("ID", "IMAGE ID"),
                    Map.entry("Size", "SIZE"),
                    Map.entry("Created", "CREATED")));

    @Option(names = "--format", paramLabel = "FORMAT", description = "table, json, or a Go template")
    String format = "table";

    @Option(
            names = {"-q", "--quiet"},
            description = "Only display IDs")
    boolean quiet;

    @Parameters(paramLabel = "SERVICE", arity = "0..*")
    List<String> services = new ArrayList<>();

    ImagesCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        Map<ServiceContainer, Image> images = operations().images(reference(), services);
        if (quiet) {
            images.values().stream().map(image -> image.id().hex()).distinct().forEach(streams()::outLine);
            return 0;
        }
        Instant now = Instant.now();
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        // docker compose's JSON has whole values, and is one array.
        boolean json = format.equals("json");
        images.forEach((container, image) -> rows.add(json ? object(container, image) : row(container, image, now)));
        streams().out(json ? new Json().line(rows) + "\n" : LISTING.render(format, rows));
        return 0;
    }

    private static Map<String, @Nullable Object> object(ServiceContainer container, Image image) {
        ImageName name = ImageName.parse(container.container().spec().image());
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("ID", image.id().value());
        object.put("ContainerName", container.name());
        object.put("Repository", name.familiarRepository());
        object.put("Tag", name.tag().orElse("<none>"));
        object.put("Platform", image.platform().toString());
        object.put("Size", image.size());
        image.created().ifPresent(at -> object.put("Created", at.toString()));
        return object;
    }

    private static Map<String, @Nullable Object> row(ServiceContainer container, Image image, Instant now) {
        Map<String, @Nullable Object> row = object(container, image);
        row.put("ID", image.id().shortHex());
        row.put("Size", Units.size(image.size()));
        row.put(
                "Created",
                image.created().map(at -> Units.ago(Duration.between(at, now))).orElse("N/A"));
        return row;
    }
}
