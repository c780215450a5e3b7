package io.jcompose.engine.container;

import io.jcompose.engine.container.ContainerState.Exit;
import io.jcompose.engine.image.Healthcheck;
import io.jcompose.engine.runtime.ContainerProcess;
import io.jcompose.engine.runtime.ContainerRuntime;
import io.jcompose.engine.runtime.ExitStatus;
import io.jcompose.engine.runtime.ProcessIdentity;
import io.jcompose.engine.runtime.RuntimeSpec;
import io.jcompose.error.JcomposeException;
import io.jcompose.linux.LinuxException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an engine does first: finds the containers that an earlier engine of this home left running and looks after them, tidies up after those that ended
 * meanwhile, and applies restart policies.
 */
final class Adoption {
    private static final System.Logger LOG = System.getLogger(Adoption.class.getName());

    private final EngineParts parts;
    private final ContainerTable table;
    private final MountPoints mountPoints;
    private final Starting starting;
    private final Supervisor supervisor;
    private final Pausing pausing;
    private final Supervisor.Restart restart;
    private final Replay replay;

    Adoption(
            EngineParts parts,
            ContainerTable table,
            MountPoints mountPoints,
            Starting starting,
            Supervisor supervisor,
            Pausing pausing,
            Supervisor.Restart restart) {
        this.parts = parts;
        this.table = table;
        this.mountPoints = mountPoints;
        this.starting = starting;
        this.supervisor = supervisor;
        this.pausing = pausing;
        this.restart = restart;
        this.replay = new Replay(parts, table, supervisor);
    }

    /** One that ran, or that a policy was about to start, when the engine before went away. */
    private record Ended(Cell cell, Exit exit) {}

    /** @param goesOn the engine before ended for want of work: what had been stopped by then stays so */
    void adopt(List<Container> stored, boolean goesOn) {
        List<Ended> ended = new ArrayList<>();
        Map<Cell, RuntimeSpec> tidied = new LinkedHashMap<>();
        for (Container container : stored) {
            Cell cell = new Cell(container, ContainerFiles.of(container.id(), parts.home(), parts.run()));
            bringEarlierLog(cell);
            table.restored(cell);
            if (!adopted(cell)) {
                ExitStatus status = tidy(cell, tidied);
                if (container.state() instanceof ContainerState.Running
                        || container.state() instanceof ContainerState.Restarting) {
                    ended.add(new Ended(cell, exit(container, status)));
                }
            }
        }
        parts.network().sandboxes().settle();
        parts.storage().volumes().settle();
        StartOrder order = StartOrder.of(stored);
        Set<ContainerId> due = due(ended, order);
        ended.forEach(one -> settle(one, due.contains(one.cell().id)));
        // not before it is saved: an engine that comes after this one would not know how they ended
        tidied.forEach(this::forget);
        if (!goesOn) {
            stopped().forEach(cell -> {
                due.add(cell.id);
                table.update(cell, c -> With.state(c, new ContainerState.Restarting(exitOf(c))));
            });
        }
        replay.begin(table.all().stream().filter(cell -> due.contains(cell.id)).toList(), order, restart);
        table.all().stream().filter(Adoption::shouldBeGone).forEach(supervisor::removeAfterEnd);
    }

    private static void bringEarlierLog(Cell cell) {
        try {
            cell.files.bringEarlierLog();
        } catch (IOException e) {
            lose("an earlier log of container \"" + cell.snapshot().name() + "\" is not shown", e);
        }
    }

    /** Those whose policy wants it, and what they need that ran until then too, unless it had done its work. */
    private static Set<ContainerId> due(List<Ended> ended, StartOrder order) {
        Set<ContainerId> wanted = new LinkedHashSet<>();
        ended.stream()
                .filter(one -> Supervisor.wantsRestart(one.cell().snapshot(), one.exit()))
                .forEach(one -> wanted.add(one.cell().id));
        Set<ContainerId> needed = order.withNeeds(wanted);
        ended.stream()
                .filter(one -> needed.contains(one.cell().id) && one.exit().code() != 0)
                .forEach(one -> wanted.add(one.cell().id));
        return wanted;
    }

    /** Docker's rules for its daemon's start: "always" means even what a user had stopped. */
    private List<Cell> stopped() {
        return table.all().stream()
                .filter(cell -> cell.snapshot().state() instanceof ContainerState.Exited exited
                        && switch (cell.snapshot()
                                .spec()
                                .supervision()
                                .restart()
                                .condition()) {
                            case ALWAYS -> true;
                            case UNLESS_STOPPED -> !exited.exit().byUser();
                            case NO, ON_FAILURE -> false;
                        })
                .toList();
    }

    private static Exit exitOf(Container container) {
        if (container.state() instanceof ContainerState.Exited exited) {
            return exited.exit();
        }
        throw new IllegalStateException("container " + container.name() + " has not ended");
    }

    private static boolean shouldBeGone(Cell cell) {
        return cell.snapshot().state() instanceof ContainerState.Exited
                && cell.snapshot().spec().supervision().autoRemove();
    }

    /** Whether its process is alive and looked after again. */
    private boolean adopted(Cell cell) {
        Container container = cell.snapshot();
        if (!(container.state() instanceof ContainerState.Running running)) {
            return false;
        }
        Optional<RuntimeSpec> spec = runtimeSpec(cell);
        if (spec.isEmpty()) {
            return false;
        }
        ContainerRuntime runtime = parts.kernel().runtime();
        try {
            Optional<ContainerProcess> found =
                    runtime.adopt(cell.id.value(), spec.get(), new ProcessIdentity(running.pid(), running.startTime()));
            if (found.isEmpty()) {
                return false;
            }
            lookAfter(cell, found.get(), spec.get(), running);
            return true;
        } catch (JcomposeException | LinuxException | UncheckedIOException | IOException e) {
            lose("container " + container.name() + " can't be taken over", e);
            return false;
        }
    }

    /** Logs it, unless that is only so for now. Then there had better be no engine: the next one can do it. */
    private static void lose(String consequence, Exception reason) {
        String sentence = consequence + ": " + reason.getMessage();
        if (Scarcity.isBehind(reason)) {
            throw new JcomposeException(
                    JcomposeException.Kind.UNAVAILABLE,
                    "the engine can't be opened: " + sentence,
                    "running containers go on, and nothing is lost",
                    reason);
        }
        LOG.log(System.Logger.Level.ERROR, sentence);
    }

    private void lookAfter(Cell cell, ContainerProcess process, RuntimeSpec spec, ContainerState.Running running)
            throws IOException {
        Container container = cell.snapshot();
        if (container.sandbox().isPresent()) {
            var sandbox =
                    parts.network().sandboxes().restore(container.sandbox().get());
            table.updateInMemory(cell, c -> With.sandbox(c, Optional.of(sandbox)));
        }
        mountPoints.hold(container, cell.id.value());
        Output output = Output.resume(container, cell.files, parts);
        if (!container.spec().process().tty()) {
            output.readFifos(parts.kernel().poller(), cell.files.stdout(), cell.files.stderr());
        }
        Optional<Healthcheck> check = starting.probing().checkOf(container);
        HealthMonitor monitor = starting.probing().monitor(cell, check, running.health());
        MemoryWatch memory = starting.memoryWatch(cell, process);
        Cell.Live live = new Cell.Live(process, spec, output, Optional.empty(), monitor, memory);
        cell.began(live);
        pausing.settle(cell, live);
        memory.begin(container.spec().resources());
        process.exit()
                .thenAccept(
                        status -> Thread.ofVirtual().name("exit").start(() -> supervisor.ended(cell, status, restart)));
        monitor.start(running.startedAt());
    }

    /** Of a container that was started; a damaged file is made again, for without it nobody would know of its processes. */
    private Optional<RuntimeSpec> runtimeSpec(Cell cell) {
        if (Files.notExists(cell.files.runtimeSpec()) && !isAlive(cell.snapshot())) {
            // not started, or before the machine booted
            return Optional.empty();
        }
        try {
            return Optional.of(
                    parts.storage().json().read(Files.readString(cell.files.runtimeSpec()), RuntimeSpec.class));
        } catch (IOException e) {
            lose("what container " + cell.snapshot().name() + " was started with can't be read", e);
            return describedAgain(cell);
        } catch (IllegalStateException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the file {0} is damaged and made again: {1}",
                    cell.files.runtimeSpec(),
                    e.getMessage());
            return describedAgain(cell);
        }
    }

    private static boolean isAlive(Container container) {
        return container.state() instanceof ContainerState.Running running
                && new ProcessIdentity(running.pid(), running.startTime()).lives();
    }

    private Optional<RuntimeSpec> describedAgain(Cell cell) {
        try {
            return Optional.of(starting.describeAgain(cell));
        } catch (JcomposeException | LinuxException | IOException e) {
            lose("container " + cell.snapshot().name() + " can't be looked after", e);
            return Optional.empty();
        }
    }

    /**
     * Takes away what is left in the kernel of a container that does not run, after its last words were heard.
     *
     * @param tidied gets it, if the runtime may still keep how it ended
     */
    private ExitStatus tidy(Cell cell, Map<Cell, RuntimeSpec> tidied) {
        ContainerRuntime runtime = parts.kernel().runtime();
        String id = cell.id.value();
        ExitStatus status = runtime.ending(id).orElseGet(ExitStatus.Unknown::new);
        Optional<Output> output =
                cell.snapshot().state() instanceof ContainerState.Running ? leftOutput(cell) : Optional.empty();
        runtimeSpec(cell).ifPresent(spec -> {
            clearLeft(cell, spec);
            tidied.put(cell, spec);
        });
        output.ifPresent(Output::finish);
        parts.network().sandboxes().close(id);
        table.updateInMemory(cell, c -> With.sandbox(c, Optional.empty()));
        return status;
    }

    /** What can't be taken away must not keep the engine from looking after the others. */
    private void clearLeft(Cell cell, RuntimeSpec spec) {
        tryTo(
                "what is left of container {0} in the kernel stays: {1}",
                cell, () -> parts.kernel().runtime().clear(cell.id.value(), spec));
    }

    private void forget(Cell cell, RuntimeSpec spec) {
        tryTo(
                "what was kept of container {0} stays: {1}",
                cell, () -> parts.kernel().runtime().forget(cell.id.value(), spec));
    }

    private static void tryTo(String consequence, Cell cell, Runnable step) {
        try {
            step.run();
        } catch (JcomposeException | LinuxException | UncheckedIOException e) {
            LOG.log(System.Logger.Level.ERROR, consequence, cell.snapshot().name(), e.getMessage());
        }
    }

    /** What the earlier engine had read and not yet written, and what lies in the pipes. */
    private Optional<Output> leftOutput(Cell cell) {
        try {
            Output output = Output.resume(cell.snapshot(), cell.files, parts);
            if (Files.exists(cell.files.stdout()) && Files.exists(cell.files.stderr())) {
                output.readFifos(parts.kernel().poller(), cell.files.stdout(), cell.files.stderr());
            }
            return Optional.of(output);
        } catch (JcomposeException | LinuxException | IOException e) {
            lose("the last output of container " + cell.snapshot().name() + " is lost", e);
            return Optional.empty();
        }
    }

    /** The end of its process was not seen. Where the kernel did not keep how it ended, nobody knows, and it counts as a failure. */
    private Exit exit(Container container, ExitStatus status) {
        return switch (container.state()) {
            case ContainerState.Restarting restarting -> restarting.last();
            case ContainerState.Running running ->
                new Exit(
                        status.code(),
                        running.startedAt(),
                        Instant.now(parts.clock()),
                        false,
                        false,
                        status instanceof ExitStatus.Unknown ? "it ended while no engine was there to see it" : "",
                        running.health().last());
            case ContainerState.Created created -> throw new IllegalStateException("a created container has not ended");
            case ContainerState.Exited exited -> exited.exit();
            case ContainerState.Removing removing ->
                throw new IllegalStateException("a removed container has not ended");
        };
    }

    private void settle(Ended ended, boolean again) {
        Cell cell = ended.cell();
        Exit exit = ended.exit();
        boolean ran = cell.snapshot().state() instanceof ContainerState.Running;
        Container now = table.update(
                cell,
                c -> With.state(c, again ? new ContainerState.Restarting(exit) : new ContainerState.Exited(exit)));
        if (ran) {
            supervisor.tell(now, exit);
        }
        if (!again) {
            cell.ended().complete(exit);
        }
    }
}
