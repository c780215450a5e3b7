package io.jcompose.engine.build.graph;

import io.jcompose.engine.build.cache.StepKey;
import io.jcompose.engine.build.cache.StepResults;
import io.jcompose.engine.build.context.CleanPath;
import io.jcompose.engine.build.context.FileTree;
import io.jcompose.engine.build.context.IgnoreRules;
import io.jcompose.engine.build.dockerfile.Dockerfile;
import io.jcompose.engine.build.dockerfile.Heredoc;
import io.jcompose.engine.build.dockerfile.Instruction;
import io.jcompose.engine.build.dockerfile.WordExpander;
import io.jcompose.engine.build.step.CopyStep;
import io.jcompose.engine.build.step.DirectoryStep;
import io.jcompose.engine.image.Digest;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.tree.FileStatus.Owner;
import io.jcompose.linux.tree.FileStatus.Time;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The instructions of a stage that write files. */
final class FileSteps {
    private static final String BUILDKIT = " # buildkit";

    private final BuildRun build;
    private final Dockerfile.Stage stage;
    private final StageTitles titles;
    private final RunSteps runs;

    FileSteps(BuildRun build, Dockerfile.Stage stage, StageTitles titles) {
        this.build = build;
        this.stage = stage;
        this.titles = titles;
        this.runs = new RunSteps(build, stage);
    }

    void run(Instruction.Run run, StageState state) {
        run.mounts().stream()
                .flatMap(mount -> Optional.ofNullable(mount.get("from")).stream())
                .forEach(name -> build.bases().awaitStage(name, stage.index()));
        report(run.node().text(), step -> {
            RunSteps.Prepared prepared = runs.prepare(run, state, step);
            StepResults.Result result =
                    result(new StepKey(prepared.inputs()), step, () -> layer(paths(state), prepared::execute));
            state.layer(result, prepared.createdBy());
        });
    }

    /** Tells of a step's start and end around its work. */
    private void report(String text, Consumer<StepReporter.Step> work) {
        StepReporter.Step step = build.reporter().start(titles.next(text));
        try {
            work.accept(step);
            step.done();
        } catch (RuntimeException e) {
            step.failed(String.valueOf(e.getMessage()));
            throw e;
        }
    }

    private StepResults.Result result(StepKey key, StepReporter.Step step, java.util.function.Supplier<Digest> work) {
        String place = build.place() + "|" + stage.index() + " " + stage.title() + "|" + titles.number();
        StepResults.Listener listener = new StepResults.Listener() {
            @Override
            public void cached() {
                step.cached();
            }

            @Override
            public void missed(String reason) {
                step.missed(reason);
            }
        };
        return build.parts().results().get(key, place, build.request().options().noCache(), listener, work);
    }

    private Digest layer(List<Path> lowers, Consumer<StepDirectory> writer) {
        try (StepDirectory directory = StepDirectory.make(build.parts().directory(), lowers)) {
            writer.accept(directory);
            return build.parts().images().layers().adopt(directory.upper());
        }
    }

    private List<Path> paths(StageState state) {
        return build.layerPaths(state.layers);
    }

    void workdir(Instruction.Workdir workdir, String path, StageState state) {
        String absolute = CleanPath.against(state.draft.directory(), path);
        report(workdir.node().text(), step -> {
            state.draft.workingDir = absolute;
            String createdBy = "WORKDIR " + absolute;
            List<Path> layers = paths(state);
            if (DirectoryStep.isThere(layers, absolute)) {
                step.cached();
                state.metadata(createdBy);
                return;
            }
            Time time = time(state);
            Owner owner = DirectoryStep.owner(layers, state.draft.user);
            StepKey key = new StepKey(state.inputs(createdBy + " owner=" + owner.uid() + ":" + owner.gid()));
            StepResults.Result result = result(
                    key,
                    step,
                    () -> layer(
                            layers, directory -> DirectoryStep.make(layers, directory.upper(), absolute, owner, time)));
            state.layer(result, createdBy);
        });
    }

    /** The time of directories that nobody copied: what {@code SOURCE_DATE_EPOCH} says, else when the image below was made. */
    private Time time(StageState state) {
        return build.epoch()
                .or(state.base::created)
                .map(instant -> new Time(instant.getEpochSecond(), 0))
                .orElse(new Time(0, 0));
    }

    void copy(Instruction.Copy copy, StageState state) {
        WordExpander expander = new WordExpander(build.dockerfile().escape(), state::variable);
        Optional<String> fromName =
                copy.options().from().map(word -> expander.expand(word).text());
        fromName.ifPresent(name -> build.bases().awaitStage(name, stage.index()));
        report(copy.node().text(), step -> {
            CopyStep.Request request = request(copy, expander, state);
            Optional<RootState> readable =
                    fromName.flatMap(name -> build.bases().readable(name, stage.index(), step));
            List<Path> layers = copy.options().link() ? List.of() : paths(state);
            try (FileTree target = FileTree.ofLayers(paths(state))) {
                if (readable.isPresent()) {
                    try (FileTree tree =
                            FileTree.ofLayers(build.layerPaths(readable.get().layers()))) {
                        CopyStep.From from =
                                new CopyStep.From(tree, IgnoreRules.NONE, true, "\"" + fromName.orElse("") + "\"");
                        finish(copy, CopyStep.prepare(from, request, target), request, layers, state, step);
                    }
                } else {
                    ContextDirectory context = build.context(fromName);
                    CopyStep.From from = new CopyStep.From(context.tree(), context.ignore(), false, context.title());
                    finish(copy, CopyStep.prepare(from, request, target), request, layers, state, step);
                }
            }
        });
    }

    private void finish(
            Instruction.Copy copy,
            CopyStep files,
            CopyStep.Request request,
            List<Path> layers,
            StageState state,
            StepReporter.Step step) {
        String keyword = copy.add() ? "ADD " : "COPY ";
        Map<String, String> inputs = state.inputs(keyword + request.destination() + " chown=" + files.owner()
                + " chmod=" + request.chmod().orElse("") + " parents=" + request.parents() + " unpack="
                + request.unpack() + " link=" + copy.options().link());
        if (copy.options().link()) {
            inputs.remove(StepKey.BASE);
            inputs.remove(StepKey.EARLIER);
        }
        files.signatures(build.parts().hashes())
                .forEach((path, signature) -> inputs.put(StepKey.FILE + path, signature));
        Time time = time(state);
        StepResults.Result result = result(
                new StepKey(inputs),
                step,
                () -> layer(layers, directory -> files.write(layers, directory.upper(), time)));
        List<String> words = new ArrayList<>(request.sources());
        request.files().keySet().forEach(name -> words.add("<<" + name));
        words.add(request.destination());
        state.layer(result, keyword + String.join(" ", words) + BUILDKIT);
    }

    private CopyStep.Request request(Instruction.Copy copy, WordExpander expander, StageState state) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (Heredoc heredoc : copy.node().heredocs()) {
            String content = heredoc.expand() ? expandContent(heredoc.text(), state) : heredoc.text();
            files.put(heredoc.name(), content.getBytes(StandardCharsets.UTF_8));
        }
        List<String> sources = new ArrayList<>();
        for (String word : copy.sources()) {
            if (files.isEmpty() || Heredoc.parse(word).isEmpty()) {
                sources.add(expander.expand(word).text());
            }
        }
        for (String source : sources) {
            refuseRemote(source, copy);
        }
        String destination = expander.expand(copy.destination()).text();
        boolean slash = destination.endsWith("/") || destination.equals(".") || destination.endsWith("/.");
        String absolute = CleanPath.against(state.draft.directory(), destination);
        boolean unpack = copy.add() && copy.options().unpack().orElse(true);
        return new CopyStep.Request(
                sources,
                slash && !absolute.equals("/") ? absolute + "/" : absolute,
                files,
                copy.options().chown().map(word -> expander.expand(word).text()),
                copy.options().chmod().map(word -> expander.expand(word).text()),
                copy.options().exclude().stream()
                        .map(word -> expander.expand(word).text())
                        .toList(),
                copy.options().parents(),
                unpack);
    }

    /** Variables only: quotes and blanks are content here. */
    private String expandContent(String content, StageState state) {
        return new WordExpander(build.dockerfile().escape(), state::variable)
                .literalQuotes()
                .expand(content)
                .text();
    }

    private static void refuseRemote(String source, Instruction.Copy copy) {
        boolean remote = source.matches("(?i)(https?|git|ssh)://.*") || source.startsWith("git@");
        if (remote && copy.add()) {
            throw new JcomposeException(
                    Kind.UNSUPPORTED,
                    "ADD of a URL is not supported: " + source,
                    "fetch it with RUN, or put the file into the build context");
        }
        if (remote) {
            throw new JcomposeException(
                    Kind.INVALID, "source can't be a URL for COPY: " + source, "put the file into the build context");
        }
    }
}
