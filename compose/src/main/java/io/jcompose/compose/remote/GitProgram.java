package io.jcompose.compose.remote;

import io.jcompose.error.JcomposeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The machine's {@code git}, run with the environment of the invocation and never asking anybody anything. */
final class GitProgram {
    private final Map<String, String> environment;

    GitProgram(Map<String, String> environment) {
        this.environment = new LinkedHashMap<>(environment);
        // As docker compose has it: no question for a password, unless the user asked for it, and no question of ssh.
        this.environment.putIfAbsent("GIT_TERMINAL_PROMPT", "0");
        if (!environment.containsKey("GIT_SSH")) {
            this.environment.putIfAbsent("GIT_SSH_COMMAND", "ssh -o ControlMaster=no -o BatchMode=yes");
        }
    }

    /** @param output what it wrote to both of its streams */
    record Result(int status, String output) {}

    Result run(Path directory, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(program().toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            // Not a pipe: who waits to read one keeps a thread of the machine, of which all virtual
            // threads share a few.
            Path output = Files.createTempFile("jcompose-git", ".log");
            try {
                int status = await(builder.redirectOutput(output.toFile()).start());
                return new Result(status, new String(Files.readAllBytes(output), StandardCharsets.UTF_8).strip());
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new JcomposeException(
                    JcomposeException.Kind.UNAVAILABLE,
                    "git could not be run: " + e.getMessage(),
                    "see that git works in a shell",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JcomposeException(JcomposeException.Kind.INTERRUPTED, "git was interrupted", "", e);
        }
    }

    private static int await(Process process) throws InterruptedException {
        try {
            return process.waitFor();
        } finally {
            process.destroy();
        }
    }

    /** Looked up in the invocation's PATH; the engine's own means nothing. */
    private Path program() {
        return Stream.of(environment.getOrDefault("PATH", "").split(":"))
                .filter(directory -> directory.startsWith("/"))
                .map(directory -> Path.of(directory, "git"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new JcomposeException(
                        JcomposeException.Kind.NOT_FOUND,
                        "compose files in git repositories need the program git, which is not in PATH",
                        "install the package git"));
    }
}
