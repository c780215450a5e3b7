package io.jcompose.compose.apply;

import io.jcompose.compose.model.Project;
import io.jcompose.compose.plan.Labels;
import io.jcompose.engine.Engine;
import io.jcompose.engine.container.Container;
import io.jcompose.engine.container.ContainerId;
import io.jcompose.engine.container.ContainerState;
import io.jcompose.engine.container.Logs;
import io.jcompose.engine.image.Image;
import io.jcompose.error.JcomposeException;
import io.jcompose.network.PublishedPort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ObjIntConsumer;

/** {@link ProjectOperations} on an engine: each command handed to the class that knows how. */
final class EngineOperations implements ProjectOperations {
    private final Engine engine;
    private final Turns turns;
    private final Caller caller;

    EngineOperations(Engine engine, Turns turns, Caller caller) {
        this.engine = engine;
        this.turns = turns;
        this.caller = caller;
    }

    private Session session(Reporter reporter) {
        return new Session(engine, caller, reporter);
    }

    private LifecycleOperations lifecycle(Reporter reporter) {
        return new LifecycleOperations(session(reporter));
    }

    @Override
    public List<ServiceContainer> up(Project project, UpOptions options, Reporter reporter) {
        Session session = session(reporter);
        try (var turn = turns.take(project.name(), session);
                UpOperation operation = UpOperation.prepare(session, project, options)) {
            operation.finish();
            return new Observer(engine)
                    .containers(project.name()).stream()
                            .filter(container -> !container.oneOff()
                                    && operation.wanted().services().containsKey(container.service()))
                            .toList();
        }
    }

    @Override
    public int upAttached(Project project, UpOptions options, AttachOptions attach, Reporter reporter, LogSink sink) {
        Session session = session(reporter);
        try (var turn = turns.take(project.name(), session);
                UpOperation operation = UpOperation.prepare(session, project, options)) {
            return new AttachedUp(session, turns, options, attach, sink).run(operation, turn);
        }
    }

    @Override
    public String plan(Project project, UpOptions options) {
        return UpOperation.describe(session(Reporter.NONE), project, options);
    }

    @Override
    public void down(ProjectRef project, DownOptions options, Reporter reporter) {
        try (var turn = turns.take(project.name(), reporter)) {
            lifecycle(reporter).down(project, options);
        }
    }

    @Override
    public void start(ProjectRef project, List<String> services, UpOptions.Wait wait, Reporter reporter) {
        try (var turn = turns.take(project.name(), reporter)) {
            lifecycle(reporter).start(project, services, wait);
        }
    }

    @Override
    public void stop(ProjectRef project, List<String> services, Optional<Duration> timeout, Reporter reporter) {
        try (var turn = turns.take(project.name(), reporter)) {
            lifecycle(reporter).stop(project, services, timeout);
        }
    }

    @Override
    public void restart(
            ProjectRef project, List<String> services, boolean noDeps, Optional<Duration> timeout, Reporter reporter) {
        try (var turn = turns.take(project.name(), reporter)) {
            lifecycle(reporter).restart(project, services, noDeps, timeout);
        }
    }

    @Override
    public void kill(
            ProjectRef project, List<String> services, String signal, boolean removeOrphans, Reporter reporter) {
        lifecycle(reporter).kill(project, services, signal, removeOrphans);
    }

    @Override
    public void pause(ProjectRef project, List<String> services, Reporter reporter) {
        try (var turn = turns.take(project.name(), reporter)) {
            lifecycle(reporter).pause(project, services);
        }
    }

    @Override
    public void unpause(ProjectRef project, List<String> services, Reporter reporter) {
        try (var turn = turns.take(project.name(), reporter)) {
            lifecycle(reporter).unpause(project, services);
        }
    }

    @Override
    public List<ServiceContainer> removable(ProjectRef project, List<String> services, boolean stop) {
        return lifecycle(Reporter.NONE).removable(project, services, stop);
    }

    @Override
    public void remove(ProjectRef project, List<String> services, boolean stop, boolean volumes, Reporter reporter) {
        try (var turn = turns.take(project.name(), reporter)) {
            lifecycle(reporter).remove(project, services, stop, volumes);
        }
    }

    @Override
    public List<ServiceContainer> ps(ProjectRef project, List<String> services, boolean all) {
        return chosen(project, services).stream()
                .filter(container -> all
                        || container.container().state() instanceof ContainerState.Running
                        || container.container().state() instanceof ContainerState.Restarting)
                .toList();
    }

    private List<ServiceContainer> chosen(ProjectRef project, List<String> services) {
        Selection selection = new Selection(engine, project);
        selection.check(services);
        return selection.views().stream()
                .filter(container -> services.isEmpty() || services.contains(container.service()))
                .toList();
    }

    @Override
    public void build(Project project, BuildOptions options, Reporter reporter) {
        new Supplying(session(reporter), project).build(options);
    }

    @Override
    public void pull(Project project, PullOptions options, Reporter reporter) {
        new Supplying(session(reporter), project).pull(options);
    }

    @Override
    public void logs(ProjectRef project, List<String> services, Logs.Query query, LogSink sink) {
        Map<ContainerId, ServiceContainer> followed = new LinkedHashMap<>();
        List<ServiceContainer> all = chosen(project, services).stream()
                .filter(container -> !container.oneOff())
                .toList();
        // of several containers those whose logging driver keeps nothing are passed over, as docker compose does
        all.stream()
                .filter(container -> all.size() == 1 || LogFollower.readable(container))
                .forEach(container -> followed.put(container.container().id(), container));
        if (followed.isEmpty()) {
            return;
        }
        List<String> ids = followed.keySet().stream().map(ContainerId::value).toList();
        engine.containers().logs().read(ids, query, line -> {
            ServiceContainer container = followed.get(line.container());
            if (container != null) {
                sink.line(container, line);
            }
        });
    }

    @Override
    public ServiceContainer select(ProjectRef project, String service, Optional<Integer> index) {
        List<ServiceContainer> members = chosen(project, List.of(service)).stream()
                .filter(container -> !container.oneOff())
                .filter(container -> index.isEmpty() || container.number() == index.get())
                .toList();
        return members.stream()
                .filter(container -> container.container().state().running())
                .findFirst()
                .orElseThrow(() -> new JcomposeException(
                        JcomposeException.Kind.FAILED_PRECONDITION,
                        "service \"" + service + "\" is not running"
                                + index.map(number -> " container #" + number).orElse(""),
                        members.isEmpty()
                                ? "bring it up first: jcompose up -d " + service
                                : "start it first: jcompose start " + service));
    }

    @Override
    public Map<ServiceContainer, Image> images(ProjectRef project, List<String> services) {
        Map<ServiceContainer, Image> images = new LinkedHashMap<>();
        for (ServiceContainer container : chosen(project, services)) {
            engine.images()
                    .find(container.container().imageId().value())
                    .ifPresent(image -> images.put(container, image));
        }
        return images;
    }

    @Override
    public PublishedPort port(
            ProjectRef project, String service, Optional<Integer> index, int containerPort, String protocol) {
        ServiceContainer container = select(project, service, index);
        return container.container().sandbox().stream()
                .flatMap(sandbox -> sandbox.ports().stream())
                .filter(port ->
                        port.containerPort() == containerPort && port.protocol().equals(protocol))
                .findFirst()
                .orElseThrow(() -> new JcomposeException(
                        JcomposeException.Kind.NOT_FOUND,
                        "no port " + containerPort + "/" + protocol + " for container " + container.name(),
                        "publish it under `ports:`"));
    }

    @Override
    public void await(ProjectRef project, List<String> services, ObjIntConsumer<ServiceContainer> listener) {
        List<ServiceContainer> members = chosen(project, services).stream()
                .filter(container -> !container.oneOff())
                .toList();
        if (members.isEmpty()) {
            throw new JcomposeException(
                    JcomposeException.Kind.NOT_FOUND,
                    "no containers for project \"" + project.name() + "\"",
                    "bring it up first");
        }
        Ends.await(engine.containers(), members, listener);
    }

    @Override
    public ServiceContainer prepareRun(Project project, RunOptions options, Reporter reporter) {
        try (var turn = turns.take(project.name(), reporter)) {
            return new OneOff(session(reporter), project, options).prepare();
        }
    }

    @Override
    public List<ProjectSummary> projects(boolean all) {
        Map<String, List<Container>> byProject = new TreeMap<>();
        for (Container container : engine.containers().list()) {
            String project = container.spec().labels().get(Labels.PROJECT);
            if (project != null && (all || isListed(container.state()))) {
                byProject.computeIfAbsent(project, _ -> new ArrayList<>()).add(container);
            }
        }
        List<ProjectSummary> summaries = new ArrayList<>();
        byProject.forEach((name, containers) -> summaries.add(summary(name, containers)));
        return summaries;
    }

    private static boolean isListed(ContainerState state) {
        return state.running() || state instanceof ContainerState.Restarting;
    }

    private static ProjectSummary summary(String name, List<Container> containers) {
        Map<String, Integer> states = new TreeMap<>();
        containers.forEach(container -> states.merge(container.state().word(), 1, Integer::sum));
        String files = containers.stream()
                .map(container -> container.spec().labels().getOrDefault(Labels.CONFIG_FILES, ""))
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
        return new ProjectSummary(name, states, files.isEmpty() ? List.of() : List.of(files.split(",")));
    }
}
