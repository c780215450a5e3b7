package io.jcompose.cli.command.container;

import io.jcompose.cli.command.ComposeCommand;
import io.jcompose.cli.command.Filters;
import io.jcompose.cli.command.Listings;
import io.jcompose.cli.inspect.ContainerPorts;
import io.jcompose.engine.Engine;
import io.jcompose.engine.container.Container;
import io.jcompose.engine.container.ContainerSpec;
import io.jcompose.engine.container.ContainerState;
import io.jcompose.engine.image.Image;
import io.jcompose.network.Sandbox;
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
    private static final int LAST_PORT = 65535;
    private static final List<String> STATUSES =
            List.of("created", "running", "paused", "restarting", "removing", "exited", "dead");
    private static final List<String> IS_TRUE = List.of("true", "True", "TRUE", "t", "T", "1");
    private static final List<String> IS_FALSE = List.of("false", "False", "FALSE", "f", "F", "0");

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
        oneOf("status", STATUSES);
        oneOf("health", List.of("none", "starting", "healthy", "unhealthy"));
        oneOf("is-task", Stream.concat(IS_TRUE.stream(), IS_FALSE.stream()).toList());
        filters.values("publish").forEach(ContainerFilter::range);
        filters.values("expose").forEach(ContainerFilter::range);
        filters.values("exited").stream()
                .filter(word -> !word.matches("-?\\d+"))
                .findFirst()
                .ifPresent(word -> {
                    throw ComposeCommand.invalid("invalid filter 'exited=" + word + "'", "give an exit code");
                });
    }

    private void oneOf(String filter, List<String> values) {
        filters.values(filter).stream()
                .filter(word -> !values.contains(word))
                .findFirst()
                .ifPresent(word -> {
                    throw ComposeCommand.invalid(
                            "invalid filter '" + filter + "=" + word + "'", "use one of " + String.join(", ", values));
                });
    }

    /** Whether those that do not run are meant too, without {@code --all}. */
    boolean all() {
        return filters.has("status");
    }

    boolean test(Container container) {
        return filters.matches("id", container.id().value())
                && filters.any(
                        "name",
                        word -> Filters.fits("name", word, container.name())
                                || Filters.fits("name", word, "/" + container.name()))
                && filters.labels("label", Listings.labels(container, engine))
                && filters.any("status", container.state().word()::equals)
                && filters.any(
                        "exited",
                        code -> container.state() instanceof ContainerState.Exited
                                && Listings.exitCode(container) == Integer.parseInt(code))
                && filters.any("health", word -> word.equals(health(container)))
                && filters.any("is-task", word -> !IS_TRUE.contains(word))
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
        own.addAll(ContainerRow.networks(container));
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
        int first = Integer.parseInt(numbers[0]);
        int last = Integer.parseInt(numbers[numbers.length - 1]);
        if (last > LAST_PORT || first > last) {
            throw ComposeCommand.invalid("invalid port filter: " + word, "give ports up to 65535, the lower one first");
        }
        return new Range(first, last, slash < 0 ? "tcp" : word.substring(slash + 1));
    }

    private static Stream<Port> published(Container container) {
        return ContainerPorts.published(container).stream().map(port -> new Port(port.hostPort(), port.protocol()));
    }

    private Stream<Port> exposed(Container container) {
        if (!container.state().running()) {
            return Stream.empty();
        }
        return ContainerPorts.exposed(container.spec(), Listings.image(container, engine)).stream()
                .map(ContainerFilter::range)
                .map(range -> new Port(range.first(), range.protocol()));
    }
}
