package io.jcompose.engine.build.graph;

import io.jcompose.engine.build.context.CleanPath;
import io.jcompose.engine.build.dockerfile.Dockerfile;
import io.jcompose.engine.build.dockerfile.ExpansionException;
import io.jcompose.engine.build.dockerfile.Instruction;
import io.jcompose.engine.build.dockerfile.WordExpander;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.LinuxException;
import java.util.ArrayList;
import java.util.List;

/** Runs one stage, instruction after instruction. */
final class StageRun {
    private final BuildRun build;
    private final Dockerfile.Stage stage;
    private final Dockerfile file;
    private final StageTitles titles;
    private final FileSteps fileSteps;

    StageRun(BuildRun build, Dockerfile.Stage stage) {
        this.build = build;
        this.stage = stage;
        this.file = build.dockerfile();
        this.titles = new StageTitles(stage, file.stages().size() == 1);
        this.fileSteps = new FileSteps(build, stage, titles);
    }

    /** Throws what a user is to read, with the place in the Dockerfile. */
    RootState run() {
        StageState state = new StageState(at(stage.from(), this::base));
        for (String trigger : state.base.config().onBuild()) {
            Instruction instruction = file.trigger(trigger, state.base.name());
            titles.oneMore(instruction);
            apply(instruction, state);
        }
        stage.instructions().forEach(instruction -> apply(instruction, state));
        return state.finished(stage.title());
    }

    private RootState base() {
        return build.bases().of(stage, titles);
    }

    private interface Work<T> {
        T get();
    }

    private <T> T at(Instruction instruction, Work<T> work) {
        try {
            return work.get();
        } catch (ExpansionException e) {
            throw file.error(
                    instruction,
                    Kind.INVALID,
                    String.valueOf(e.getMessage()),
                    "see the line: " + instruction.node().text());
        } catch (JcomposeException e) {
            String message = String.valueOf(e.getMessage());
            if (message.startsWith(file.name() + ":") || e.kind() == Kind.INTERRUPTED) {
                throw e;
            }
            throw new JcomposeException(
                    e.kind(), place(instruction) + message, e.remedy().orElse(""), e);
        } catch (LinuxException e) {
            throw new JcomposeException(
                    Kind.FAILED_PRECONDITION,
                    place(instruction) + e.getMessage(),
                    "see which file it names, and the space on the disk",
                    e);
        }
    }

    private String place(Instruction instruction) {
        return file.name() + ":" + instruction.node().lines().start() + ": ";
    }

    private void apply(Instruction instruction, StageState state) {
        at(instruction, () -> {
            build.checkInterrupted();
            change(instruction, state);
            return true;
        });
    }

    private void change(Instruction instruction, StageState state) {
        switch (instruction) {
            case Instruction.Run run -> fileSteps.run(run, state);
            case Instruction.Copy copy -> fileSteps.copy(copy, state);
            case Instruction.Workdir workdir -> fileSteps.workdir(workdir, expand(workdir.path(), state), state);
            case Instruction.From from ->
                throw new IllegalStateException(
                        "a FROM starts a stage: " + from.node().text());
            case Instruction.Env env -> env(env, state);
            case Instruction.Label label -> pairs(label.pairs(), "LABEL", state.draft.labels, state);
            case Instruction.Arg arg -> arg(arg, state);
            case Instruction.User user -> {
                state.draft.user = expand(user.user(), state);
                state.metadata("USER " + state.draft.user);
            }
            case Instruction.Expose expose -> expose(expose, state);
            case Instruction.Volume volume -> volume(volume, state);
            case Instruction.Cmd cmd -> {
                state.draft.command(command(cmd.command(), state));
                state.metadata("CMD " + json(state.draft.command));
            }
            case Instruction.Entrypoint entrypoint -> {
                state.draft.entrypoint(command(entrypoint.command(), state));
                state.metadata("ENTRYPOINT " + json(state.draft.entrypoint));
            }
            case Instruction.StopSignal stop -> {
                String signal = StopSignals.check(expand(stop.signal(), state));
                state.draft.stopSignal = java.util.Optional.of(signal);
                state.metadata("STOPSIGNAL " + signal);
            }
            case Instruction.Shell shell -> {
                state.draft.shell(shell.words());
                state.metadata("SHELL [" + String.join(" ", shell.words()) + "]");
            }
            case Instruction.Health health -> {
                state.draft.healthcheck = java.util.Optional.of(health.healthcheck());
                state.metadata(health.node().text());
            }
            case Instruction.OnBuild onBuild -> {
                state.draft.onBuild.add(onBuild.trigger());
                state.metadata("ONBUILD " + onBuild.trigger());
            }
            case Instruction.Maintainer maintainer -> state.maintainer(maintainer.author());
        }
    }

    private WordExpander expander(StageState state) {
        return new WordExpander(file.escape(), state::variable);
    }

    private String expand(String word, StageState state) {
        return expander(state).expand(word).text();
    }

    private void env(Instruction.Env env, StageState state) {
        pairs(env.pairs(), "ENV", state.draft.environment, state);
    }

    /** All values are expanded before any is set. */
    private void pairs(
            List<Instruction.Pair> pairs, String keyword, java.util.Map<String, String> into, StageState state) {
        List<Instruction.Pair> expanded = pairs.stream()
                .map(pair -> new Instruction.Pair(expand(pair.name(), state), expand(pair.value(), state)))
                .toList();
        List<String> words = new ArrayList<>();
        for (Instruction.Pair pair : expanded) {
            into.put(pair.name(), pair.value());
            words.add(pair.name() + "=" + pair.value());
        }
        state.metadata(keyword + " " + String.join(" ", words));
    }

    private void arg(Instruction.Arg arg, StageState state) {
        List<String> words = new ArrayList<>();
        for (Instruction.ArgDeclaration declaration : arg.declarations()) {
            build.variables()
                    .value(declaration, file.escape(), state::variable)
                    .ifPresentOrElse(
                            value -> {
                                state.arguments.put(declaration.name(), value);
                                words.add(
                                        Variables.PROXIES.contains(declaration.name())
                                                ? declaration.name()
                                                : declaration.name() + "=" + value);
                            },
                            () -> words.add(declaration.name()));
        }
        state.metadata("ARG " + String.join(" ", words));
    }

    private List<String> command(Instruction.Command command, StageState state) {
        if (!command.shell()) {
            return command.words();
        }
        List<String> words = new ArrayList<>(state.draft.shell());
        words.addAll(command.words());
        return words;
    }

    private void expose(Instruction.Expose expose, StageState state) {
        List<String> ports = new ArrayList<>();
        for (String word : expose.ports()) {
            for (String port : expander(state).expand(word).words()) {
                ports.addAll(ExposedPorts.parse(port));
            }
        }
        state.draft.ports.addAll(ports);
        state.metadata("EXPOSE [" + String.join(" ", ports) + "]");
    }

    private void volume(Instruction.Volume volume, StageState state) {
        List<String> paths = volume.paths().stream()
                .map(path -> CleanPath.against(state.draft.directory(), expand(path, state)))
                .toList();
        state.draft.volumes.addAll(paths);
        state.metadata("VOLUME [" + String.join(" ", paths) + "]");
    }

    private static String json(List<String> words) {
        return "["
                + String.join(
                        " ",
                        words.stream()
                                .map(w -> "\"" + w.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
                                .toList())
                + "]";
    }
}
