package io.jcompose.engine.build.graph;

import io.jcompose.engine.build.context.CleanPath;
import io.jcompose.engine.build.dockerfile.Dockerfile;
import io.jcompose.engine.build.dockerfile.Instruction;
import io.jcompose.engine.build.dockerfile.WordExpander;
import io.jcompose.engine.image.ImageConfig;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Instructions of a Dockerfile that change an image's configuration and nothing else: what {@code commit --change} takes. */
public final class ConfigChanges {
    private static final List<String> KEYWORDS = List.of(
            "CMD",
            "ENTRYPOINT",
            "ENV",
            "EXPOSE",
            "HEALTHCHECK",
            "LABEL",
            "ONBUILD",
            "SHELL",
            "STOPSIGNAL",
            "USER",
            "VOLUME",
            "WORKDIR");

    private final ImageDraft draft;
    private final WordExpander expander;

    private ConfigChanges(ImageConfig config, char escape) {
        this.draft = new ImageDraft(config);
        draft.onBuild.addAll(config.onBuild());
        this.expander = new WordExpander(escape, name -> Optional.ofNullable(draft.environment.get(name)));
    }

    /** INVALID for what is no instruction, or one that does more than this. */
    public static ImageConfig apply(ImageConfig config, List<String> changes) {
        if (changes.isEmpty()) {
            return config;
        }
        changes.forEach(ConfigChanges::checkKeyword);
        Dockerfile file = Dockerfile.parse("FROM scratch\n" + String.join("\n", changes), "--change");
        ConfigChanges all = new ConfigChanges(config, file.escape());
        file.stages().getFirst().instructions().forEach(all::change);
        return all.draft.config();
    }

    private static void checkKeyword(String change) {
        String word = change.strip().split("\\s", 2)[0].toUpperCase(Locale.ROOT);
        if (!KEYWORDS.contains(word)) {
            throw new JcomposeException(
                    Kind.INVALID, word + " is not a valid change command", "use one of " + String.join(", ", KEYWORDS));
        }
    }

    private void change(Instruction instruction) {
        switch (instruction) {
            case Instruction.Env env -> pairs(env.pairs(), draft.environment);
            case Instruction.Label label -> pairs(label.pairs(), draft.labels);
            case Instruction.User user -> draft.user = expand(user.user());
            case Instruction.Workdir workdir ->
                draft.workingDir = CleanPath.against(draft.directory(), expand(workdir.path()));
            case Instruction.Expose expose ->
                expose.ports()
                        .forEach(word -> expander.expand(word)
                                .words()
                                .forEach(port -> draft.ports.addAll(ExposedPorts.parse(port))));
            case Instruction.Volume volume ->
                volume.paths().forEach(path -> draft.volumes.add(CleanPath.against(draft.directory(), expand(path))));
            case Instruction.Cmd cmd -> draft.command(words(cmd.command()));
            case Instruction.Entrypoint entrypoint -> draft.entrypoint(words(entrypoint.command()));
            case Instruction.StopSignal stop ->
                draft.stopSignal = Optional.of(StopSignals.check(expand(stop.signal())));
            case Instruction.Shell shell -> draft.shell(shell.words());
            case Instruction.Health health -> draft.healthcheck = Optional.of(health.healthcheck());
            case Instruction.OnBuild onBuild -> draft.onBuild.add(onBuild.trigger());
            case Instruction.From from -> throw refused(from);
            case Instruction.Run run -> throw refused(run);
            case Instruction.Copy copy -> throw refused(copy);
            case Instruction.Arg arg -> throw refused(arg);
            case Instruction.Maintainer maintainer -> throw refused(maintainer);
        }
    }

    private static IllegalStateException refused(Instruction instruction) {
        return new IllegalStateException(instruction.node().keyword() + " has been looked for before");
    }

    private String expand(String word) {
        return expander.expand(word).text();
    }

    /** All values are expanded before any is set. */
    private void pairs(List<Instruction.Pair> pairs, Map<String, String> into) {
        Map<String, String> expanded = new LinkedHashMap<>();
        pairs.forEach(pair -> expanded.put(expand(pair.name()), expand(pair.value())));
        into.putAll(expanded);
    }

    private List<String> words(Instruction.Command command) {
        if (!command.shell()) {
            return command.words();
        }
        List<String> words = new ArrayList<>(draft.shell());
        words.addAll(command.words());
        return words;
    }
}
