package io.jcompose.engine.build.graph;

import io.jcompose.engine.build.BuildProgress;
import io.jcompose.engine.build.BuildRequest;
import io.jcompose.engine.build.context.IgnoreRules;
import io.jcompose.engine.build.dockerfile.Dockerfile;
import io.jcompose.engine.build.dockerfile.ExpansionException;
import io.jcompose.engine.build.dockerfile.Instruction;
import io.jcompose.engine.image.Digest;
import io.jcompose.engine.image.Image;
import io.jcompose.engine.image.NewImage;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;

/** One build, from the parsed file to the image. */
public final class BuildRun implements AutoCloseable {
    private final BuildParts parts;
    private final BuildRequest request;
    private final Dockerfile dockerfile;
    private final StepReporter reporter;
    private final Variables variables;
    private final Image.Platform platform;
    private final Bases bases = new Bases(this);
    private final CacheMounts cacheMounts;
    private final Contexts contexts;
    private final String place;
    private final Map<Integer, FutureTask<RootState>> stages = new LinkedHashMap<>();
    private final AtomicReference<RuntimeException> firstFailure = new AtomicReference<>();

    /**
     * @param place names the Dockerfile over builds
     * @param ignore the rules for the main context
     */
    public BuildRun(
            BuildParts parts, CacheMounts cacheMounts, BuildRequest request, Source source, BuildProgress progress) {
        this.parts = parts;
        this.cacheMounts = cacheMounts;
        this.request = request;
        this.dockerfile = source.dockerfile();
        this.place = source.place();
        this.reporter = new StepReporter(progress);
        this.platform = hostPlatform();
        this.variables = new Variables(
                request.args(),
                platform.os(),
                platform.architecture(),
                request.target().orElse("default"));
        this.contexts = new Contexts(request, source.ignore());
    }

    /** The parsed Dockerfile, what is left out of its context, and its name over builds. */
    public record Source(Dockerfile dockerfile, IgnoreRules ignore, String place) {}

    private static Image.Platform hostPlatform() {
        String architecture = switch (System.getProperty("os.arch", "")) {
            case "amd64", "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            default -> System.getProperty("os.arch", "");
        };
        return new Image.Platform("linux", architecture, "");
    }

    /** Blocks; an interrupt ends it with INTERRUPTED after everything that runs has been stopped. */
    public Image run() {
        StepReporter.Step load = reporter.start("[internal] load build definition from " + dockerfile.name());
        dockerfile.warnings().forEach(load::warned);
        load.done();
        declareGlobals();
        Dockerfile.Stage target = BuildPlan.target(dockerfile, request.target());
        List<Dockerfile.Stage> needed = BuildPlan.needed(
                dockerfile, target, request.additionalContexts().keySet(), this::expandedBase);
        for (Dockerfile.Stage stage : needed) {
            stages.put(stage.index(), new FutureTask<>(() -> runStage(stage)));
        }
        try (ExecutorService threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("build-stage-", 0).factory())) {
            stages.values().forEach(threads::execute);
            try {
                RootState result = await(stage(target.index()));
                return export(result);
            } finally {
                // When the target is done or has failed nothing else is worth waiting for.
                stages.values().forEach(stage -> stage.cancel(true));
            }
        }
    }

    private FutureTask<RootState> stage(int index) {
        FutureTask<RootState> stage = stages.get(index);
        if (stage == null) {
            throw new IllegalStateException("stage " + index + " was not planned");
        }
        return stage;
    }

    private RootState runStage(Dockerfile.Stage stage) {
        try {
            return new StageRun(this, stage).run();
        } catch (RuntimeException e) {
            if (firstFailure.compareAndSet(null, e)) {
                stages.values().forEach(other -> other.cancel(true));
            }
            throw e;
        }
    }

    private void declareGlobals() {
        for (Instruction.Arg arg : dockerfile.globalArguments()) {
            try {
                arg.declarations().forEach(declaration -> variables.declareGlobal(declaration, dockerfile.escape()));
            } catch (ExpansionException e) {
                throw dockerfile.error(
                        arg,
                        Kind.INVALID,
                        String.valueOf(e.getMessage()),
                        "see the line: " + arg.node().text());
            }
        }
    }

    private String expandedBase(Instruction.From from) {
        try {
            return bases.imageOf(from);
        } catch (ExpansionException e) {
            throw dockerfile.error(
                    from,
                    Kind.INVALID,
                    String.valueOf(e.getMessage()),
                    "see the line: " + from.node().text());
        }
    }

    private RootState await(Future<RootState> stage) {
        try {
            return stage.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted();
        } catch (ExecutionException | java.util.concurrent.CancellationException e) {
            RuntimeException first = firstFailure.get();
            if (first != null) {
                throw first;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw interrupted();
        }
    }

    private static JcomposeException interrupted() {
        return new JcomposeException(Kind.INTERRUPTED, "the build was interrupted", "");
    }

    void checkInterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw interrupted();
        }
    }

    /** The result of an earlier stage; waits for it. */
    RootState stage(Dockerfile.Stage stage) {
        return await(stage(stage.index()));
    }

    /** Waits for a stage by a name that may be an image's too. */
    void stageIfPlanned(Dockerfile.Stage stage) {
        if (stages.containsKey(stage.index())) {
            stage(stage);
        }
    }

    private Image export(RootState result) {
        StepReporter.Step step = reporter.start("exporting to image");
        List<String> unused = variables.unused();
        if (!unused.isEmpty()) {
            step.warned("one or more build args were not consumed: " + String.join(", ", unused));
        }
        ImageDraft draft = new ImageDraft(result.config());
        draft.onBuild.addAll(result.config().onBuild());
        draft.labels.putAll(request.options().labels());
        Image image = parts.images()
                .assemble(new NewImage(
                        platform,
                        draft.config(),
                        result.layers(),
                        result.history(),
                        epoch().or(result::created),
                        request.tags(),
                        result.author()));
        step.done();
        return image;
    }

    /** The time that all of the image is to have, when the caller gave one. */
    Optional<Instant> epoch() {
        try {
            return variables.epoch().map(text -> Instant.ofEpochSecond(Long.parseLong(text)));
        } catch (NumberFormatException | DateTimeException e) {
            throw new JcomposeException(
                    Kind.INVALID, "SOURCE_DATE_EPOCH must be seconds since 1970", "give a number", e);
        }
    }

    long shmBytes(long otherwise) {
        return request.options().shmSize().map(ByteSizes::parse).orElse(otherwise);
    }

    List<Path> layerPaths(List<Digest> layers) {
        return layers.stream().map(parts.images().layers()::directory).toList();
    }

    ContextDirectory context(Optional<String> name) {
        return contexts.get(name);
    }

    BuildParts parts() {
        return parts;
    }

    BuildRequest request() {
        return request;
    }

    Dockerfile dockerfile() {
        return dockerfile;
    }

    StepReporter reporter() {
        return reporter;
    }

    Variables variables() {
        return variables;
    }

    Image.Platform platform() {
        return platform;
    }

    Bases bases() {
        return bases;
    }

    CacheMounts cacheMounts() {
        return cacheMounts;
    }

    String place() {
        return place;
    }

    @Override
    public void close() {
        contexts.close();
    }
}
