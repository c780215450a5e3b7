package io.jcompose.engine.runtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.file.DescriptorSet;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.poll.Readiness;
import io.jcompose.linux.process.PidFd;
import io.jcompose.linux.process.Spawn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * One run of an OCI runtime's command line: {@code runc --root DIR --log FILE --log-format json COMMAND ...}. It inherits nothing of the engine
 * but what it is given as its standard streams.
 */
final class RuntimeCommand {
    private static final List<String> ENVIRONMENT =
            List.of("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C");
    /** By which helpers are known that are not told the state's place, such as Kata's; the processes of containers inherit nothing. */
    private static final String STATE = "JCOMPOSE_RUNTIME_STATE=";
    /** As runc, crun and youki say it; as runsc does. */
    private static final Pattern NOT_FOUND = Pattern.compile(
            "executable .*not found|exec: \"[^\"]*\": stat .*no such file"
                    + "|error finding executable .*no such file|failed to load .*no such file",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern NOT_EXECUTABLE = Pattern.compile(
            "(exec.*|failed to load .*)(permission denied|not have correct permissions|exec format error|is a directory)",
            Pattern.CASE_INSENSITIVE);

    private final RuntimeProgram program;
    private final Path state;

    /** @param state where the runtime keeps its own; exists */
    RuntimeCommand(RuntimeProgram program, Path state) {
        this.program = program;
        this.state = state;
    }

    /** What each process that the runtime runs for the container was told or inherited. */
    List<String> marks(String id) {
        return List.of(state.toString(), id);
    }

    /** Without input; what it prints is not looked at. */
    void run(String... command) {
        try (DescriptorSet open = new DescriptorSet()) {
            int nothing = open.add(Descriptors.open("/dev/null", Open.RDWR));
            run(new Spawn.Stdio.Descriptors(nothing, nothing, nothing), List.of(command));
        }
    }

    /** The {@code status} that it tells of a container, such as "running" or "paused". */
    String status(String id) {
        Path told = temporary("state-", ".json");
        try (DescriptorSet open = new DescriptorSet()) {
            int nothing = open.add(Descriptors.open("/dev/null", Open.RDWR));
            int output = open.add(Descriptors.open(told.toString(), Open.WRONLY));
            run(new Spawn.Stdio.Descriptors(nothing, output, nothing), List.of("state", id));
            return new ObjectMapper().readTree(told.toFile()).path("status").asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            delete(told);
        }
    }

    /**
     * On a platform thread, whose namespaces it inherits; waits for the end of the program, not for that of a container that it made.
     *
     * @throws JcomposeException with what the runtime wrote into its log
     */
    void run(Spawn.Stdio stdio, List<String> command) {
        Path log = temporary("log-", ".json");
        try {
            List<String> words = new ArrayList<>(List.of(program.path().toString()));
            words.addAll(program.arguments());
            words.addAll(List.of("--root", state.toString(), "--log", log.toString(), "--log-format", "json"));
            words.addAll(command);
            Spawn.Result spawned = new Spawn(
                            program.path().toString(),
                            words,
                            environment(),
                            stdio,
                            Optional.empty(),
                            Optional.empty(),
                            OptionalInt.empty())
                    .run();
            if (spawned.errno() != 0) {
                throw new JcomposeException(
                        Kind.FAILED_PRECONDITION,
                        "the runtime \"" + program.name() + "\" can't be run: " + program.path() + ": "
                                + Errno.sentence(spawned.errno()),
                        "look whether it is a program for this machine");
            }
            int code = awaitEnd(spawned.pid());
            if (code != 0) {
                throw failure(command.getFirst(), code, said(log));
            }
        } finally {
            delete(log);
        }
    }

    private List<String> environment() {
        List<String> all = new ArrayList<>(ENVIRONMENT);
        all.add(STATE + state);
        return all;
    }

    private static int awaitEnd(int pid) {
        try (PidFd process = PidFd.open(pid)
                .orElseThrow(() -> new LinuxException(Errno.ESRCH, "pidfd_open", Integer.toString(pid)))) {
            Readiness.await(process.descriptor(), process.descriptor());
            return switch (process.awaitEnding()) {
                case PidFd.Ending.Status(int code, boolean killed) -> killed ? 128 + code : code;
                case PidFd.Ending.Pending(), PidFd.Ending.Unknown() ->
                    throw new IllegalStateException("no status of " + pid);
            };
        }
    }

    private JcomposeException failure(String command, int code, Optional<String> said) {
        String what = "the runtime \"" + program.name() + "\" can't " + command + " the container: ";
        if (said.isEmpty()) {
            return new JcomposeException(
                    Kind.FAILED_PRECONDITION,
                    what + "it ended with code " + code,
                    "look whether " + program.path()
                            + " has the command line of runc; Kata Containers has none since 2.0");
        }
        String message = what + said.get();
        Kind kind = NOT_FOUND.matcher(message).find()
                ? Kind.COMMAND_NOT_FOUND
                : NOT_EXECUTABLE.matcher(message).find() ? Kind.NOT_EXECUTABLE : Kind.FAILED_PRECONDITION;
        return new JcomposeException(kind, message);
    }

    /** The last error of the log: one JSON object a line, with {@code level} and {@code msg}; youki has capitals in the one and calls the other {@code message}. */
    private static Optional<String> said(Path log) {
        ObjectMapper json = new ObjectMapper();
        Optional<String> last = Optional.empty();
        try {
            for (String line : Files.readAllLines(log)) {
                JsonNode entry = json.readTree(line);
                String level = entry.path("level").asText().toLowerCase(Locale.ROOT);
                if (List.of("error", "fatal").contains(level)) {
                    JsonNode text = entry.has("msg") ? entry.path("msg") : entry.path("message");
                    last = Optional.of(text.asText().strip());
                }
            }
        } catch (JsonProcessingException e) {
            return Optional.of("its log is no JSON");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return last;
    }

    /** A file of the caller's, next to the runtime's own state. */
    Path temporary(String prefix, String suffix) {
        try {
            return Files.createTempFile(state.getParent(), prefix, suffix);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
