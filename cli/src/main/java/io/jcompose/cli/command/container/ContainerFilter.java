package io.jcompose.cli.command.container;

import io.jcompose.cli.command.ComposeCommand;
import io.jcompose.cli.command.Filters;
import io.jcompose.cli.command.Listings;
import io.jcompose.engine.Engine;
import io.jcompose.engine.container.Container;
import io.jcompose.engine.container.ContainerSpec;
import io.jcompose.engine.container.ContainerState;
import io.jcompose.engine.image.Image;
import io.jcompose.network.PublishedPort;
import io.jcompose.network.Sandbox;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Docker's filters of {@code container ls}. */
final class ContainerFilter {
    private static final Set<String> NAMES = new LinkedHashSet<>(List.of(
            "ancestor",
            "before",
            "exited",
            "expose",
            "health",
            "id",
            "is-task",
            "label",
            "name",
            "network",
            "publish",
            "since",
            "status",
            "volume"));
    private static final Set<String> STATUSES =
            Set.of("created", "restarting", "running", "removing", "paused", "exited", "dead");

    private final Filters filters;
    private final Engine engine;
    private final List<Container> before;
    private final List<Container> since;
    private final List<Image> ancestors;

    ContainerFilter(List<String> words, Engine engine) {
        this.filters = Filters.of(words, NAMES);
        this.engine = engine;
        this.before =
                filters.values("before").stream().map(engine.containers()::get).toList();
        this.since =
                filters.values("since").stream().map(engine.containers()::get).toList();
        this.ancestors = filters.values("ancestor").stream()
                .flatMap(name -> engine.images().find(name).stream())
                .toList();
        filters.values("status").stream()
                .filter(word -> !STATUSES.contains(word))
                .findFirst()
                .ifPresent(word -> {
                    throw ComposeCommand.invalid(
                            "invalid filter 'status=" + word + "'",
                            "use one of "
                                    + String.join(
                                            ", ", STATUSES.stream().sorted().toList()));
                });
        filters.values("exited").stream()
                .filter(word -> !word.matches("-?\\d+"))
                .findFirst()
                .ifPresent(word -> {
                    throw ComposeCommand.invalid("invalid filter 'exited=" + word + "'", "give an exit code");
                });
    }

    /** Whether those that do not run are meant too, without {@code --all}. */
    boolean all() {
        return filters.has("status");
    }

    boolean test(Container container) {
        return filters.matches("id", container.id().value())
                && filters.matches("name", container.name())
                && filters.labels("label", container.spec().labels())
                && filters.any("status", container.state().word()::equals)
                && filters.any(
                        "exited",
                        code -> container.state() instanceof ContainerState.Exited
                                && Listings.exitCode(container) == Integer.parseInt(code))
                && filters.any("health", word -> word.equals(health(container)))
                && filters.any("is-task", word -> !Boolean.parseBoolean(word))
                && inTime(container)
                && descends(container)
                && filters.any("volume", word -> volumes(container).contains(word))
                && filters.any("network", word -> onNetwork(container, word))
                && filters.any("publish", word -> published(container).anyMatch(range(word)::has))
                && filters.any("expose", word -> exposed(container).anyMatch(range(word)::has));
    }

    private static String health(Container container) {
        String word = Listings.health(container);
        return word.isEmpty() ? "none" : word;
    }

    private boolean inTime(Container container) {
        return before.stream().allMatch(other -> container.created().isBefore(other.created()))
                && since.stream().allMatch(other -> container.created().isAfter(other.created()));
    }

    /** Its image is one of those named, or was made from one: has its layers below its own. */
    private boolean descends(Container container) {
        if (!filters.has("ancestor")) {
            return true;
        }
        Optional<Image> own = engine.images().find(container.imageId().value());
        return own.isPresent()
                && ancestors.stream()
                        .anyMatch(ancestor -> own.get().id().equals(ancestor.id())
                                || own.get().layers().size() > ancestor.layers().size()
                                        && own.get()
                                                .layers()
                                                .subList(0, ancestor.layers().size())
                                                .equals(ancestor.layers()));
    }

    private static Set<String> volumes(Container container) {
        Set<String> all = new LinkedHashSet<>();
        container.volumes().forEach(volume -> all.addAll(List.of(volume.name(), volume.target())));
        for (ContainerSpec.Mount mount : container.spec().mounts()) {
            all.add(mount.target());
            if (mount instanceof ContainerSpec.Mount.Bind bind) {
                all.add(bind.source().toString());
            }
        }
        return all;
    }

    private boolean onNetwork(Container container, String name) {
        String id = engine.networks().find(name).map(network -> network.id()).orElse(name);
        Set<String> own = container.sandbox().map(Sandbox::endpoints).orElse(List.of()).stream()
                .flatMap(endpoint -> Stream.of(endpoint.network(), endpoint.networkName()))
                .collect(Collectors.toSet());
        container.spec().networking().attachments().forEach(attachment -> own.add(attachment.network()));
        return own.contains(id) || own.contains(name);
    }

    private record Port(int number, String protocol) {}

    private record Range(int first, int last, String protocol) {
        boolean has(Port port) {
            return port.number >= first && port.number <= last && port.protocol.equals(protocol);
        }
    }

    private static Range range(String word) {
        if (!word.matches("\\d{1,5}(-\\d{1,5})?(/[a-z]+)?")) {
            throw ComposeCommand.invalid("invalid port filter: " + word, "write PORT[-PORT][/PROTOCOL]");
        }
        int slash = word.indexOf('/');
        String[] numbers = (slash < 0 ? word : word.substring(0, slash)).split("-");
        return new Range(
                Integer.parseInt(numbers[0]),
                Integer.parseInt(numbers[numbers.length - 1]),
                slash < 0 ? "tcp" : word.substring(slash + 1));
    }

    private static Stream<Port> published(Container container) {
        return Listings.published(container).stream().map(port -> new Port(port.hostPort(), port.protocol()));
    }

    private static Stream<Port> exposed(Container container) {
        List<Port> ports = new ArrayList<>();
        for (PublishedPort port : Listings.published(container)) {
            ports.add(new Port(port.containerPort(), port.protocol()));
        }
        for (String text : container.spec().networking().expose()) {
            Range range = range(text);
            for (int number = range.first(); number <= range.last(); number++) {
                ports.add(new Port(number, range.protocol()));
            }
        }
        return ports.stream();
    }
}
