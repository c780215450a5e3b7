package io.jcompose.cli.command.oci;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jcompose.cli.command.Context;
import io.jcompose.cli.command.OwnCommandLine;
import io.jcompose.engine.oci.CallerStreams;
import io.jcompose.engine.runtime.ContainerProcess;
import io.jcompose.engine.runtime.ProcessSpec;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "exec", description = "Run one more process in a container")
final class Exec extends OnContainer implements OwnCommandLine {
    @Option(
            names = {"-p", "--process"},
            paramLabel = "FILE",
            description = "The process as JSON of the runtime specification")
    String process = "";

    @Option(
            names = {"-d", "--detach"},
            description = "Leave it running")
    boolean detach;

    @Option(
            names = {"-t", "--tty"},
            description = "Give it a terminal")
    boolean tty;

    @Option(
            names = "--console-socket",
            paramLabel = "SOCKET",
            description = "Socket that gets the master of the terminal")
    String consoleSocket = "";

    @Option(names = "--pid-file", paramLabel = "FILE", description = "File that the process id is written to")
    String pidFile = "";

    @Option(names = "--cwd", paramLabel = "DIR", description = "Working directory in the container")
    String cwd = "";

    @Option(
            names = {"-e", "--env"},
            paramLabel = "NAME=VALUE",
            description = "Environment variable")
    List<String> env = new ArrayList<>();

    @Parameters(index = "1..*", paramLabel = "COMMAND")
    List<String> command = new ArrayList<>();

    Exec(Context context) {
        super(context);
    }

    @Override
    int perform() {
        ProcessSpec wanted = process.isEmpty() ? fromFlags() : fromFile();
        ContainerProcess made;
        try (CallerStreams streams = CallerStreams.of(invocation().pid())) {
            made = containers().exec(root(), id, wanted, streams.stdio(), given(consoleSocket));
        }
        if (!pidFile.isEmpty()) {
            writePid(made.identity().pid());
        }
        return detach ? 0 : made.exit().join().code();
    }

    private ProcessSpec fromFlags() {
        ProcessSpec first = containers().configuredProcess(root(), id);
        List<String> environment = new ArrayList<>(first.env());
        environment.addAll(env);
        return new ProcessSpec(
                tty,
                null,
                first.user(),
                command,
                environment,
                cwd.isEmpty() ? first.cwd() : cwd,
                first.capabilities(),
                first.rlimits(),
                first.noNewPrivileges(),
                first.oomScoreAdj(),
                first.apparmorProfile());
    }

    private ProcessSpec fromFile() {
        try {
            return new ObjectMapper().readValue(invocation().resolve(process).toFile(), ProcessSpec.class);
        } catch (IOException e) {
            throw new JcomposeException(
                    Kind.INVALID,
                    "\"" + process + "\" is not a process: " + e.getMessage(),
                    "see config.md, \"Process\"",
                    e);
        }
    }

    private void writePid(int pid) {
        try {
            Files.writeString(invocation().resolve(pidFile), Integer.toString(pid));
        } catch (IOException e) {
            throw new JcomposeException(Kind.UNAVAILABLE, "\"" + pidFile + "\" can't be written: " + e, "", e);
        }
    }
}
