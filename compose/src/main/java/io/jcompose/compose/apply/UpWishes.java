package io.jcompose.compose.apply;

import io.jcompose.compose.model.Project;
import io.jcompose.compose.model.Service;
import io.jcompose.compose.plan.Action;
import io.jcompose.compose.plan.Dependencies;
import io.jcompose.compose.plan.Observation;
import io.jcompose.compose.plan.ReconcileOptions;
import io.jcompose.compose.plan.ReconcileOptions.Recreate;
import io.jcompose.compose.plan.Step;
import io.jcompose.compose.plan.Wanted;
import io.jcompose.compose.plan.Wanted.ImageSupply;
import io.jcompose.compose.plan.Wanted.WantedService;
import io.jcompose.engine.image.Image;
import io.jcompose.error.JcomposeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** What the files and the command's options together ask for. */
final class UpWishes {
    private static final int LIMIT = 8;

    private final Session session;
    private final Project project;
    private final UpOptions options;

    UpWishes(Session session, Project project, UpOptions options) {
        this.session = session;
        this.project = project;
        this.options = options;
    }

    Wanted wanted() {
        Services.check(project, options.services());
        Services.check(project, List.copyOf(options.recreation().scale().keySet()));
        Set<String> selected =
                options.services().isEmpty() ? project.services().keySet() : new LinkedHashSet<>(options.services());
        Dependencies dependencies = Dependencies.of(project);
        List<String> names = options.noDeps() ? List.copyOf(selected) : dependencies.withNeeds(selected);
        ImageSupplies supplies = new ImageSupplies(session.engine(), project, options.supply());
        Map<String, WantedService> services = new LinkedHashMap<>();
        for (String name : names) {
            Service service = project.services().get(name);
            if (service == null && selected.contains(name)) {
                // Named on the command line: that enables it, whatever its profile.
                service = project.disabledServices().get(name);
            }
            if (service != null) {
                Service scaled = scaled(service);
                services.put(
                        name,
                        new WantedService(
                                scaled, Hashes.of(project, scaled), supplies.of(scaled), supplies.shown(scaled)));
            }
        }
        return new Wanted(project, services, selected, Hashes.ofResources(project));
    }

    private Service scaled(Service service) {
        Integer scale = options.recreation().scale().get(service.name());
        return scale == null ? service : service.withScale(scale);
    }

    ReconcileOptions reconcile(Predicate<String> confirm) {
        UpOptions.Recreation recreation = options.recreation();
        Recreate selected = switch (recreation.services()) {
            case DIVERGED -> Recreate.DIVERGED;
            case ALWAYS -> Recreate.ALWAYS;
            case NEVER -> Recreate.NEVER;
        };
        Recreate dependencies = recreation.alwaysDependencies()
                ? Recreate.ALWAYS
                : selected == Recreate.NEVER ? Recreate.NEVER : Recreate.DIVERGED;
        ReconcileOptions.Orphans orphans = switch (options.orphans()) {
            case WARN -> ReconcileOptions.Orphans.WARN;
            case IGNORE -> ReconcileOptions.Orphans.IGNORE;
            case REMOVE -> ReconcileOptions.Orphans.REMOVE;
        };
        return new ReconcileOptions(
                selected,
                dependencies,
                recreation.renewAnonymousVolumes(),
                options.start(),
                options.waiting().wanted(),
                orphans,
                confirm);
    }

    /**
     * Whether a container that exists must be replaced can only be said when its service's image is here; so these images are pulled and built
     * first. Those of services without containers are a part of the plan.
     */
    Wanted supplied(Wanted wanted, Observation observed) {
        Map<String, Step> steps = new LinkedHashMap<>();
        for (WantedService service : wanted.services().values()) {
            boolean exists = observed.containers().stream()
                    .anyMatch(c -> !c.place().oneOff() && c.service().equals(service.name()));
            if (exists && options.recreation().services() != UpOptions.When.NEVER) {
                int id = steps.size() + 1;
                service.image()
                        .action(service.name())
                        .ifPresent(action -> steps.putIfAbsent(
                                service.image().name(),
                                new Step(id, action, "decides whether containers stay", List.of())));
            }
        }
        if (steps.isEmpty()) {
            return wanted;
        }
        Making making = new Making(session, wanted, options.supply().quietPull(), BuildOptions.DEFAULT);
        Executor.Outcome outcome = session.executor(step -> run(making, step.action()), LIMIT)
                .run(new ArrayList<>(steps.values()), Set.of());
        Failures.raise(session, outcome);
        return here(wanted, steps.keySet());
    }

    private static void run(Making making, Action action) throws InterruptedException {
        if (action instanceof Action.PullImage pull) {
            making.pull(pull);
        } else if (action instanceof Action.BuildImage build) {
            making.build(build);
        }
    }

    private Wanted here(Wanted wanted, Set<String> names) {
        Map<String, Image> images = new HashMap<>();
        names.forEach(name -> session.engine().images().find(name).ifPresent(image -> images.put(name, image)));
        Map<String, WantedService> services = new LinkedHashMap<>();
        wanted.services().forEach((name, service) -> {
            Image image = images.get(service.image().name());
            services.put(
                    name,
                    image == null
                            ? service
                            : new WantedService(
                                    service.service(),
                                    service.configHash(),
                                    new ImageSupply.Here(
                                            service.image().name(), image.id().value()),
                                    service.shown()));
        });
        return new Wanted(wanted.project(), services, wanted.selected(), wanted.hashes());
    }

    /** Names that the user gave and the project must have. */
    static final class Services {
        private Services() {}

        static void check(Project project, List<String> names) {
            for (String name : names) {
                if (!project.allServices().containsKey(name)) {
                    throw new JcomposeException(
                            JcomposeException.Kind.NOT_FOUND,
                            "no such service: " + name,
                            "name one of: "
                                    + String.join(", ", project.allServices().keySet()));
                }
            }
        }
    }
}
