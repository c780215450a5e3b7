package io.jcompose.compose.apply;

import io.jcompose.compose.apply.Progress.Kind;
import io.jcompose.compose.apply.Progress.Phase;
import io.jcompose.compose.model.Project;
import io.jcompose.compose.model.Service;
import io.jcompose.compose.plan.Action;
import io.jcompose.compose.plan.Labels;
import io.jcompose.compose.plan.LifecyclePlans;
import io.jcompose.compose.plan.ObservedContainer;
import io.jcompose.compose.plan.Plan;
import io.jcompose.compose.plan.Step;
import io.jcompose.compose.plan.Teardown;
import io.jcompose.engine.container.Containers;
import io.jcompose.error.JcomposeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/** The commands on containers that exist: down, stop, start, restart, kill, pause, unpause, rm. */
final class LifecycleOperations {
    private static final int LIMIT = Math.max(16, 8 * Runtime.getRuntime().availableProcessors());

    private final Session session;

    LifecycleOperations(Session session) {
        this.session = session;
    }

    private void run(ProjectRef project, Plan plan, Optional<Duration> stopTimeout, Optional<Duration> waitTimeout) {
        plan.warnings().forEach(session::warn);
        if (plan.isEmpty()) {
            return;
        }
        try (Waits waits = new Waits(session, ContainerWatch.deadline(waitTimeout))) {
            ContainerSteps containers = new ContainerSteps(session, hooks(project), Set.of());
            StepRunner runner = new StepRunner(session, stopTimeout, containers, waits, Optional.empty());
            Failures.raise(session, session.executor(runner, LIMIT).run(plan.steps(), Set.of()));
        }
    }

    private Hooks hooks(ProjectRef project) {
        return project instanceof ProjectRef.Loaded(Project files)
                ? new Hooks(session, files.allServices().values())
                : Hooks.none(session);
    }

    void down(ProjectRef project, DownOptions options) {
        Selection selection = new Selection(session.engine(), project);
        selection.check(options.services());
        Set<String> known = project instanceof ProjectRef.Loaded loaded
                ? loaded.project().allServices().keySet()
                : Set.of();
        Plan plan = Teardown.plan(
                selection.observed(),
                selection.dependencies(),
                new Teardown.Options(
                        Set.copyOf(options.services()),
                        known,
                        options.removeOrphans(),
                        options.volumes(),
                        images(project, selection, options)));
        if (plan.isEmpty()) {
            session.warn("No resource found to remove for project \"" + project.name() + "\".");
        }
        run(project, plan, options.timeout(), Optional.empty());
    }

    private static List<String> images(ProjectRef project, Selection selection, DownOptions options) {
        if (options.images() == DownOptions.RemoveImages.NONE) {
            return List.of();
        }
        boolean all = options.images() == DownOptions.RemoveImages.ALL;
        Set<String> names = new LinkedHashSet<>();
        if (project instanceof ProjectRef.Loaded(Project files)) {
            for (Service service : files.allServices().values()) {
                if (all || service.image().image().isEmpty()) {
                    names.add(ImageBuilder.nameOf(files, service));
                }
            }
        }
        for (ServiceContainer container : selection.views()) {
            String image = container.container().spec().image();
            if (all || image.matches(Pattern.quote(project.name()) + "[-_]" + Pattern.quote(container.service()))) {
                names.add(image);
            }
        }
        return List.copyOf(names);
    }

    void stop(ProjectRef project, List<String> services, Optional<Duration> timeout) {
        Selection selection = new Selection(session.engine(), project);
        run(
                project,
                LifecyclePlans.stop(selection.containers(services), selection.dependencies()),
                timeout,
                Optional.empty());
    }

    void start(ProjectRef project, List<String> services, UpOptions.Wait wait) {
        Selection selection = new Selection(session.engine(), project);
        selection.check(services);
        List<String> wanted = services.isEmpty()
                ? List.of()
                : selection.dependencies().withNeeds(services).stream()
                        .filter(selection.known()::contains)
                        .toList();
        Plan plan = LifecyclePlans.start(selection.containers(wanted), selection.dependencies(), wait.wanted());
        run(project, plan, Optional.empty(), wait.timeout());
    }

    void restart(ProjectRef project, List<String> services, boolean noDeps, Optional<Duration> timeout) {
        Selection selection = new Selection(session.engine(), project);
        List<ObservedContainer> others = noDeps ? List.of() : selection.containers(List.of());
        if (project instanceof ProjectRef.Loaded(Project files)) {
            warnOfChanges(files, selection.containers(services));
        }
        run(
                project,
                LifecyclePlans.restart(selection.containers(services), others, selection.dependencies()),
                timeout,
                Optional.empty());
    }

    /** A restart does not apply what was changed in the files; many an hour was lost on that. */
    private void warnOfChanges(Project files, List<ObservedContainer> containers) {
        Changes changes = new Changes(session, files);
        Map<String, String> changed = new LinkedHashMap<>();
        for (ObservedContainer container : containers) {
            Service service = files.services().get(container.service());
            if (service != null
                    && !Hashes.of(files, service).equals(container.labels().get(Labels.CONFIG_HASH))) {
                String what = changes.of(service, container);
                changed.put(service.name(), service.name() + (what.isEmpty() ? "" : " (" + what + ")"));
            }
        }
        if (!changed.isEmpty()) {
            session.warn(
                    "configuration of " + String.join(", ", changed.values())
                            + " has changed since the containers were made, and a restart does not apply it; run `jcompose up -d`");
        }
    }

    void kill(ProjectRef project, List<String> services, String signal, boolean removeOrphans) {
        Selection selection = new Selection(session.engine(), project);
        each(
                selection.containers(services),
                true,
                Phase.KILLING,
                Phase.KILLED,
                (containers, id) -> kill(containers, id, signal));
        if (removeOrphans && project instanceof ProjectRef.Loaded(Project files)) {
            List<ObservedContainer> orphans = selection.observed().containers().stream()
                    .filter(container -> !files.allServices().containsKey(container.service()))
                    .toList();
            each(orphans, false, Phase.REMOVING, Phase.REMOVED, (containers, id) -> containers.remove(id, true, false));
        }
    }

    /** What has ended since it was chosen needs no signal. */
    private static void kill(Containers containers, String id, String signal) {
        try {
            containers.kill(id, signal);
        } catch (JcomposeException e) {
            if (e.kind() != JcomposeException.Kind.CONFLICT && e.kind() != JcomposeException.Kind.NOT_FOUND) {
                throw e;
            }
        }
    }

    void pause(ProjectRef project, List<String> services) {
        List<ObservedContainer> all = new Selection(session.engine(), project).containers(services);
        each(all, true, Phase.PAUSING, Phase.PAUSED, Containers::pause);
    }

    void unpause(ProjectRef project, List<String> services) {
        List<ObservedContainer> all = new Selection(session.engine(), project).containers(services);
        each(all, true, Phase.UNPAUSING, Phase.UNPAUSED, Containers::unpause);
    }

    List<ServiceContainer> removable(ProjectRef project, List<String> services, boolean stop) {
        Selection selection = new Selection(session.engine(), project);
        selection.check(services);
        return selection.views().stream()
                .filter(container -> !container.oneOff())
                .filter(container -> services.isEmpty() || services.contains(container.service()))
                .filter(container -> stop || !container.container().state().running())
                .toList();
    }

    void remove(ProjectRef project, List<String> services, boolean stop, boolean volumes) {
        if (stop) {
            stop(project, services, Optional.empty());
        }
        List<ObservedContainer> ended = new Selection(session.engine(), project)
                .containers(services).stream()
                        .filter(container -> !container.life().isAlive())
                        .toList();
        each(ended, false, Phase.REMOVING, Phase.REMOVED, (containers, id) -> containers.remove(id, false, volumes));
    }

    /** The same to each at the same time. */
    private void each(
            List<ObservedContainer> chosen,
            boolean alive,
            Phase before,
            Phase after,
            BiConsumer<Containers, String> action) {
        List<Step> steps = new ArrayList<>();
        for (ObservedContainer container : chosen) {
            if (!alive || container.life().isAlive()) {
                Action step = new Action.StopContainer(
                        container.service(), container.number(), container.id(), container.name());
                steps.add(new Step(steps.size() + 1, step, "asked for", List.of()));
            }
        }
        Executor.Runner runner = step -> {
            if (step.action() instanceof Action.StopContainer target) {
                session.tell(Kind.CONTAINER, target.name(), before);
                action.accept(session.engine().containers(), target.container());
                session.tell(Kind.CONTAINER, target.name(), after);
            }
        };
        Failures.raise(session, session.executor(runner, LIMIT).run(steps, Set.of()));
    }
}
