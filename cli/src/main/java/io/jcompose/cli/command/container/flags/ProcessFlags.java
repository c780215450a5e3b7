package io.jcompose.cli.command.container.flags;

import io.jcompose.cli.command.Assignments;
import io.jcompose.cli.command.ComposeCommand;
import io.jcompose.cli.command.ProcessOptions;
import io.jcompose.cli.invocation.Invocation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What runs, and as whom. */
public final class ProcessFlags {
    @Mixin
    public ProcessOptions options = new ProcessOptions();

    @Option(names = "--env-file", paramLabel = "FILE", description = "Read in a file of environment variables")
    List<String> environmentFiles = new ArrayList<>();

    @Option(
            names = "--entrypoint",
            paramLabel = "PROGRAM",
            description = "Overwrite the default ENTRYPOINT of the image")
    @Nullable
    String entrypoint;

    @Option(names = "--group-add", paramLabel = "GROUP", description = "Add additional groups to join")
    List<String> groups = new ArrayList<>();

    @Option(
            names = "--init",
            description = "Run an init inside the container that forwards signals and reaps processes")
    boolean init;

    void write(ServiceDocument document, List<String> command, Invocation invocation) {
        if (entrypoint != null) {
            document.putList("entrypoint", entrypoint.isEmpty() ? List.of() : List.of(entrypoint));
        }
        document.put("command", command);
        List<String> variables = new ArrayList<>();
        variables(environmentFiles, options, invocation)
                .forEach((name, value) ->
                        variables.add(name + value.map(text -> "=" + text).orElse("")));
        document.put("environment", variables);
        document.put("user", options.user);
        document.put("working_dir", options.workdir);
        document.put("group_add", groups);
        document.put("tty", options.tty);
        document.put("stdin_open", options.interactive);
        document.put("init", init ? Boolean.TRUE : null);
    }

    /** Those of files first, then those of flags. A name without a value is nothing in a file. */
    public static Map<String, Optional<String>> variables(
            List<String> files, ProcessOptions options, Invocation invocation) {
        List<String> words = new ArrayList<>();
        files.forEach(file -> words.addAll(Words.lines(invocation, file)));
        options.environment.stream()
                .filter(word -> word.isEmpty() || word.startsWith("="))
                .findFirst()
                .ifPresent(word -> {
                    throw ComposeCommand.misuse(
                            "-e, --env", word, "invalid environment variable: " + word, "write NAME=VALUE, or NAME");
                });
        Map<String, Optional<String>> variables = new LinkedHashMap<>();
        Assignments.of(words, invocation).forEach((name, value) -> variables.put(name, Optional.of(value)));
        variables.putAll(Assignments.variables(options.environment, invocation));
        return variables;
    }
}
