package io.jcompose.cli.command;

import io.jcompose.cli.inspect.ImageView;
import io.jcompose.cli.render.Listing;
import io.jcompose.cli.render.ProgressView;
import io.jcompose.cli.render.Units;
import io.jcompose.compose.apply.Progress;
import io.jcompose.engine.image.Image;
import io.jcompose.engine.image.ImageConfig;
import io.jcompose.engine.image.ImageName;
import io.jcompose.engine.image.Images;
import io.jcompose.engine.registry.DockerLogins;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code image ...}. */
final class ImageCommands {
    static final CommandGroup GROUP = new CommandGroup("image", "Manage images", commands());

    private ImageCommands() {}

    private static Map<String, Function<Context, ComposeCommand>> commands() {
        Map<String, Function<Context, ComposeCommand>> commands = new LinkedHashMap<>();
        commands.put("import", Import::new);
        commands.put("inspect", Inspect::new);
        commands.put("load", Load::new);
        commands.put("ls", Ls::new);
        commands.put("pull", Pull::new);
        commands.put("rm", Rm::new);
        commands.put("save", Save::new);
        commands.put("tag", Tag::new);
        return commands;
    }

    @Command(name = "ls", aliases = "list", description = "List images")
    static final class Ls extends ComposeCommand {
        private static final Listing LISTING = new Listing(
                "{{.Repository}}\t{{.Tag}}\t{{.ID}}\t{{.CreatedSince}}\t{{.Size}}",
                Map.ofEntries(
                        Map.entry("CreatedAt", "CREATED AT"),
                        Map.entry("CreatedSince", "CREATED"),
                        Map.entry("Digest", "DIGEST"),
                        Map.entry("ID", "IMAGE ID"),
                        Map.entry("Repository", "REPOSITORY"),
                        Map.entry("Size", "SIZE"),
                        Map.entry("Tag", "TAG")));

        @Option(names = "--format", paramLabel = "FORMAT", description = "table, json, or a Go template")
        String format = "table";

        @Option(names = "--no-trunc", description = "Don't truncate output")
        boolean whole;

        @Option(
                names = {"-q", "--quiet"},
                description = "Only show image IDs")
        boolean quiet;

        @Option(
                names = {"-a", "--all"},
                description = "Show images without a name too (always so)")
        boolean all;

        Ls(Context context) {
            super(context);
        }

        @Override
        public Integer call() {
            List<Image> images = engine().images().list();
            if (quiet) {
                images.stream().map(this::id).distinct().forEach(streams()::outLine);
                return 0;
            }
            Instant now = Instant.now();
            List<Map<String, @Nullable Object>> rows = new ArrayList<>();
            for (Image image : images) {
                if (image.tags().isEmpty()) {
                    rows.add(row(image, "<none>", "<none>", now));
                }
                image.tags()
                        .forEach(name -> rows.add(
                                row(image, name.familiarRepository(), name.tag().orElse("<none>"), now)));
            }
            streams().out(LISTING.render(format, rows));
            return 0;
        }

        private Map<String, @Nullable Object> row(Image image, String repository, String tag, Instant now) {
            Map<String, @Nullable Object> row = new LinkedHashMap<>();
            row.put("CreatedAt", image.created().map(Listings::moment).orElse("N/A"));
            row.put(
                    "CreatedSince",
                    image.created()
                            .map(at -> Units.ago(Duration.between(at, now)))
                            .orElse("N/A"));
            row.put("Digest", image.manifest().value());
            row.put("ID", id(image));
            row.put("Repository", repository);
            row.put("Size", Units.size(image.size()));
            row.put("Tag", tag);
            return row;
        }

        private String id(Image image) {
            return whole ? image.id().value() : image.id().shortHex();
        }
    }

    @Command(name = "pull", description = "Download an image from a registry")
    static final class Pull extends ComposeCommand {
        @Option(
                names = {"-q", "--quiet"},
                description = "Suppress verbose output")
        boolean quiet;

        @Parameters(index = "0", paramLabel = "NAME")
        String name = "";

        Pull(Context context) {
            super(context);
        }

        @Override
        public Integer call() {
            ImageName image = ImageName.parse(name);
            Progress.Resource resource = new Progress.Resource(Progress.Kind.IMAGE, image.familiar());
            try (ProgressView view = context().progress("Pulling")) {
                view.on(new Progress.Changed(resource, Progress.Phase.PULLING, ""));
                engine().images()
                        .pull(
                                image,
                                DockerLogins.ofCaller(invocation().environment()),
                                (layer, phase, done, total) ->
                                        view.on(new Progress.Layer(resource, layer, phase, done, total)));
                view.on(new Progress.Changed(resource, Progress.Phase.PULLED, ""));
            }
            streams().outLine(image.familiar());
            return 0;
        }
    }

    @Command(name = "import", description = "Import the contents from a tarball to create a filesystem image")
    static final class Import extends ComposeCommand {
        @Parameters(index = "0", paramLabel = "FILE|-")
        String file = "";

        @Parameters(index = "1", arity = "0..1", paramLabel = "NAME")
        @Nullable
        String name;

        Import(Context context) {
            super(context);
        }

        @Override
        public Integer call() throws IOException {
            try (InputStream in = ArchiveInput.open(invocation(), file)) {
                Image image = engine().images()
                        .importTar(in, Optional.ofNullable(name).map(ImageName::parse), ImageConfig.EMPTY);
                streams().outLine(image.id().value());
            }
            return 0;
        }
    }

    @Command(name = "load", description = "Load an image from a tar archive or STDIN")
    static final class Load extends ComposeCommand {
        @Option(
                names = {"-i", "--input"},
                paramLabel = "FILE",
                description = "Read from tar archive file, instead of STDIN")
        String file = "-";

        @Option(
                names = {"-q", "--quiet"},
                description = "Accepted: no progress is shown in any case")
        boolean quiet;

        Load(Context context) {
            super(context);
        }

        @Override
        public Integer call() throws IOException {
            try (InputStream in = ArchiveInput.open(invocation(), file)) {
                for (Images.Loaded loaded : engine().images().load(in)) {
                    loaded.names().forEach(name -> streams().outLine("Loaded image: " + name.familiar()));
                    if (loaded.names().isEmpty()) {
                        streams().outLine("Loaded image ID: " + loaded.image().id());
                    }
                }
            }
            return 0;
        }
    }

    @Command(name = "save", description = "Save one or more images to a tar archive (streamed to STDOUT by default)")
    static final class Save extends ComposeCommand {
        @Option(
                names = {"-o", "--output"},
                paramLabel = "FILE",
                description = "Write to a file, instead of STDOUT")
        @Nullable
        String file;

        @Parameters(paramLabel = "IMAGE", arity = "1..*")
        List<String> images = new ArrayList<>();

        Save(Context context) {
            super(context);
        }

        @Override
        public Integer call() throws IOException {
            ArchiveOutput.write(invocation(), file, out -> engine().images().save(images, out));
            return 0;
        }
    }

    @Command(name = "rm", aliases = "remove", description = "Remove one or more images")
    static final class Rm extends ComposeCommand {
        @Option(
                names = {"-f", "--force"},
                description = "Force removal of the image")
        boolean force;

        @Parameters(paramLabel = "IMAGE", arity = "1..*")
        List<String> images = new ArrayList<>();

        Rm(Context context) {
            super(context);
        }

        @Override
        public Integer call() {
            Each.of(images, image -> engine().images().remove(image, force).forEach(streams()::outLine));
            return 0;
        }
    }

    @Command(name = "tag", description = "Create a tag TARGET_IMAGE that refers to SOURCE_IMAGE")
    static final class Tag extends ComposeCommand {
        @Parameters(index = "0", paramLabel = "SOURCE_IMAGE")
        String source = "";

        @Parameters(index = "1", paramLabel = "TARGET_IMAGE")
        String target = "";

        Tag(Context context) {
            super(context);
        }

        @Override
        public Integer call() {
            engine().images().tag(engine().images().get(source).id(), ImageName.parse(target));
            return 0;
        }
    }

    @Command(name = "inspect", description = "Display detailed information on one or more images")
    static final class Inspect extends ComposeCommand {
        @Mixin
        final Inspection inspection = new Inspection();

        @Parameters(paramLabel = "IMAGE", arity = "1..*")
        List<String> images = new ArrayList<>();

        Inspect(Context context) {
            super(context);
        }

        @Override
        public Integer call() {
            inspection.print(images, name -> ImageView.of(engine().images().get(name), engine()), context());
            return 0;
        }
    }
}
