package io.jcompose.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A command to be run: what, where, with which environment and input, and how long it may take. */
final class Command {
    private final List<String> words;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final Consumer<Outcome> transcript;
    private Path directory = Path.of("/");
    private String input = "";
    private Duration limit = Duration.ofMinutes(2);

    Command(List<String> words, Consumer<Outcome> transcript) {
        this.words = List.copyOf(words);
        this.transcript = transcript;
    }

    /** A program of the machine, which must succeed. */
    static Outcome system(String... words) {
        return new Command(List.of(words), outcome -> {}).run();
    }

    Command in(Path workingDirectory) {
        directory = workingDirectory;
        return this;
    }

    Command env(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Command stdin(String text) {
        input = text;
        return this;
    }

    Command within(Duration longest) {
        limit = longest;
        return this;
    }

    Outcome run() {
        try (Running running = start()) {
            return running.await(limit);
        }
    }

    /** Starts it and returns at once; whoever starts it closes it. */
    Running start() {
        try {
            Path files = Files.createTempDirectory("jcompose-command");
            Path stdin = Files.writeString(files.resolve("stdin"), input);
            // Tests that run in a shell's background inherit "ignore SIGINT", which a JVM then keeps to: a user's
            // command does not.
            List<String> withDefaults = new ArrayList<>(List.of("env", "--default-signal=INT,QUIT"));
            withDefaults.addAll(words);
            ProcessBuilder builder = new ProcessBuilder(withDefaults)
                    .directory(directory.toFile())
                    .redirectInput(stdin.toFile())
                    .redirectOutput(files.resolve("stdout").toFile())
                    .redirectError(files.resolve("stderr").toFile());
            builder.environment().putAll(environment);
            builder.environment().remove("JAVA_TOOL_OPTIONS");
            return new Running(words, builder.start(), files, transcript);
        } catch (IOException e) {
            throw new UncheckedIOException(String.join(" ", words), e);
        }
    }

    /** A started command. Closing it kills what still runs of it. */
    static final class Running implements AutoCloseable {
        private final List<String> words;
        private final Process process;
        private final Path files;
        private final Consumer<Outcome> transcript;
        private boolean recorded;

        private Running(List<String> words, Process process, Path files, Consumer<Outcome> transcript) {
            this.words = words;
            this.process = process;
            this.files = files;
            this.transcript = transcript;
        }

        long pid() {
            return process.pid();
        }

        boolean isAlive() {
            return process.isAlive();
        }

        String out() {
            return read("stdout");
        }

        String err() {
            return read("stderr");
        }

        void signal(String name) {
            system("kill", "-" + name, Long.toString(process.pid())).succeeds();
        }

        Outcome await(Duration limit) {
            try {
                boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
                Outcome outcome = record(ended ? process.exitValue() : -1);
                if (!ended) {
                    throw new AssertionError("still running after " + limit + ": " + outcome);
                }
                return outcome;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", e);
            }
        }

        private Outcome record(int code) {
            Outcome outcome = new Outcome(words, code, out(), err());
            if (!recorded) {
                recorded = true;
                transcript.accept(outcome);
            }
            return outcome;
        }

        private String read(String stream) {
            try {
                return Files.readString(files.resolve(stream), java.nio.charset.StandardCharsets.ISO_8859_1);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            record(-1);
            Trees.delete(files);
        }
    }
}
