package io.jcompose.engine.container;

import io.jcompose.engine.container.Containers.Attachment;
import io.jcompose.engine.container.Containers.Caller;
import io.jcompose.engine.container.Containers.Window;
import io.jcompose.engine.image.Healthcheck;
import io.jcompose.engine.image.Image;
import io.jcompose.engine.runtime.ContainerProcess;
import io.jcompose.engine.runtime.ExitStatus;
import io.jcompose.engine.runtime.ProcessRoot;
import io.jcompose.engine.runtime.RuntimeSpec;
import io.jcompose.engine.runtime.Stdio;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.poll.Poller;
import io.jcompose.network.Sandbox;
import io.jcompose.network.Sandboxes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Starts a container that exists: network, files, mounts, process, supervision.
 *
 * <p>The order makes a kill of the engine at any point harmless: the process waits at its start until the database says that it runs; a process that the
 * database does not know is killed by the next engine, with its cgroup.
 */
final class Starting {
    private static final System.Logger LOG = System.getLogger(Starting.class.getName());

    private final EngineParts parts;
    private final ContainerTable table;
    private final MountPoints mountPoints;
    private final Skeleton skeleton;
    private final RuntimeSpecs specs;
    private final Endpoints endpoints;
    private final Probing probing;
    private final BiConsumer<Cell, ExitStatus> onExit;

    Starting(
            EngineParts parts,
            ContainerTable table,
            MountPoints mountPoints,
            Skeleton skeleton,
            Endpoints endpoints,
            Probing probing,
            BiConsumer<Cell, ExitStatus> onExit) {
        this.parts = parts;
        this.table = table;
        this.mountPoints = mountPoints;
        this.skeleton = skeleton;
        this.endpoints = endpoints;
        this.probing = probing;
        this.onExit = onExit;
        this.specs = new RuntimeSpecs(parts.engineId(), this::pidOf);
    }

    private int pidOf(String reference) {
        Cell cell = table.get(reference);
        if (cell.snapshot().state() instanceof ContainerState.Running running) {
            if (ProcessRoot.isTheMachines(running.pid())) {
                throw new JcomposeException(
                        Kind.FAILED_PRECONDITION,
                        "cannot join the namespaces of container \""
                                + cell.snapshot().name() + "\", its runtime keeps them in a virtual machine",
                        "let it have another runtime");
            }
            return running.pid();
        }
        throw new JcomposeException(
                Kind.CONFLICT,
                "cannot join the namespaces of container \"" + cell.snapshot().name() + "\", it is not running",
                "start it first");
    }

    /** Called with the cell's operation lock held, and only when it does not run. */
    void start(Cell cell) {
        start(cell, Optional.empty());
    }

    /** As {@link #start(Cell)}. */
    Attachment startAttached(Cell cell, Caller caller) {
        return Attached.hearing(
                cell, start(cell, Optional.of(caller)), caller, parts.kernel().poller());
    }

    private Cell.Live start(Cell cell, Optional<Caller> caller) {
        Container container = cell.snapshot();
        Opening output = null;
        RuntimeSpec spec = null;
        try {
            cell.files.makeBundle();
            output = Opening.begin(container, cell.files, parts);
            Optional<Sandboxes.Coming> network = endpoints.open(container);
            Optional<Sandbox> sandbox = network.map(Sandboxes.Coming::sandbox);
            // saved with the state "running": a sandbox that the database does not know is removed by the next engine
            container = table.updateInMemory(cell, c -> With.sandbox(c, sandbox));
            mountPoints.hold(container, cell.id.value());
            spec = describe(cell, container, endpoints.writeFiles(cell, sandbox));
            Files.writeString(cell.files.runtimeSpec(), parts.storage().json().write(spec));
            Launch launch = new Launch(spec, network, output, caller, once(container, cell.files));
            return launch(cell, container, launch);
        } catch (IOException e) {
            undo(cell, spec, output, e);
            throw new JcomposeException(
                    Kind.UNAVAILABLE,
                    "container \"" + container.name() + "\" can't be started: " + e.getMessage(),
                    "make room on the disk",
                    e);
        } catch (RuntimeException e) {
            undo(cell, spec, output, e);
            throw e;
        }
    }

    private RuntimeSpec describe(Cell cell, Container container, Naming naming) {
        Image image = parts.storage().images().get(container.imageId().value());
        List<Path> layersTopFirst =
                skeleton.below(parts.storage().images().layerDirectories(image)).reversed();
        return specs.assemble(new RuntimeSpecs.Inputs(
                cell.id,
                container.spec(),
                image,
                cell.files,
                layersTopFirst,
                mountPoints.specs(container, cell.files, layersTopFirst),
                naming,
                container.sandbox().map(Sandbox::netns)));
    }

    /** What a container was started by, worked out again for one whose file is damaged. */
    RuntimeSpec describeAgain(Cell cell) throws IOException {
        Container container = cell.snapshot();
        mountPoints.hold(container, cell.id.value());
        RuntimeSpec spec = describe(cell, container, endpoints.naming(cell));
        cell.files.makeBundle();
        Files.writeString(cell.files.runtimeSpec(), parts.storage().json().write(spec));
        return spec;
    }

    /** What the program needs that is on its way: its network, and what takes its output. */
    private record Launch(
            RuntimeSpec spec,
            Optional<Sandboxes.Coming> network,
            Opening output,
            Optional<Caller> caller,
            Optional<OnceInput> once) {}

    private Cell.Live launch(Cell cell, Container container, Launch launch) throws IOException {
        try {
            ContainerProcess process = connected(cell, container, launch);
            Output output = listen(cell.files, launch, process);
            return begin(cell, container, launch, process, output);
        } catch (IOException | RuntimeException e) {
            launch.once().ifPresent(OnceInput::close);
            throw e;
        }
    }

    /** Made while its network is. */
    private ContainerProcess connected(Cell cell, Container container, Launch launch) {
        if (container.spec().isolation().sysctls().keySet().stream().anyMatch(name -> name.startsWith("net."))) {
            // they may be of an interface
            launch.network().ifPresent(Sandboxes.Coming::await);
        }
        try {
            return create(cell, container, launch);
        } finally {
            // when that has failed, its failure is the reason of the other: its namespace is gone
            launch.network().ifPresent(Sandboxes.Coming::await);
        }
    }

    private ContainerProcess create(Cell cell, Container container, Launch launch) {
        Stdio stdio = stdio(container, cell.files, launch);
        ContainerProcess process =
                parts.kernel().runtime().create(cell.id.value(), launch.spec(), cell.files.bundle(), stdio);
        launch.once().ifPresent(OnceInput::created);
        process.notes()
                .forEach(note -> LOG.log(System.Logger.Level.INFO, "container {0}: {1}", container.name(), note));
        return process;
    }

    /** While the process waits at its start. */
    private Output listen(ContainerFiles files, Launch launch, ContainerProcess process) throws IOException {
        Output output = launch.output().output();
        launch.caller().ifPresent(caller -> output.add(caller.output()));
        Poller poller = parts.kernel().poller();
        process.terminal()
                .ifPresentOrElse(
                        terminal -> output.readTerminal(poller, terminal.descriptor()),
                        () -> output.readFifos(poller, files.stdout(), files.stderr()));
        return output;
    }

    private Cell.Live begin(Cell cell, Container container, Launch launch, ContainerProcess process, Output output) {
        Instant now = Instant.now(parts.clock());
        Optional<Healthcheck> check = probing.checkOf(container);
        ContainerState.Health health = check.isEmpty()
                ? ContainerState.Health.NONE
                : new ContainerState.Health(ContainerState.Health.Status.STARTING, 0, List.of());
        ContainerState running = new ContainerState.Running(
                process.identity().pid(), process.identity().startTime(), now, false, health);
        HealthMonitor monitor = probing.monitor(cell, check, health);
        MemoryWatch memory = memoryWatch(cell, process);
        Cell.Live live = new Cell.Live(process, launch.spec(), output, launch.once(), monitor, memory);
        cell.began(live);
        table.update(cell, c -> With.state(c, running));
        // before the program runs: it may be killed by its first allocation
        memory.begin(container.spec().resources());
        try {
            parts.kernel().runtime().start(process);
        } catch (RuntimeException e) {
            memory.end();
            cell.died();
            throw e;
        }
        process.exit().thenAccept(status -> Thread.ofVirtual().name("exit").start(() -> onExit.accept(cell, status)));
        monitor.start(now);
        return live;
    }

    private Optional<OnceInput> once(Container container, ContainerFiles files) {
        ContainerSpec.Process process = container.spec().process();
        if (process.tty() || !process.stdinOnce()) {
            return Optional.empty();
        }
        Descriptors.makeFifo(files.stdin().toString(), 0600);
        return Optional.of(new OnceInput(files.stdin(), parts.kernel().poller()));
    }

    private Stdio stdio(Container container, ContainerFiles files, Launch launch) {
        if (container.spec().process().tty()) {
            Window window = launch.caller().map(Caller::window).orElse(Window.UNKNOWN);
            return new Stdio.Terminal(window.rows(), window.columns());
        }
        Descriptors.makeFifo(files.stdout().toString(), 0600);
        Descriptors.makeFifo(files.stderr().toString(), 0600);
        return new Stdio.Fifos(stdin(container, files, launch), files.stdout(), files.stderr());
    }

    private static Stdio.Stdin stdin(Container container, ContainerFiles files, Launch launch) {
        if (launch.once().isPresent()) {
            return new Stdio.Stdin.Closable(files.stdin());
        }
        if (!container.spec().process().openStdin()) {
            return new Stdio.Stdin.Empty();
        }
        Descriptors.makeFifo(files.stdin().toString(), 0600);
        return new Stdio.Stdin.HeldOpen(files.stdin());
    }

    MemoryWatch memoryWatch(Cell cell, ContainerProcess process) {
        return new MemoryWatch(
                parts.kernel().runtime(),
                process,
                () -> parts.storage()
                        .events()
                        .publish("container", "oom", cell.id.value(), attributes(cell.snapshot())));
    }

    Probing probing() {
        return probing;
    }

    /** A failed start leaves nothing in the kernel; the container says why it could not start. */
    private void undo(Cell cell, @Nullable RuntimeSpec spec, @Nullable Opening output, Exception cause) {
        List<Runnable> steps = new ArrayList<>();
        if (output != null) {
            steps.add(output::finish);
        }
        steps.add(() -> {
            if (spec != null) {
                parts.kernel().runtime().delete(cell.id.value(), spec);
            }
        });
        steps.add(() -> endpoints.close(cell));
        steps.add(() -> mountPoints.letGo(cell.snapshot(), cell.id.value()));
        steps.add(() -> {
            Instant now = Instant.now(parts.clock());
            int code = cause instanceof JcomposeException known ? startCode(known) : 128;
            table.update(
                    cell,
                    c -> With.state(
                            c,
                            new ContainerState.Exited(new ContainerState.Exit(
                                    code,
                                    now,
                                    now,
                                    false,
                                    false,
                                    String.valueOf(cause.getMessage()),
                                    Optional.empty()))));
        });
        for (Runnable step : steps) {
            try {
                step.run();
            } catch (RuntimeException e) {
                cause.addSuppressed(e);
            }
        }
    }

    /** Docker's exit codes of a failed start: 127 and 126 for the program, 128 for everything else. */
    private static int startCode(JcomposeException failure) {
        return failure.kind() == Kind.COMMAND_NOT_FOUND || failure.kind() == Kind.NOT_EXECUTABLE
                ? failure.exitCode()
                : 128;
    }

    static Map<String, String> attributes(Container container) {
        Map<String, String> attributes = new java.util.LinkedHashMap<>();
        attributes.put("image", container.spec().image());
        attributes.put("name", container.name());
        attributes.putAll(container.spec().labels());
        return attributes;
    }
}
