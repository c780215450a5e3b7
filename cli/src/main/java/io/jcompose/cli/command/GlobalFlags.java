package io.jcompose.cli.command;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The flags in front of the command, as {@code docker compose} has them. */
final class GlobalFlags {
    @Option(names = "--all-resources", description = "Include all resources, even those not used by services")
    boolean allResources;

    @Option(
            names = "--ansi",
            paramLabel = "never|always|auto",
            description = "Control when to print ANSI control characters (default: auto)")
    @Nullable
    String ansi;

    @Option(names = "--compatibility", description = "Part names by _ as version 1 of docker compose did")
    boolean compatibility;

    @Option(names = "--debug", description = "Show the stack of an error")
    boolean debug;

    @Option(
            names = "--dry-run",
            scope = ScopeType.INHERIT,
            description = "Print what up or create would do, and do nothing")
    boolean dryRun;

    @Option(names = "--env-file", paramLabel = "FILE", description = "Specify an alternate environment file")
    List<String> envFiles = new ArrayList<>();

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "Compose configuration files")
    List<String> files = new ArrayList<>();

    @Option(names = "--parallel", paramLabel = "N", description = "Control max parallelism, -1 for unlimited")
    @Nullable
    Integer parallel;

    @Option(names = "--profile", paramLabel = "NAME", description = "Specify a profile to enable")
    List<String> profiles = new ArrayList<>();

    @Option(
            names = "--progress",
            paramLabel = "auto|tty|plain|json|quiet",
            description = "Set type of progress output (default: auto)")
    @Nullable
    String progress;

    @Option(
            names = "--project-directory",
            paramLabel = "DIR",
            description = "Specify an alternate working directory (default: the path of the first Compose file)")
    @Nullable
    String projectDirectory;

    @Option(
            names = {"-p", "--project-name"},
            paramLabel = "NAME",
            description = "Project name")
    @Nullable
    String projectName;

    @Option(names = "--strict", description = "Treat warnings about the compose files as errors")
    boolean strict;

    @Option(
            names = {"-v", "--version"},
            description = "Show the version information")
    boolean version;
}
