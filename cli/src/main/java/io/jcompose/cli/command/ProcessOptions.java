package io.jcompose.cli.command;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What run and exec, compose's and docker's, let one say of a process. */
public final class ProcessOptions {
    @Option(
            names = {"-e", "--env"},
            paramLabel = "NAME[=VALUE]",
            description = "Set environment variables")
    public List<String> environment = new ArrayList<>();

    @Option(
            names = {"-i", "--interactive"},
            description = "Keep STDIN open even if not attached (compose: always so)")
    public boolean interactive;

    @Option(
            names = {"-t", "--tty"},
            description = "Allocate a pseudo-TTY (compose: default on a terminal)")
    public boolean tty;

    @Option(
            names = {"-u", "--user"},
            paramLabel = "USER[:GROUP]",
            description = "Run as this user (name or uid)")
    public @Nullable String user;

    @Option(
            names = {"-w", "--workdir"},
            paramLabel = "DIR",
            description = "Working directory inside the container")
    public @Nullable String workdir;
}
