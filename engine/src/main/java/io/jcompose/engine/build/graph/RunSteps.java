package io.jcompose.engine.build.graph;

import io.jcompose.engine.build.cache.StepKey;
import io.jcompose.engine.build.context.FileTree;
import io.jcompose.engine.build.dockerfile.Dockerfile;
import io.jcompose.engine.build.dockerfile.Heredoc;
import io.jcompose.engine.build.dockerfile.Instruction;
import io.jcompose.engine.build.step.RootUsers;
import io.jcompose.engine.build.step.StepCommand;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** RUN: what is executed, with which environment, and what of that counts for the cache. */
final class RunSteps {
    private static final long DEFAULT_SHM = 64L << 20;
    private static final String SCRIPT = "/dev/pipes/";

    private final BuildRun build;
    private final Dockerfile.Stage stage;

    RunSteps(BuildRun build, Dockerfile.Stage stage) {
        this.build = build;
        this.stage = stage;
    }

    /** A RUN that is ready: its key's inputs, its line in the history, and the work. */
    final class Prepared {
        private final Instruction.Run run;
        private final Script script;
        private final StageState state;
        private final StepReporter.Step step;
        private final RunMounts mounts;

        private Prepared(Instruction.Run run, StageState state, StepReporter.Step step) {
            this.run = run;
            this.state = state;
            this.step = step;
            this.script = script(run, state);
            this.mounts = RunMounts.prepare(run, state, build, stage.index(), step);
        }

        Map<String, String> inputs() {
            Map<String, String> inputs = state.inputs("RUN " + script.arguments() + " " + script.file() + " "
                    + network() + " " + state.draft.user + " " + state.draft.directory());
            state.arguments.forEach((name, value) -> inputs.put("build arg " + name, StepKey.hashOf(value)));
            state.draft.environment.forEach(
                    (name, value) -> inputs.put("environment variable " + name, StepKey.hashOf(value)));
            inputs.putAll(mounts.inputs());
            return inputs;
        }

        String createdBy() {
            List<String> words = new ArrayList<>();
            List<String> arguments = state.arguments.entrySet().stream()
                    .filter(e -> !Variables.PROXIES.contains(e.getKey()))
                    .map(e -> e.getKey() + "=" + e.getValue())
                    .toList();
            if (!arguments.isEmpty()) {
                words.add("|" + arguments.size());
                words.addAll(arguments);
            }
            words.addAll(script.arguments());
            return "RUN " + String.join(" ", words) + " # buildkit";
        }

        private String network() {
            return run.network().isEmpty() || run.network().equals("default")
                    ? build.request().options().network()
                    : run.network();
        }

        /** Runs it in a step's directory; throws FAILED_PRECONDITION with the exit code when it fails. */
        void execute(StepDirectory directory) {
            List<Path> lowers = build.layerPaths(state.layers);
            List<StepCommand.StepMount> all = new ArrayList<>(mounts.make(directory));
            if (!script.file().isEmpty()) {
                all.add(new StepCommand.StepMount.Bind(
                        writeScript(directory), script.arguments().getFirst(), true));
            }
            StepCommand command = new StepCommand(
                    new StepCommand.Rootfs(lowers, directory.upper(), directory.work()),
                    directory.path(),
                    process(lowers),
                    network(),
                    build.request().options().extraHosts(),
                    build.shmBytes(DEFAULT_SHM),
                    build.request().options().ulimits(),
                    all);
            int code = mounts.whileHeld(() -> build.parts().runner().run(command, step::output));
            if (code != 0) {
                throw failed(code);
            }
        }

        private StepCommand.Process process(List<Path> lowers) {
            Map<String, String> environment =
                    new LinkedHashMap<>(build.variables().proxies());
            environment.putAll(state.arguments);
            environment.putAll(state.draft.environment);
            RootUsers.Identity user;
            try (FileTree tree = FileTree.ofLayers(lowers)) {
                user = new RootUsers(tree).identity(state.draft.user);
            }
            environment.putAll(mounts.environment());
            environment.putIfAbsent("HOME", user.home().isEmpty() ? "/" : user.home());
            return new StepCommand.Process(script.arguments(), environment, state.draft.directory(), user);
        }

        private Path writeScript(StepDirectory directory) {
            try {
                Path file = directory.path().resolve("script");
                Files.writeString(file, script.file());
                return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private JcomposeException failed(int code) {
            String text = String.join(" ", script.arguments());
            return new JcomposeException(
                    Kind.FAILED_PRECONDITION,
                    "process \"" + text + "\" did not complete successfully: exit code: " + code,
                    code == 127
                            ? "a program it names is not in the image: see its output above"
                            : "see its output above");
        }
    }

    Prepared prepare(Instruction.Run run, StageState state, StepReporter.Step step) {
        return new Prepared(run, state, step);
    }

    /**
     * @param file the text of a script file that the first argument names; empty: there is none
     */
    private record Script(List<String> arguments, String file) {}

    private static Script script(Instruction.Run run, StageState state) {
        if (!run.command().shell()) {
            return new Script(run.command().words(), "");
        }
        String line = run.command().words().getFirst();
        List<Heredoc> heredocs = run.node().heredocs();
        List<String> arguments = new ArrayList<>(state.draft.shell());
        if (heredocs.isEmpty()) {
            arguments.add(line);
            return new Script(arguments, "");
        }
        if (heredocs.size() == 1 && Heredoc.parse(line).isPresent()) {
            String content = heredocs.getFirst().text();
            if (content.startsWith("#!")) {
                return new Script(List.of(SCRIPT + heredocs.getFirst().name()), content);
            }
            arguments.add(content);
            return new Script(arguments, "");
        }
        StringBuilder whole = new StringBuilder(line);
        for (Heredoc heredoc : heredocs) {
            whole.append('\n').append(heredoc.content()).append(heredoc.name());
        }
        arguments.add(whole.append('\n').toString());
        return new Script(arguments, "");
    }
}
