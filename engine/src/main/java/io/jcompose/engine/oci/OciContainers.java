package io.jcompose.engine.oci;

import io.jcompose.engine.runtime.ContainerProcess;
import io.jcompose.engine.runtime.ExitStatus;
import io.jcompose.engine.runtime.JvmRuntime;
import io.jcompose.engine.runtime.ProcessSpec;
import io.jcompose.engine.runtime.RuntimeSpec;
import io.jcompose.engine.runtime.Stdio;
import io.jcompose.engine.runtime.TerminalEnd;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.terminal.ConsoleSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The operations of runtime.md on containers made of bundles. State is kept in a directory that the caller names; one that was created and not
 * started ends with the engine, one that runs does not.
 *
 * <p>Calls block and belong on virtual threads.
 */
public final class OciContainers {
    private final JvmRuntime runtime;
    /** Those of this engine, by their directory. */
    private final Map<Path, ContainerProcess> living = new ConcurrentHashMap<>();

    public OciContainers(JvmRuntime runtime) {
        this.runtime = runtime;
    }

    /**
     * @param root where state is kept
     * @param bundle absolute
     * @param stdio of the caller; unused when there is a console socket
     * @param consoleSocket gets the master of the terminal, for a process with {@code terminal}
     * @param pidFile gets the pid
     */
    public record Creation(
            Path root,
            String id,
            Path bundle,
            Stdio.Descriptors stdio,
            Optional<Path> consoleSocket,
            Optional<Path> pidFile) {}

    /**
     * OCI "create". Nothing is left when it throws.
     *
     * @return what had to be done otherwise than the configuration says, one sentence each
     */
    public List<String> create(Creation wanted) {
        StateDirectory states = new StateDirectory(wanted.root());
        StateDirectory.check(wanted.id());
        Bundle bundle = Bundle.read(wanted.bundle(), wanted.id());
        boolean terminal = bundle.spec().process().terminal();
        checkConsole(terminal, wanted.consoleSocket());
        states.claim(wanted.id());
        try {
            Hooks hooks = bundle.hooks();
            ContainerProcess process = runtime.create(
                    wanted.id(),
                    bundle.spec(),
                    wanted.bundle(),
                    terminal ? new Stdio.Terminal(24, 80) : wanted.stdio(),
                    hooks.createContainer().isEmpty()
                            ? Optional.empty()
                            : Optional.of(thread -> beforePivot(states, wanted, bundle, thread)));
            created(states, wanted, bundle, process);
            return process.notes();
        } catch (RuntimeException e) {
            undo(states, wanted.id(), bundle.spec(), e);
            throw e;
        }
    }

    private static void checkConsole(boolean terminal, Optional<Path> socket) {
        if (terminal && socket.isEmpty()) {
            throw new JcomposeException(
                    Kind.INVALID,
                    "cannot allocate tty without a console socket",
                    "give --console-socket, or set process.terminal to false");
        }
        if (!terminal && socket.isPresent()) {
            throw new JcomposeException(
                    Kind.INVALID,
                    "cannot use console socket if the process has no terminal",
                    "leave --console-socket out, or set process.terminal to true");
        }
    }

    private void created(StateDirectory states, Creation wanted, Bundle bundle, ContainerProcess process) {
        String id = wanted.id();
        process.terminal().ifPresent(end -> handOver(end, wanted.consoleSocket().orElseThrow()));
        int pid = process.identity().pid();
        states.write(id, "config.json", bundle.spec());
        states.write(id, "hooks.json", bundle.hooks());
        states.write(id, "process.json", process.identity());
        ContainerStatus creating = creating(wanted, bundle, pid);
        if (bundle.hooks().createContainer().isEmpty()) {
            states.write(id, "state.json", creating);
            runtimeHooks(states, id, bundle.hooks());
        }
        states.write(id, "state.json", creating.with(ContainerStatus.CREATED));
        wanted.pidFile().ifPresent(file -> writePid(file, pid));
        living.put(states.state(id), process);
    }

    private static ContainerStatus creating(Creation wanted, Bundle bundle, int pid) {
        return new ContainerStatus(
                bundle.spec().ociVersion(),
                wanted.id(),
                ContainerStatus.CREATING,
                pid,
                wanted.bundle().toString(),
                bundle.spec().annotations());
    }

    private static void runtimeHooks(StateDirectory states, String id, Hooks hooks) {
        HookRunner.run("prestart", hooks.prestart(), states.state(id));
        HookRunner.run("createRuntime", hooks.createRuntime(), states.state(id));
    }

    /** All hooks that come before the change of root, in their order: the container's process comes after it, so they are told the thread instead. */
    private static void beforePivot(StateDirectory states, Creation wanted, Bundle bundle, int thread) {
        String id = wanted.id();
        states.write(id, "state.json", creating(wanted, bundle, thread));
        runtimeHooks(states, id, bundle.hooks());
        HookRunner.runInside("createContainer", bundle.hooks().createContainer(), states.state(id), thread);
    }

    private static void handOver(TerminalEnd end, Path socket) {
        try (end) {
            ConsoleSocket.send(socket.toString(), end.descriptor());
        }
    }

    private static void writePid(Path file, int pid) {
        try {
            Files.writeString(file, Integer.toString(pid));
        } catch (IOException e) {
            throw new JcomposeException(Kind.UNAVAILABLE, "the pid can't be written to \"" + file + "\": " + e, "", e);
        }
    }

    private void undo(StateDirectory states, String id, RuntimeSpec spec, RuntimeException cause) {
        try {
            runtime.delete(id, spec);
            states.forget(id);
        } catch (JcomposeException | LinuxException e) {
            cause.addSuppressed(e);
        }
    }

    /** OCI "state". */
    public ContainerStatus state(Path root, String id) {
        StateDirectory states = new StateDirectory(root);
        ContainerStatus kept = states.status(id);
        ContainerProcess process = process(states, id);
        if (process == null || !runtime.signal(process, 0)) {
            return kept.with(ContainerStatus.STOPPED);
        }
        return runtime.isPaused(process) ? kept.with(ContainerStatus.PAUSED) : kept;
    }

    public List<ContainerStatus> list(Path root) {
        return new StateDirectory(root)
                .ids().stream().map(id -> state(root, id)).toList();
    }

    /** Null when it has ended. One that waits at the gate of an engine that is gone can't be started any more. */
    private @Nullable ContainerProcess process(StateDirectory states, String id) {
        ContainerProcess known = living.get(states.state(id));
        if (known != null || states.status(id).status().equals(ContainerStatus.CREATED)) {
            return known;
        }
        ContainerProcess found =
                runtime.adopt(id, states.spec(id), states.process(id)).orElse(null);
        if (found != null) {
            living.put(states.state(id), found);
        }
        return found;
    }

    private ContainerProcess require(Path root, String id, List<String> allowed, String action) {
        String status = state(root, id).status();
        ContainerProcess process = process(new StateDirectory(root), id);
        if (process == null || !allowed.contains(status)) {
            throw new JcomposeException(
                    Kind.FAILED_PRECONDITION,
                    "cannot " + action + " a container in the " + status + " state",
                    "it has to be " + String.join(" or ", allowed));
        }
        return process;
    }

    /** OCI "start". */
    public void start(Path root, String id) {
        StateDirectory states = new StateDirectory(root);
        ContainerProcess process = require(root, id, List.of(ContainerStatus.CREATED), "start");
        Hooks hooks = states.hooks(id);
        startContainer(process, states.spec(id), hooks.startContainer(), states.state(id));
        runtime.start(process);
        states.write(id, "state.json", states.status(id).with(ContainerStatus.RUNNING));
        HookRunner.run("poststart", hooks.poststart(), states.state(id));
    }

    /** In the container's namespaces, before its program. */
    private void startContainer(ContainerProcess container, RuntimeSpec spec, List<Hooks.Hook> hooks, Path state) {
        for (Hooks.Hook hook : hooks) {
            int code = ContainerHook.run(runtime, container, spec.process().capabilities(), hook, state);
            if (code != 0) {
                throw new JcomposeException(
                        Kind.FAILED_PRECONDITION,
                        "the startContainer hook \"" + hook.path() + "\" failed: it ended with code " + code);
            }
        }
    }

    /** OCI "kill"; of all its processes with {@code all}. */
    public void kill(Path root, String id, int signal, boolean all) {
        ContainerProcess process = require(
                root, id, List.of(ContainerStatus.CREATED, ContainerStatus.RUNNING, ContainerStatus.PAUSED), "kill");
        if (all) {
            runtime.signalAll(process, signal);
        } else {
            runtime.signal(process, signal);
        }
    }

    /** OCI "delete". Repeatable with {@code force}, which kills what lives. */
    public void delete(Path root, String id, boolean force) {
        StateDirectory states = new StateDirectory(root);
        if (force && !Files.exists(states.state(id))) {
            return;
        }
        ContainerStatus state = state(root, id);
        if (!force && !state.status().equals(ContainerStatus.STOPPED)) {
            throw new JcomposeException(
                    Kind.FAILED_PRECONDITION,
                    "cannot delete container " + id + " that is not stopped: " + state.status(),
                    "kill it first, or use --force");
        }
        runtime.delete(id, states.spec(id));
        living.remove(states.state(id));
        states.write(id, "state.json", state.with(ContainerStatus.STOPPED));
        Hooks hooks = states.hooks(id);
        try {
            HookRunner.run("poststop", hooks.poststop(), states.state(id));
        } finally {
            states.forget(id);
        }
    }

    public void pause(Path root, String id) {
        runtime.pause(require(root, id, List.of(ContainerStatus.RUNNING), "pause"));
    }

    public void resume(Path root, String id) {
        runtime.resume(require(root, id, List.of(ContainerStatus.PAUSED), "resume"));
    }

    /**
     * One more process in a container.
     *
     * @param stdio of the caller; unused when there is a console socket
     * @param consoleSocket gets the master of the terminal, for a process with {@code terminal}
     */
    public ContainerProcess exec(
            Path root, String id, ProcessSpec process, Stdio.Descriptors stdio, Optional<Path> consoleSocket) {
        ContainerProcess container = require(root, id, List.of(ContainerStatus.RUNNING), "exec in");
        checkConsole(process.terminal(), consoleSocket);
        ContainerProcess made =
                runtime.exec(container, process, process.terminal() ? new Stdio.Terminal(24, 80) : stdio);
        made.terminal().ifPresent(end -> handOver(end, consoleSocket.orElseThrow()));
        return made;
    }

    /** The first process of one as it was configured. */
    public ProcessSpec configuredProcess(Path root, String id) {
        return new StateDirectory(root).spec(id).process();
    }

    /** The end of a container's first process. */
    public CompletableFuture<ExitStatus> end(Path root, String id) {
        return require(root, id, List.of(ContainerStatus.CREATED, ContainerStatus.RUNNING), "wait for")
                .exit();
    }

    /** Whether one waits to be started, or runs: the engine must not end of itself. */
    public boolean looksAfterSome() {
        return living.values().stream().anyMatch(process -> runtime.signal(process, 0));
    }
}
