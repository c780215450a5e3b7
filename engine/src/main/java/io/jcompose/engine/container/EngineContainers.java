package io.jcompose.engine.container;

import io.jcompose.engine.container.ContainerState.Exit;
import io.jcompose.engine.image.Digest;
import io.jcompose.engine.image.ImageUsers;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.tree.FileStatus.Owner;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** The containers of this engine: commands come in here, each takes its container's lock and hands the work on. */
public final class EngineContainers implements Containers, AutoCloseable {
    private final EngineParts parts;
    private final ContainerTable table;
    private final Claims claims = new Claims();
    private final Trash trash = new Trash();
    private final Creation creation;
    private final Starting starting;
    private final Supervisor supervisor;
    private final Stopping stopping;
    private final Lifecycle lifecycle;
    private final Pausing pausing;
    private final Endpoints endpoints;
    private final Connections connections;
    private final Execs execs;
    private final Updates updates;
    private final MergedLogs logs;
    private final MountPoints mountPoints;
    private final Roots roots;
    private final Usages usages;

    private EngineContainers(EngineParts parts) {
        this.parts = parts;
        this.table = new ContainerTable(parts.storage().db(), parts.storage().json());
        this.mountPoints = new MountPoints(
                parts.storage().volumes(), new MountedImages(parts.storage().images()));
        this.creation = new Creation(parts, table, mountPoints, claims, trash);
        Skeleton skeleton = Skeleton.in(parts.home());
        this.roots = new Roots(parts, table, mountPoints, skeleton);
        this.usages = new Usages(parts);
        this.endpoints = new Endpoints(parts.network(), table, parts.defaultNetwork());
        this.connections = new Connections(parts.network(), table, endpoints);
        this.execs = new Execs(parts);
        this.updates = new Updates(parts, table);
        this.pausing = new Pausing(parts, table);
        this.supervisor = new Supervisor(parts, table, endpoints, mountPoints, creation);
        this.stopping = new Stopping(parts, supervisor, pausing::thaw);
        Probing probing = new Probing(parts, table, execs);
        this.starting = new Starting(
                parts,
                table,
                mountPoints,
                skeleton,
                endpoints,
                probing,
                (cell, status) -> supervisor.ended(cell, status, this::startAgain));
        this.lifecycle = new Lifecycle(parts, table, starting, stopping);
        this.logs = new MergedLogs(
                reference -> Output.readable(table.get(reference)),
                id -> table.get(id.value()).files.log(),
                id -> Output.details(
                        table.get(id.value()).snapshot(), parts.storage().images()),
                this::mayWrite,
                parts.kernel().logActivity());
    }

    /**
     * Takes over what an earlier engine of this home left, running or not, before anything else is done.
     *
     * @param goesOn that engine ended for want of work, so restart policies do not start what had been stopped
     */
    public static EngineContainers open(EngineParts parts, boolean goesOn) {
        EngineContainers containers = new EngineContainers(parts);
        List<Container> stored = containers.table.stored();
        containers.creation.prepare();
        containers.creation.sweep(stored);
        new Adoption(
                        parts,
                        containers.table,
                        containers.mountPoints,
                        containers.starting,
                        containers.supervisor,
                        containers.pausing,
                        containers::startAgain)
                .adopt(stored, goesOn);
        return containers;
    }

    private boolean mayWrite(ContainerId id) {
        return table.find(id.value())
                .map(cell -> cell.snapshot().state())
                .map(state -> state instanceof ContainerState.Running || state instanceof ContainerState.Restarting)
                .orElse(false);
    }

    private void startAgain(Cell cell) {
        starting.start(cell);
        publish("start", cell.snapshot());
    }

    @Override
    public void tell(Container container, String action, Map<String, String> more) {
        Map<String, String> attributes = Starting.attributes(container);
        attributes.putAll(more);
        parts.storage().events().publish("container", action, container.id().value(), attributes);
    }

    private void publish(String action, Container container) {
        parts.storage().events().publish("container", action, container.id().value(), Starting.attributes(container));
    }

    @Override
    public Container create(ContainerSpec spec) {
        endpoints.expect(spec);
        Cell cell = creation.create(spec);
        publish("create", cell.snapshot());
        return cell.snapshot();
    }

    @Override
    public void checkLimits(Limits limits) {
        LimitCheck.check(limits);
    }

    @Override
    public void checkIsolation(ContainerSpec spec) {
        IsolationCheck.check(spec.isolation(), parts.kernel().runtime());
        IsolationCheck.checkSysctls(spec);
        IsolationCheck.checkUlimits(spec.resources().ulimits());
        if (!spec.image().isEmpty()) {
            parts.storage().images().find(spec.image()).ifPresent(image -> creation.checkUser(spec, image));
        }
    }

    @Override
    public List<String> notes(String reference) {
        return table.get(reference).live().map(live -> live.process().notes()).orElse(List.of());
    }

    @Override
    public Container start(String reference) {
        return starting(reference, cell -> {
            lifecycle.start(cell);
            return cell.snapshot();
        });
    }

    /** One that was to be removed at its end is removed when it can't be started, as docker does. */
    private <T> T starting(String reference, Function<Cell, T> start) {
        Cell cell = table.get(reference);
        table.lock(cell);
        try {
            return start.apply(cell);
        } catch (RuntimeException e) {
            if (cell.snapshot().spec().supervision().autoRemove()) {
                supervisor.removeAfterEnd(cell);
            }
            throw e;
        } finally {
            cell.operation.unlock();
        }
    }

    @Override
    public Optional<Exit> stop(String reference, Optional<String> signal, Optional<Duration> grace) {
        Cell cell = table.get(reference);
        cell.operation.lock();
        try {
            return lifecycle.stop(cell, signal, grace);
        } finally {
            cell.operation.unlock();
        }
    }

    @Override
    public Optional<Exit> restart(String reference, Optional<String> signal, Optional<Duration> grace) {
        Cell cell = table.get(reference);
        table.lock(cell);
        try {
            return lifecycle.restart(cell, signal, grace);
        } finally {
            cell.operation.unlock();
        }
    }

    @Override
    public void kill(String reference, String signal) {
        stopping.kill(table.get(reference), signal);
    }

    @Override
    public void pause(String reference) {
        pausing.pause(table.get(reference));
    }

    @Override
    public void unpause(String reference) {
        pausing.unpause(table.get(reference));
    }

    @Override
    public <T> T whilePaused(String reference, Supplier<T> work) {
        return pausing.during(table.get(reference), work);
    }

    @Override
    public Container rename(String reference, String name) {
        Cell cell = table.get(reference);
        table.lock(cell);
        try {
            Container renamed = table.rename(cell, name, endpoints::renamed);
            publish("rename", renamed);
            return renamed;
        } finally {
            cell.operation.unlock();
        }
    }

    @Override
    public Container update(String reference, Limits changes, Optional<ContainerSpec.RestartPolicy> restart) {
        Cell cell = table.get(reference);
        table.lock(cell);
        try {
            Container updated = updates.update(cell, changes, restart);
            publish("update", updated);
            return updated;
        } finally {
            cell.operation.unlock();
        }
    }

    @Override
    public void remove(String reference, boolean force, boolean volumes) {
        Cell cell = table.get(reference);
        cell.operation.lock();
        try {
            if (table.find(cell.id.value()).isEmpty()) {
                return;
            }
            if (!force) {
                requireStopped(cell.snapshot());
            }
            stopping.end(cell, Optional.of("KILL"), Optional.empty());
            supervisor.letGo(cell);
            supervisor.removeStopped(cell, volumes);
        } finally {
            cell.operation.unlock();
        }
    }

    private static void requireStopped(Container container) {
        ContainerState state = container.state();
        if (state.running() || state instanceof ContainerState.Restarting) {
            throw new JcomposeException(
                    Kind.CONFLICT,
                    "cannot remove container \"" + container.name() + "\": container is " + state.word(),
                    "stop the container before removing or force remove");
        }
    }

    @Override
    public Container get(String reference) {
        return table.get(reference).snapshot();
    }

    @Override
    public Optional<Container> find(String reference) {
        return table.find(reference).map(Cell::snapshot);
    }

    @Override
    public Naming naming(String reference) {
        return endpoints.naming(table.get(reference));
    }

    @Override
    public List<Container> list() {
        return table.all().stream().map(Cell::snapshot).toList();
    }

    @Override
    public long size(String reference) {
        return WrittenBytes.below(table.get(reference).files.upper());
    }

    @Override
    public Exit await(String reference) {
        return table.get(reference).awaitEnd();
    }

    @Override
    public Exit awaitExit(String reference) {
        return table.get(reference).awaitExit();
    }

    @Override
    public ExecSession exec(String reference, ExecSpec spec, OutputListener output) {
        return execs.exec(table.get(reference), spec, output);
    }

    @Override
    public Attachment attach(String reference, Caller caller) {
        Cell cell = table.get(reference);
        return Attached.to(cell, Running.require(cell), caller, parts.kernel().poller());
    }

    @Override
    public Attachment startAttached(String reference, Caller caller) {
        return starting(reference, cell -> lifecycle.startAttached(cell, caller));
    }

    @Override
    public Logs logs() {
        return logs;
    }

    @Override
    public ContainerRoot openRoot(String reference) {
        return roots.open(table.get(reference));
    }

    @Override
    public List<Integer> processes(String reference) {
        return table.get(reference)
                .live()
                .map(live -> parts.kernel().runtime().processes(live.process()))
                .orElseGet(List::of);
    }

    @Override
    public Optional<ContainerUsage> usage(String reference) {
        return usages.of(table.get(reference));
    }

    @Override
    public Optional<Owner> user(String reference) {
        return roots.user(table.get(reference));
    }

    @Override
    public ContainerLayers layers(String reference) {
        return roots.layers(table.get(reference));
    }

    @Override
    public void connect(String reference, ContainerSpec.Attachment attachment) {
        connections.connect(table.get(reference), attachment);
    }

    @Override
    public void disconnect(String reference, String network) {
        connections.disconnect(table.get(reference), network);
    }

    @Override
    public void checkPorts(List<ContainerSpec.PortPublication> ports) {
        parts.network()
                .sandboxes()
                .checkPorts(ports.stream().map(Endpoints::mapping).toList());
    }

    /** The names of the containers that use a volume, or the ids of those that are being made and will. */
    public List<String> usersOfVolume(String volume) {
        List<String> coming =
                claims.claimants(volume).stream().map(ContainerId::shortForm).toList();
        List<String> users = list().stream()
                .filter(container -> container.volumes().stream()
                        .anyMatch(used -> used.name().equals(volume)))
                .map(Container::name)
                .toList();
        return users.isEmpty() ? coming : users;
    }

    /** Any one container that is made from an image, or is being made from it. */
    public Optional<ImageUsers.User> userOfImage(Digest image) {
        Optional<ImageUsers.User> coming = claims.claimants(image.value()).stream()
                .findFirst()
                .map(id -> new ImageUsers.User(id.shortForm(), false));
        return list().stream()
                .filter(container -> container.needs(image))
                .findFirst()
                .map(container -> new ImageUsers.User(
                        container.id().shortForm(), container.state() instanceof ContainerState.Running))
                .or(() -> coming);
    }

    /** Nothing is restarted from now on; containers go on. What was removed is gone when this returns. */
    @Override
    public void close() {
        supervisor.close();
        trash.close();
    }
}
