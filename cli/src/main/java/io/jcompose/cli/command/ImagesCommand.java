package io.jcompose.cli.command;

import io.jcompose.cli.render.Table;
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
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "images", description = "List images used by the created containers")
final class ImagesCommand extends ComposeCommand implements Harmless {
    @Option(names = "--format", paramLabel = "table|json", description = "Format the output")
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
        Table table = new Table("CONTAINER", "REPOSITORY", "TAG", "PLATFORM", "IMAGE ID", "SIZE", "CREATED");
        List<Map<String, Object>> objects = new ArrayList<>();
        Instant now = Instant.now();
        images.forEach((container, image) -> {
            ImageName name = ImageName.parse(container.container().spec().image());
            String tag = name.tag().orElse("<none>");
            String created = image.created()
                    .map(at -> Units.ago(Duration.between(at, now)))
                    .orElse("N/A");
            table.row(
                    container.name(),
                    name.familiarRepository(),
                    tag,
                    image.platform().toString(),
                    image.id().shortHex(),
                    Units.size(image.size()),
                    created);
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("ID", image.id().value());
            object.put("ContainerName", container.name());
            object.put("Repository", name.familiarRepository());
            object.put("Tag", tag);
            object.put("Platform", image.platform().toString());
            object.put("Size", image.size());
            image.created().ifPresent(at -> object.put("Created", at.toString()));
            objects.add(object);
        });
        streams().out(format.equals("json") ? new Json().line(objects) + "\n" : table.render());
        return 0;
    }
}
