package io.jcompose.compose.apply;

import io.jcompose.compose.plan.Labels;
import io.jcompose.compose.plan.Observation;
import io.jcompose.compose.plan.Observation.ObservedNetwork;
import io.jcompose.compose.plan.Observation.ObservedVolume;
import io.jcompose.compose.plan.ObservedContainer;
import io.jcompose.compose.plan.ObservedContainer.Life;
import io.jcompose.compose.plan.ObservedContainer.MountedVolume;
import io.jcompose.compose.plan.ObservedContainer.Place;
import io.jcompose.engine.Engine;
import io.jcompose.engine.container.Container;
import io.jcompose.engine.container.ContainerSpec;
import io.jcompose.engine.container.ContainerState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sees what an engine has of a project; one list call a kind of resource. */
final class Observer {
    private final Engine engine;

    Observer(Engine engine) {
        this.engine = engine;
    }

    Observation observe(String project) {
        Map<String, ObservedNetwork> networks = new LinkedHashMap<>();
        engine.networks()
                .list()
                .forEach(network -> networks.put(
                        network.name(),
                        new ObservedNetwork(
                                network.id(), network.name(), network.spec().labels())));
        Map<String, ObservedVolume> volumes = new LinkedHashMap<>();
        engine.volumes()
                .list()
                .forEach(volume -> volumes.put(volume.name(), new ObservedVolume(volume.name(), volume.labels())));
        List<ObservedContainer> containers = engine.containers().list().stream()
                .filter(container -> project.equals(container.spec().labels().get(Labels.PROJECT)))
                .map(container -> seen(container, networks))
                .toList();
        return new Observation(project, containers, networks, volumes);
    }

    private static ObservedContainer seen(Container container, Map<String, ObservedNetwork> networks) {
        Map<String, String> labels = container.spec().labels();
        List<MountedVolume> volumes = container.volumes().stream()
                .map(volume -> new MountedVolume(volume.name(), volume.target(), volume.anonymous()))
                .toList();
        return new ObservedContainer(
                container.id().value(),
                container.name(),
                place(labels),
                life(container.state()),
                container.state() instanceof ContainerState.Exited(ContainerState.Exit exit) ? exit.code() : 0,
                container.imageId().value(),
                connected(container, networks),
                volumes,
                labels);
    }

    /** What its sandbox has, or while it has none what it is going to be connected to. */
    private static List<String> connected(Container container, Map<String, ObservedNetwork> networks) {
        if (container.sandbox().isPresent()) {
            return container.sandbox().get().endpoints().stream()
                    .map(endpoint -> endpoint.network())
                    .toList();
        }
        List<String> ids = new ArrayList<>();
        for (ContainerSpec.Attachment attachment : container.spec().networking().attachments()) {
            Optional.ofNullable(networks.get(attachment.network())).ifPresent(network -> ids.add(network.id()));
        }
        return ids;
    }

    private static Life life(ContainerState state) {
        return switch (state) {
            case ContainerState.Created _ -> Life.CREATED;
            case ContainerState.Running _ -> Life.RUNNING;
            case ContainerState.Restarting _ -> Life.RESTARTING;
            case ContainerState.Exited _, ContainerState.Removing _ -> Life.ENDED;
        };
    }

    private static Place place(Map<String, String> labels) {
        return new Place(
                labels.getOrDefault(Labels.SERVICE, ""),
                number(labels.getOrDefault(Labels.NUMBER, "1")),
                labels.getOrDefault(Labels.ONE_OFF, "False").equalsIgnoreCase("true"));
    }

    /** Somebody else may have set the label to anything. */
    private static int number(String text) {
        return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 1;
    }

    /** The project's containers, by service and number. */
    List<ServiceContainer> containers(String project) {
        return engine.containers().list().stream()
                .filter(container -> project.equals(container.spec().labels().get(Labels.PROJECT)))
                .map(Observer::view)
                .sorted(Comparator.comparing(ServiceContainer::service)
                        .thenComparingInt(ServiceContainer::number)
                        .thenComparing(ServiceContainer::name))
                .toList();
    }

    static ServiceContainer view(Container container) {
        Place place = place(container.spec().labels());
        return new ServiceContainer(
                container.spec().labels().getOrDefault(Labels.PROJECT, ""),
                place.service(),
                place.number(),
                place.oneOff(),
                container);
    }
}
