package io.jcompose.compose.apply;

import io.jcompose.compose.model.Mount;
import io.jcompose.compose.model.Network;
import io.jcompose.compose.model.Project;
import io.jcompose.compose.model.Service;
import io.jcompose.compose.model.Volume;
import io.jcompose.compose.plan.Action;
import io.jcompose.compose.plan.Step;
import io.jcompose.compose.plan.Wanted;
import io.jcompose.compose.plan.Wanted.WantedService;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What one container of a service needs to be made at all: its image, networks and volumes. */
final class Prerequisites {
    private final Session session;
    private final Project project;
    private final Service service;
    private final UpOptions options;

    Prerequisites(Session session, Project project, Service service, UpOptions options) {
        this.session = session;
        this.project = project;
        this.service = service;
        this.options = options;
    }

    void make() {
        ImageSupplies supplies = new ImageSupplies(session.engine(), project, options.supply());
        WantedService wantedService = new WantedService(service, "", supplies.of(service), supplies.shown(service));
        Wanted wanted = new Wanted(project, Map.of(service.name(), wantedService), Set.of(service.name()), Map.of());
        Making making = new Making(session, wanted, options.supply().quietPull(), BuildOptions.DEFAULT);
        Executor.Runner runner = step -> run(making, step.action());
        Failures.raise(session, session.executor(runner, 8).run(steps(wantedService), Set.of()));
    }

    private List<Step> steps(WantedService wanted) {
        List<Action> actions = new ArrayList<>();
        wanted.image().action(service.name()).ifPresent(actions::add);
        wanted.shown().forEach(shown -> shown.action(service.name()).ifPresent(actions::add));
        for (String key : service.networking().networks().keySet()) {
            Network network = project.networks().get(key);
            if (network != null
                    && !network.external()
                    && session.engine().networks().find(network.name()).isEmpty()) {
                actions.add(new Action.CreateNetwork(key, network.name()));
            }
        }
        for (Mount mount : service.storage().volumes()) {
            Optional<Volume> volume = mount.kind() == Mount.Kind.VOLUME
                    ? mount.source()
                            .flatMap(
                                    key -> Optional.ofNullable(project.volumes().get(key)))
                    : Optional.empty();
            if (volume.isPresent()
                    && session.engine().volumes().find(volume.get().name()).isEmpty()) {
                actions.add(
                        new Action.CreateVolume(volume.get().key(), volume.get().name()));
            }
        }
        List<Step> steps = new ArrayList<>();
        actions.stream().distinct().forEach(action -> steps.add(new Step(steps.size() + 1, action, "run", List.of())));
        return steps;
    }

    private static void run(Making making, Action action) throws InterruptedException {
        switch (action) {
            case Action.PullImage pull -> making.pull(pull);
            case Action.BuildImage build -> making.build(build);
            case Action.CreateNetwork network -> making.createNetwork(network);
            case Action.CreateVolume volume -> making.createVolume(volume);
            default -> throw new IllegalStateException(action.verb());
        }
    }
}
