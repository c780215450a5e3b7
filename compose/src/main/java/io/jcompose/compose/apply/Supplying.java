package io.jcompose.compose.apply;

import io.jcompose.compose.model.Project;
import io.jcompose.compose.model.Service;
import io.jcompose.compose.plan.Action;
import io.jcompose.compose.plan.Dependencies;
import io.jcompose.compose.plan.Step;
import io.jcompose.compose.plan.Wanted;
import io.jcompose.compose.plan.Wanted.ImageSupply;
import io.jcompose.compose.plan.Wanted.WantedService;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The commands build and pull. */
final class Supplying {
    private static final int LIMIT = 8;

    private final Session session;
    private final Project project;

    Supplying(Session session, Project project) {
        this.session = session;
        this.project = project;
    }

    void build(BuildOptions options) {
        ImageBuilder builder = new ImageBuilder(session, project, options);
        List<Step> steps = new ArrayList<>();
        for (Service service : services(options.services(), options.dependencies())) {
            if (service.image().build().isPresent()) {
                String name = ImageBuilder.nameOf(project, service);
                steps.add(new Step(
                        steps.size() + 1, new Action.BuildImage(name, service.name()), "asked for", List.of()));
            }
        }
        if (steps.isEmpty()) {
            session.warn("No services to build");
        }
        Map<String, Service> all = project.allServices();
        Executor.Runner runner = step -> {
            if (step.action() instanceof Action.BuildImage build
                    && all.get(build.service()) instanceof Service service) {
                builder.build(service);
            }
        };
        Failures.raise(session, session.executor(runner, LIMIT).run(steps, Set.of()));
    }

    void pull(PullOptions options) {
        boolean onlyMissing =
                options.policy().map(policy -> policy.equals("missing")).orElse(false);
        Map<String, Step> steps = new LinkedHashMap<>();
        Map<String, WantedService> wanted = new LinkedHashMap<>();
        for (Service service : services(options.services(), options.dependencies())) {
            String name = ImageBuilder.nameOf(project, service);
            boolean buildable = service.image().build().isPresent();
            boolean hasNoRegistry = service.image().image().isEmpty()
                    || service.image()
                            .pullPolicy()
                            .filter(policy -> policy.equals("never") || policy.equals("build"))
                            .isPresent();
            if (hasNoRegistry || (buildable && options.ignoreBuildable())) {
                session.tell(Progress.Kind.IMAGE, name, Progress.Phase.SKIPPED, "No image to be pulled");
            } else if (!onlyMissing || session.engine().images().find(name).isEmpty()) {
                wanted.put(
                        service.name(),
                        new WantedService(service, "", new ImageSupply.ToPull(name, "asked for"), List.of()));
                steps.putIfAbsent(
                        name,
                        new Step(steps.size() + 1, new Action.PullImage(name, service.name()), "asked for", List.of()));
            }
        }
        Making making = new Making(
                session, new Wanted(project, wanted, wanted.keySet(), Map.of()), false, BuildOptions.DEFAULT);
        Executor.Runner runner = step -> {
            if (step.action() instanceof Action.PullImage pull) {
                making.pull(pull);
            }
        };
        Executor.Outcome outcome = session.executor(runner, LIMIT).run(List.copyOf(steps.values()), Set.of());
        if (options.ignoreFailures() && !outcome.interrupted()) {
            outcome.failures()
                    .forEach(failure ->
                            session.warn(String.valueOf(failure.cause().getMessage())));
        } else {
            Failures.raise(session, outcome);
        }
    }

    private List<Service> services(List<String> names, boolean withNeeds) {
        UpWishes.Services.check(project, names);
        if (names.isEmpty()) {
            return List.copyOf(project.services().values());
        }
        Set<String> chosen =
                withNeeds ? new LinkedHashSet<>(Dependencies.of(project).withNeeds(names)) : new LinkedHashSet<>(names);
        return project.allServices().values().stream()
                .filter(service -> chosen.contains(service.name()))
                .toList();
    }
}
