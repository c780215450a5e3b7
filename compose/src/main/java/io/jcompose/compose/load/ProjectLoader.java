package io.jcompose.compose.load;

import io.jcompose.compose.complaint.Complaint;
import io.jcompose.compose.complaint.ComposeFileException;
import io.jcompose.compose.load.bind.ProjectBinder;
import io.jcompose.compose.load.check.ConsistencyCheck;
import io.jcompose.compose.load.env.EnvironmentFiles;
import io.jcompose.compose.load.env.ServiceFiles;
import io.jcompose.compose.load.normalize.Normalization;
import io.jcompose.compose.load.normalize.ScaleInDeploy;
import io.jcompose.compose.load.normalize.UsedResources;
import io.jcompose.compose.load.remote.RemoteFiles;
import io.jcompose.compose.load.tree.Node.Mapping;
import io.jcompose.compose.load.tree.Node.Member;
import io.jcompose.compose.load.tree.Node.Scalar;
import io.jcompose.compose.load.tree.Node.Sequence;
import io.jcompose.compose.load.tree.TreePath;
import io.jcompose.compose.load.typed.TypedTree;
import io.jcompose.compose.load.yaml.Document;
import io.jcompose.compose.model.Project;
import io.jcompose.compose.model.SourceMark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Loads projects. Without state, so any number of threads may load at the same time; a load reads files, and asks for remote ones, and does nothing else.
 *
 * <p>The order of the stages is the one that docs/compose-loading.md explains.
 */
public final class ProjectLoader {
    private final RemoteFiles remote;

    /** Of local files only. */
    public ProjectLoader() {
        this(RemoteFiles.NONE);
    }

    public ProjectLoader(RemoteFiles remote) {
        this.remote = remote;
    }

    /**
     * A project from its files.
     *
     * @throws ComposeFileException with everything that is wrong with the files
     * @throws io.jcompose.error.JcomposeException when a file is missing or unreadable, or the project's name is not valid
     */
    public LoadResult load(LoadRequest request) {
        Loading loading = new Loading(request, remote);
        Mapping tree = loading.tree();
        return loading.project(tree);
    }

    /**
     * The merged tree before its values get their types: what {@code config --no-interpolate} prints.
     *
     * @throws ComposeFileException with everything that is wrong with the files
     */
    public RawResult loadRaw(LoadRequest request) {
        Loading loading = new Loading(request, remote);
        Mapping tree = loading.tree();
        loading.complaints.throwIfAny();
        return new RawResult(tree, loading.complaints.warnings());
    }

    /** A tree whose short syntaxes are written out as far as variables allow, and the warnings. */
    public record RawResult(Mapping tree, List<Complaint> warnings) {
        public RawResult {
            warnings = List.copyOf(warnings);
        }
    }

    /** One load on its way. */
    private static final class Loading {
        private final LoadRequest request;
        private final RemoteFiles remote;
        private final SourceFiles files;
        private final Complaints complaints;
        private final History history = new History();
        private final List<Map<String, EnvironmentFiles.Setting>> envFiles = new ArrayList<>();
        private final Map<String, String> environment;
        private final List<Path> paths;
        private final Path directory;
        private final String name;

        Loading(LoadRequest request, RemoteFiles remote) {
            this.request = request;
            this.remote = remote;
            this.files = new SourceFiles(request.workingDirectory(), request.stdin());
            this.complaints = new Complaints(files);
            FileSearch search = new FileSearch(request, remote, complaints);
            Map<String, String> early = environment(search.earlyDirectory());
            FileSearch.Found found = search.files(early);
            this.paths = found.paths();
            this.directory = found.directory();
            this.environment = environment(found.home());
            this.name = ProjectName.of(request, found.home(), documents(), environment, complaints);
            this.environment.put("COMPOSE_PROJECT_NAME", name);
        }

        private List<List<Document>> documents() {
            List<List<Document>> out = new ArrayList<>();
            for (Path path : paths) {
                try {
                    out.add(files.documents(path));
                } catch (ComposeFileException e) {
                    complaints.unreadable(e.complaints());
                }
            }
            return out;
        }

        private Map<String, String> environment(Path projectDirectory) {
            Map<String, String> values = new LinkedHashMap<>(request.environment());
            EnvironmentFiles.read(envFiles(projectDirectory), request.environment())
                    .forEach(values::putIfAbsent);
            envFiles.clear();
            for (Path file : envFiles(projectDirectory)) {
                envFiles.add(EnvironmentFiles.settings(file, files.name(file), request.environment()));
            }
            return values;
        }

        private List<Path> envFiles(Path projectDirectory) {
            List<Path> given = request.envFiles();
            String named = request.environment().get("COMPOSE_ENV_FILES");
            if (given.isEmpty() && named != null && !named.isEmpty()) {
                given = Arrays.stream(named.split(","))
                        .filter(file -> !file.isEmpty())
                        .map(Path::of)
                        .toList();
            }
            if (!given.isEmpty()) {
                return given.stream()
                        .map(file -> request.workingDirectory().resolve(file).normalize())
                        .toList();
            }
            Path file = EnvironmentFiles.areOff(request.environment())
                    ? null
                    : EnvironmentFiles.defaultIn(projectDirectory);
            return file == null ? List.of() : List.of(file);
        }

        private String separator() {
            String wanted = environment
                    .getOrDefault("COMPOSE_COMPATIBILITY", "")
                    .strip()
                    .toLowerCase(Locale.ROOT);
            return request.flags().compatibility()
                            || List.of("1", "t", "true", "y").contains(wanted)
                    ? "_"
                    : "-";
        }

        Mapping tree() {
            Session session = new Session(files, remote, complaints, history, request.flags(), environment);
            Optional<String> base =
                    request.flags().resolvePaths() ? Optional.of(directory.toString()) : Optional.empty();
            Mapping tree = new TreeLoader(session, directory, base, environment, List.of()).load(paths);
            if (complaints.isIncomplete() || !(tree.get("services") instanceof Mapping)) {
                complaints.throwIfAny();
            }
            if (tree.members().isEmpty()) {
                throw new ComposeFileException(List.of(Complaint.of(
                                new SourceMark(paths.isEmpty() ? "" : files.name(paths.getFirst()), 0, 0),
                                "",
                                "empty compose file")
                        .withSuggestion("a compose file needs at least \"services:\"")));
            }
            Map<String, String> values = request.flags().interpolate() ? environment : Map.of();
            return request.flags().normalize() ? new Normalization(name, values).apply(tree) : tree;
        }

        LoadResult project(Mapping normal) {
            boolean sound = !complaints.hasErrors();
            complaints.nextStage();
            Mapping typed = new TypedTree(complaints::error, complaints::warning).apply(normal);
            Map<String, Mapping> enabled = new LinkedHashMap<>();
            Map<String, Mapping> disabled = new LinkedHashMap<>();
            if (typed.get("services") instanceof Mapping services) {
                services.members().forEach((service, member) -> {
                    if (member.value() instanceof Mapping mapping) {
                        Mapping placed = new Mapping(mapping.members(), member.key());
                        (isEnabled(mapping) ? enabled : disabled).put(service, placed);
                    }
                });
            }
            complaints.nextStage();
            if (request.flags().consistency()) {
                new ConsistencyCheck(typed, enabled, disabled, complaints::error, complaints::warning).check(sound);
                enabled.replaceAll((_, service) -> ScaleInDeploy.apply(service));
            }
            complaints.throwIfAny();
            resolveFiles(enabled);
            complaints.throwIfAny();
            Mapping all = withServices(typed, enabled);
            Mapping selected = request.flags().allResources() ? all : UsedResources.apply(all);
            Mapping root =
                    request.flags().normalize() ? selected : selected.with("name", Scalar.of(name, SourceMark.NONE));
            Project project = new ProjectBinder(root, environment, history.lookedUp())
                    .bind(name, separator(), directory, paths, enabled, disabled);
            Explanations explanations =
                    Explanations.of(history, Explanations.sources(request.environment(), envFiles, history.included()));
            return new LoadResult(project, root, complaints.warnings(), Unsupported.in(root), explanations);
        }

        private void resolveFiles(Map<String, Mapping> enabled) {
            ServiceFiles serviceFiles =
                    new ServiceFiles(directory, environment, files::name, history::replaced, complaints::error);
            enabled.replaceAll((service, mapping) -> {
                TreePath path = TreePath.of("services", service);
                Mapping resolved =
                        request.flags().resolveEnvironment() ? serviceFiles.environment(mapping, path) : mapping;
                MistakenVariables.of(service, mapping, resolved, history).forEach(complaints::warning);
                return serviceFiles.labels(resolved, path);
            });
        }

        private static Mapping withServices(Mapping root, Map<String, Mapping> enabled) {
            Map<String, Member> members = new LinkedHashMap<>();
            enabled.forEach((service, mapping) -> members.put(service, new Member(mapping.mark(), mapping)));
            return root.has("services") || !members.isEmpty()
                    ? root.with("services", new Mapping(members, root.mark()))
                    : root;
        }

        private boolean isEnabled(Mapping service) {
            if (!(service.get("profiles") instanceof Sequence wanted)
                    || wanted.items().isEmpty()) {
                return true;
            }
            List<@Nullable Object> own = wanted.items().stream()
                    .<@Nullable Object>map(item -> item.plain())
                    .toList();
            return profiles().stream().anyMatch(profile -> profile.equals("*") || own.contains(profile));
        }

        private List<String> profiles() {
            String named = environment.getOrDefault("COMPOSE_PROFILES", "");
            if (request.profiles().isEmpty()) {
                return Arrays.stream(named.split(",")).map(String::strip).toList();
            }
            return request.profiles();
        }
    }
}
