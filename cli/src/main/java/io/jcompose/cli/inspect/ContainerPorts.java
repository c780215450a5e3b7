package io.jcompose.cli.inspect;

import io.jcompose.engine.container.Container;
import io.jcompose.engine.container.ContainerSpec;
import io.jcompose.engine.image.ImageConfig;
import io.jcompose.network.PublishedPort;
import io.jcompose.network.Sandbox;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The ports of a container: what it publishes, and what it only says to listen on. */
public final class ContainerPorts {
    private ContainerPorts() {}

    /** Those of the host that lead to it now. */
    public static List<PublishedPort> published(Container container) {
        return container.state().running()
                ? container.sandbox().map(Sandbox::ports).orElse(List.of())
                : List.of();
    }

    /** {@code 80/tcp} and the like: what its image and its own flags expose, and what it publishes. */
    public static Set<String> exposed(ContainerSpec spec, ImageConfig image) {
        Set<String> all = new LinkedHashSet<>();
        Stream.concat(image.exposedPorts().stream(), spec.networking().expose().stream())
                .map(port -> port.indexOf('/') < 0 ? port + "/tcp" : port)
                .filter(port -> port.matches("\\d{1,5}/[a-z]+"))
                .forEach(all::add);
        spec.networking().ports().forEach(port -> all.add(port.containerPort() + "/" + port.protocol()));
        return all;
    }

    /**
     * {@code 99/tcp, 0.0.0.0:8000-8002->8000-8002/tcp, [::]:8080->80/tcp}: as docker shows them, where neighbours stand as one range when they have the
     * same numbers inside and outside.
     */
    public static String text(Container container, ImageConfig image) {
        if (!container.state().running()) {
            return "";
        }
        List<String> done = new ArrayList<>();
        List<String> mapped = new ArrayList<>();
        Map<Group, Range> open = new LinkedHashMap<>();
        for (Port port : ports(container, image)) {
            if (port.outside != port.inside && !port.ip.isEmpty()) {
                mapped.add(port.ip + ":" + port.outside + "->" + port.inside + "/" + port.protocol);
                continue;
            }
            Group group = new Group(port.ip, port.protocol);
            Range range = open.get(group);
            if (range != null && port.inside == range.last + 1) {
                open.put(group, new Range(range.first, port.inside));
                continue;
            }
            if (range != null) {
                done.add(group.text(range));
            }
            open.put(group, new Range(port.inside, port.inside));
        }
        open.forEach((group, range) -> done.add(group.text(range)));
        done.addAll(mapped);
        return String.join(", ", done);
    }

    private static List<Port> ports(Container container, ImageConfig image) {
        Set<Port> all = new LinkedHashSet<>();
        Set<String> reached = new LinkedHashSet<>();
        for (PublishedPort port : published(container)) {
            all.add(new Port(port.containerPort(), address(port.hostIp()), port.hostPort(), port.protocol()));
            reached.add(port.containerPort() + "/" + port.protocol());
        }
        for (String text : exposed(container.spec(), image)) {
            if (!reached.contains(text)) {
                int slash = text.indexOf('/');
                all.add(new Port(Integer.parseInt(text.substring(0, slash)), "", 0, text.substring(slash + 1)));
            }
        }
        return all.stream().sorted(Port.ORDER).toList();
    }

    /** An IPv6 address in brackets. */
    public static String address(String ip) {
        return ip.indexOf(':') >= 0 ? "[" + ip + "]" : ip;
    }

    /** @param ip empty: not published */
    private record Port(int inside, String ip, int outside, String protocol) {
        static final Comparator<Port> ORDER = Comparator.comparingInt(Port::inside)
                .thenComparing(Port::ip)
                .thenComparingInt(Port::outside)
                .thenComparing(Port::protocol);
    }

    private record Range(int first, int last) {
        @Override
        public String toString() {
            return first == last ? Integer.toString(first) : first + "-" + last;
        }
    }

    private record Group(String ip, String protocol) {
        String text(Range range) {
            return (ip.isEmpty() ? "" : ip + ":" + range + "->") + range + "/" + protocol;
        }
    }
}
