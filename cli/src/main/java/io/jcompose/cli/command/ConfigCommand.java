package io.jcompose.cli.command;

import io.jcompose.compose.complaint.ComposeFileException;
import io.jcompose.compose.load.ComplaintRenderer;
import io.jcompose.compose.load.ConfigHash;
import io.jcompose.compose.load.ConfigRenderer;
import io.jcompose.compose.load.Explainer;
import io.jcompose.compose.load.ImageDigests;
import io.jcompose.compose.load.LoadFlags;
import io.jcompose.compose.load.LoadResult;
import io.jcompose.compose.load.ProjectLoader;
import io.jcompose.compose.load.Selection;
import io.jcompose.compose.load.VariableListing;
import io.jcompose.compose.load.interpolate.Template;
import io.jcompose.compose.load.tree.Node.Mapping;
import io.jcompose.compose.model.Model;
import io.jcompose.compose.model.Project;
import io.jcompose.engine.image.Digest;
import io.jcompose.engine.image.ImageName;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "config",
        aliases = "convert",
        description = "Parse, resolve and render compose file in canonical format")
final class ConfigCommand extends ComposeCommand implements Harmless {
    @Option(names = "--environment", description = "Print environment used for interpolation")
    boolean environment;

    @Option(
            names = "--explain",
            paramLabel = "VAR|PATH",
            description = "Say where a variable or a value comes from and what it overrides")
    @Nullable
    String explain;

    @Option(names = "--format", paramLabel = "yaml|json", description = "Format the output")
    String format = "";

    @Option(names = "--hash", paramLabel = "SERVICE|*", description = "Print the service config hash, one per line")
    @Nullable
    String hash;

    @Option(names = "--images", description = "Print the image names, one per line")
    boolean images;

    @Option(names = "--lock-image-digests", description = "Print an override file with image digests")
    boolean lockDigests;

    @Option(names = "--models", description = "Print the models, one per line")
    boolean models;

    @Option(names = "--networks", description = "Print the network names, one per line")
    boolean networks;

    @Option(names = "--no-consistency", description = "Don't check model consistency")
    boolean noConsistency;

    @Option(names = "--no-env-resolution", description = "Don't resolve service env files")
    boolean noEnvironment;

    @Option(names = "--no-interpolate", description = "Don't interpolate environment variables")
    boolean noInterpolate;

    @Option(names = "--no-normalize", description = "Don't normalize compose model")
    boolean noNormalize;

    @Option(names = "--no-path-resolution", description = "Don't resolve file paths")
    boolean noPaths;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Save to file (default to stdout)")
    @Nullable
    String output;

    @Option(names = "--profiles", description = "Print the profile names, one per line")
    boolean profiles;

    @Option(
            names = {"-q", "--quiet"},
            description = "Only validate the configuration, don't print anything")
    boolean quiet;

    @Option(names = "--resolve-image-digests", description = "Pin image tags to digests")
    boolean resolveDigests;

    @Option(names = "--services", description = "Print the service names, one per line")
    boolean onlyServices;

    @Option(names = "--variables", description = "Print the variables, their values and where they are used")
    boolean variables;

    @Option(names = "--volumes", description = "Print the volume names, one per line")
    boolean volumes;

    @Parameters(paramLabel = "SERVICE", arity = "0..*")
    List<String> services = new ArrayList<>();

    ConfigCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() throws IOException {
        try {
            return config();
        } catch (ComposeFileException e) {
            if (!format.equals("json")) {
                throw e;
            }
            streams().out(ComplaintRenderer.json(e.complaints()));
            return e.exitCode();
        }
    }

    private int config() throws IOException {
        Optional<String> list = list();
        if (list.isPresent()) {
            streams().out(list.get());
            return 0;
        }
        if (noInterpolate) {
            ProjectLoader.RawResult raw = raw(stages());
            raw.warnings().forEach(warning -> streams().errLine("warning: " + warning.text()));
            ProjectLoader.RawResult shown = new ProjectLoader.RawResult(digests(raw.tree()), raw.warnings());
            print(json() ? ConfigRenderer.json(shown) : ConfigRenderer.yaml(shown));
        } else {
            LoadResult result = selected();
            LoadResult shown = result.withTree(digests(result.tree()));
            print(json() ? ConfigRenderer.json(shown) : ConfigRenderer.yaml(shown));
        }
        return 0;
    }

    private LoadFlags stages() {
        return LoadFlags.stages(!noInterpolate, normalizes(), !noPaths, !noConsistency, !noEnvironment);
    }

    private boolean normalizes() {
        return !noNormalize && !context().flags().compatibility;
    }

    private LoadResult whole() {
        return context().projects().load(stages());
    }

    /** The whole, with the services that are named enabled. */
    private LoadResult checked() {
        LoadResult result = context().projects().load(stages(), services);
        services.forEach(name -> Selection.service(name, result.project()));
        return result;
    }

    /** The services that are named, with what they need. */
    private LoadResult selected() {
        LoadResult result = context().projects().load(stages(), services);
        return Selection.of(result, services, context().flags().allResources);
    }

    private ProjectLoader.RawResult raw(LoadFlags stages) {
        return context().projects().loader().loadRaw(context().projects().request(stages));
    }

    /** The tree with images as the flags want them. */
    private Mapping digests(Mapping tree) {
        Mapping pinned = resolveDigests || lockDigests ? ImageDigests.pinned(tree, this::pinned) : tree;
        return lockDigests ? ImageDigests.only(pinned) : pinned;
    }

    /** The name in full with the digest that its registry has for it now; one that has a digest keeps it and loses its tag. */
    private String pinned(String image) {
        ImageName name = ImageName.parse(image);
        Digest digest = name.digest()
                .orElseGet(() ->
                        engine().images().registry().digest(name, context().credentials()));
        Optional<String> tag = name.digest().isPresent() ? Optional.empty() : name.tag();
        return new ImageName(name.domain(), name.path(), tag, Optional.of(digest)).toString();
    }

    private String variables() {
        LoadFlags stages = LoadFlags.stages(false, normalizes(), !noPaths, !noConsistency, false);
        Map<String, Template.Mention> found = VariableListing.of(raw(stages).tree());
        return switch (format) {
            case "json" -> VariableListing.json(found);
            case "yaml" -> VariableListing.yaml(found);
            case "", "table" -> VariableListing.table(found);
            default -> throw invalid("unknown --format \"" + format + "\"", "choose table, json or yaml");
        };
    }

    private boolean json() {
        return switch (format) {
            case "json" -> true;
            case "yaml", "" -> false;
            default -> throw invalid("unknown --format \"" + format + "\"", "choose yaml or json");
        };
    }

    /** What a flag asks for in place of the whole; the first of them when several do. It goes to standard output whatever else is said. */
    private Optional<String> list() {
        if (onlyServices) {
            return Optional.of(lines(
                    noInterpolate ? rawServices() : whole().project().services().keySet()));
        } else if (volumes) {
            return Optional.of(lines(whole().project().volumes().keySet()));
        } else if (networks) {
            return Optional.of(lines(whole().project().networks().keySet()));
        } else if (models) {
            return Optional.of(lines(whole().project().models().values().stream()
                    .map(Model::model)
                    .toList()));
        } else if (hash != null) {
            return Optional.of(lines(hashes(hash, whole().project())));
        } else if (profiles) {
            return Optional.of(lines(profiles(checked().project())));
        } else if (images) {
            Project project = selected().project();
            return Optional.of(lines(project.services().values().stream()
                    .map(service -> service.image().image().orElse(project.builtImage(service.name())))
                    .toList()));
        } else if (variables) {
            return Optional.of(variables());
        } else if (environment) {
            List<String> values = checked().project().environment().entrySet().stream()
                    .map(entry -> entry.getKey() + "=" + entry.getValue())
                    .sorted()
                    .toList();
            return Optional.of(quiet ? "" : lines(values)); // the only list that -q silences in docker compose
        }
        return Optional.ofNullable(explain).map(wanted -> new Explainer(selected()).explain(wanted));
    }

    private Set<String> rawServices() {
        return raw(stages()).tree().get("services") instanceof Mapping all
                ? all.members().keySet()
                : Set.of();
    }

    private static Set<String> profiles(Project project) {
        Set<String> all = new TreeSet<>();
        project.allServices()
                .values()
                .forEach(service -> all.addAll(service.lifecycle().profiles()));
        return all;
    }

    private static List<String> hashes(String wanted, Project project) {
        Collection<String> names = wanted.equals("*") ? project.services().keySet() : List.of(wanted.split(","));
        return names.stream()
                .map(name -> name + " " + ConfigHash.of(project, Selection.service(name, project)))
                .toList();
    }

    private static String lines(Collection<String> names) {
        return names.isEmpty() ? "" : String.join("\n", names) + "\n";
    }

    private void print(String text) throws IOException {
        if (quiet) {
            return;
        }
        if (output == null || output.equals("/dev/stdout")) { // the engine's would be another one
            streams().out(text);
        } else {
            try {
                Files.writeString(invocation().resolve(output), text);
            } catch (IOException e) {
                throw unopened(output, e, "name a file that can be written");
            }
        }
    }
}
