package io.jcompose.cli.command;

import io.jcompose.cli.invocation.Invocation;
import io.jcompose.cli.invocation.Streams;
import io.jcompose.cli.render.Ink;
import io.jcompose.cli.render.JsonProgress;
import io.jcompose.cli.render.PlainProgress;
import io.jcompose.cli.render.ProgressView;
import io.jcompose.cli.render.QuietProgress;
import io.jcompose.cli.render.TerminalProgress;
import io.jcompose.compose.apply.Caller;
import io.jcompose.compose.apply.ProjectOperations;
import io.jcompose.compose.remote.RemoteCache;
import io.jcompose.engine.image.Credentials;
import io.jcompose.engine.registry.DockerLogins;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** What every command of one invocation shares: the invocation, the engine behind it, the global flags. */
public final class Context {
    private static final Set<String> PROGRESS_MODES = Set.of("", "auto", "tty", "plain", "json", "quiet");

    private final Invocation invocation;
    private final Services services;
    private final List<CommandGroup> groups;
    private final GlobalFlags flags = new GlobalFlags();
    private final ProjectFiles projects;

    Context(Invocation invocation, Services services, List<CommandGroup> groups) {
        this.invocation = invocation;
        this.services = services;
        this.groups = List.copyOf(groups);
        RemoteCache remote = new RemoteCache(
                services.paths().home().resolve("remote"),
                invocation.environment(),
                () -> services.engine().get().images().registry(),
                credentials());
        this.projects = new ProjectFiles(invocation, flags, remote);
    }

    public Invocation invocation() {
        return invocation;
    }

    public Services services() {
        return services;
    }

    /** The groups of commands that were given to this program from outside. */
    List<CommandGroup> groups() {
        return groups;
    }

    GlobalFlags flags() {
        return flags;
    }

    ProjectFiles projects() {
        return projects;
    }

    boolean debug() {
        return flags.debug;
    }

    public Streams streams() {
        return invocation.streams();
    }

    /** The caller's logins at registries. */
    Credentials credentials() {
        return DockerLogins.ofCaller(invocation.environment());
    }

    ProjectOperations operations() {
        return ProjectOperations.on(
                services.engine().get(), services.turns(), new Caller(services.version(), credentials(), parallel()));
    }

    /** Of the flag or COMPOSE_PARALLEL_LIMIT; none when it is not positive. */
    private Optional<Integer> parallel() {
        String variable = invocation.variable("COMPOSE_PARALLEL_LIMIT");
        Integer given = flags.parallel;
        if (given == null && !variable.isEmpty()) {
            try {
                given = Integer.valueOf(variable);
            } catch (NumberFormatException e) {
                throw new JcomposeException(
                        Kind.INVALID,
                        "COMPOSE_PARALLEL_LIMIT must be an integer (found: \"" + variable + "\")",
                        "set it to a number, or unset it",
                        e);
            }
        }
        return Optional.ofNullable(given).filter(limit -> limit > 0);
    }

    public Ink outInk() {
        return ink(invocation.terminals().out());
    }

    Ink errInk() {
        return ink(invocation.terminals().err());
    }

    private Ink ink(boolean terminal) {
        return switch (ansi()) {
            case "never" -> Ink.NONE;
            case "always" -> Ink.ANSI;
            case "auto" ->
                terminal
                                && invocation.variable("NO_COLOR").isEmpty()
                                && !invocation.variable("TERM").equals("dumb")
                        ? Ink.ANSI
                        : Ink.NONE;
            default ->
                throw new JcomposeException(
                        Kind.INVALID, "unknown --ansi \"" + ansi() + "\"", "choose one of never, always, auto");
        };
    }

    private String ansi() {
        String given = flags.ansi != null ? flags.ansi : invocation.variable("COMPOSE_ANSI");
        return given.isEmpty() ? "auto" : given;
    }

    /** How progress is shown: on a terminal live, else line by line; always on stderr unless COMPOSE_STATUS_STDOUT is set. */
    public ProgressView progress(String title) {
        boolean possible = invocation.terminals().err() && !statusToOut() && !ansi().equals("never") && !flags.dryRun;
        String mode = progressMode();
        return mode.equals("tty") || (mode.equals("auto") && possible)
                ? new TerminalProgress(streams(), errInk(), title)
                : lineProgress();
    }

    /** The same line by line, which may stand between the lines of logs. */
    ProgressView lineProgress() {
        Consumer<String> lines = statusToOut() ? streams()::outLine : streams()::errLine;
        return switch (progressMode()) {
            case "json" -> new JsonProgress(lines);
            case "quiet" -> new QuietProgress(lines);
            default -> new PlainProgress(lines);
        };
    }

    private boolean statusToOut() {
        return !invocation.variable("COMPOSE_STATUS_STDOUT").isEmpty();
    }

    /** @throws JcomposeException when --progress or COMPOSE_PROGRESS asks for what is not there */
    String progressMode() {
        String given = flags.progress != null ? flags.progress : invocation.variable("COMPOSE_PROGRESS");
        if (!PROGRESS_MODES.contains(given)) {
            throw new JcomposeException(
                    Kind.INVALID,
                    "unknown --progress \"" + given + "\"",
                    "choose one of auto, tty, plain, json, quiet");
        }
        return given.isEmpty() ? "auto" : given;
    }
}
