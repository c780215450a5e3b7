package io.jcompose.engine.container;

import io.jcompose.engine.container.ContainerSpec.Attachment;
import io.jcompose.engine.container.ContainerSpec.NetworkMode;
import io.jcompose.error.JcomposeException;
import io.jcompose.network.DnsConfig;
import io.jcompose.network.EndpointSpec;
import io.jcompose.network.HostFiles;
import io.jcompose.network.NetworkStack;
import io.jcompose.network.PortMapping;
import io.jcompose.network.Sandbox;
import io.jcompose.network.SandboxSpec;
import io.jcompose.network.Sandboxes;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The network side of a container: its namespace, and the three files that tell it of the network. */
final class Endpoints {
    private final NetworkStack network;
    private final ContainerTable table;
    private final Supplier<String> defaultNetwork;

    Endpoints(NetworkStack network, ContainerTable table, Supplier<String> defaultNetwork) {
        this.network = network;
        this.table = table;
        this.defaultNetwork = defaultNetwork;
    }

    /** Has what can be made of a container's network before the container is there. */
    void expect(ContainerSpec coming) {
        switch (coming.networking().mode()) {
            case NetworkMode.Host host -> {}
            case NetworkMode.OfContainer other -> {}
            case NetworkMode.None none -> network.sandboxes().expect();
            case NetworkMode.Disconnected none -> network.sandboxes().expect();
            case NetworkMode.Networks networks -> network.sandboxes().expect();
        }
    }

    /** Begins to open the namespace, or goes on with that of the run before; absent when the container uses the host's or another container's. */
    Optional<Sandboxes.Coming> open(Container container) {
        Optional<Sandbox> kept = network.sandboxes().find(container.id().value());
        if (kept.isPresent()) {
            return kept.map(Sandboxes.Coming::there);
        }
        List<EndpointSpec> specs = switch (container.spec().networking().mode()) {
            case NetworkMode.Host host -> null;
            case NetworkMode.OfContainer other -> null;
            case NetworkMode.None none -> List.of();
            case NetworkMode.Disconnected none -> List.of();
            case NetworkMode.Networks networks -> endpointSpecs(container);
        };
        if (specs == null) {
            return Optional.empty();
        }
        List<PortMapping> ports = specs.isEmpty()
                ? List.of()
                : container.spec().networking().ports().stream()
                        .map(Endpoints::mapping)
                        .toList();
        return Optional.of(network.sandboxes()
                .begin(new SandboxSpec(
                        container.id().value(),
                        container.name(),
                        specs,
                        ports,
                        dns(container.spec().networking().dns()))));
    }

    private static DnsConfig dns(ContainerSpec.Dns dns) {
        return new DnsConfig(dns.servers(), dns.search(), dns.options(), dns.links());
    }

    static PortMapping mapping(ContainerSpec.PortPublication port) {
        return new PortMapping(
                port.hostIp().isEmpty() ? null : port.hostIp(),
                port.hostPortFirst(),
                port.hostPortLast(),
                port.containerPort(),
                port.protocol());
    }

    private List<EndpointSpec> endpointSpecs(Container container) {
        return container.spec().networking().connections().stream()
                .map(attachment -> endpointSpec(container, attachment))
                .toList();
    }

    EndpointSpec endpointSpec(Container container, Attachment attachment) {
        return new EndpointSpec(
                networkId(attachment),
                names(container, attachment.aliases()),
                attachment.ipv4().orElse(null),
                attachment.ipv6().orElse(null),
                attachment.mac().orElse(null),
                attachment.linkLocalIps(),
                attachment.driverOptions().get("com.docker.network.endpoint.ifname"),
                attachment.driverOptions(),
                attachment.priority(),
                attachment.gatewayPriority());
    }

    /** The default network is made if need be. */
    String networkId(Attachment attachment) {
        return attachment.network().equals(ContainerSpec.Networking.DEFAULT_NETWORK)
                ? defaultNetwork.get()
                : network.networks().get(attachment.network()).id();
    }

    /** As Docker since 25: a host name that was given is one of the container's names on its networks, without the domain. */
    private static List<String> names(Container container, List<String> aliases) {
        Set<String> names = new LinkedHashSet<>();
        names.add(container.name());
        names.addAll(aliases);
        names.add(container.id().shortForm());
        container.spec().networking().hostname().ifPresent(names::add);
        return List.copyOf(names);
    }

    /** The others find it under its new name from now on, and not under the old one. */
    Container renamed(Container container) {
        if (container.sandbox().isEmpty()) {
            return container;
        }
        Map<String, List<String>> names = new LinkedHashMap<>();
        container
                .spec()
                .networking()
                .connections()
                .forEach(attachment -> names.put(networkId(attachment), names(container, attachment.aliases())));
        try {
            return With.sandbox(
                    container,
                    Optional.of(network.sandboxes().rename(container.id().value(), names)));
        } catch (JcomposeException e) {
            if (e.kind() != JcomposeException.Kind.NOT_FOUND) {
                throw e;
            }
            // It has just ended, which its state does not say yet: nobody finds it any more.
            return container;
        }
    }

    /** Its own, or those of the container whose network it shares. */
    Naming naming(Cell cell) {
        Cell owner = table.ownerOfNetwork(cell);
        ContainerSpec.Networking networking = owner.snapshot().spec().networking();
        boolean host = networking.mode() instanceof NetworkMode.Host;
        String hostname = networking
                .hostname()
                .orElseGet(() -> host ? hostName() : owner.snapshot().id().shortForm());
        return Naming.of(owner.files, hostname, networking.domainname());
    }

    /** Writes hostname, hosts and resolv.conf, if they are its own. */
    Naming writeFiles(Cell cell, Optional<Sandbox> sandbox) throws IOException {
        Naming naming = naming(cell);
        ContainerSpec.Networking networking = cell.snapshot().spec().networking();
        if (networking.mode() instanceof NetworkMode.OfContainer) {
            return naming;
        }
        Files.writeString(naming.hostnameFile(), naming.hostname() + "\n");
        if (sandbox.isPresent()) {
            writeHosts(naming, networking, sandbox.get());
        } else {
            Files.writeString(naming.hosts(), HostFiles.hosts(extraHosts(networking)));
        }
        if (sandbox.isPresent() && !(networking.mode() instanceof NetworkMode.None)) {
            Files.writeString(naming.resolvConf(), network.sandboxes().resolvConf(sandbox.get()));
        } else {
            Files.writeString(naming.resolvConf(), HostFiles.resolvConf(dns(networking.dns())));
        }
        return naming;
    }

    private void writeHosts(Naming naming, ContainerSpec.Networking networking, Sandbox sandbox) throws IOException {
        Files.writeString(
                naming.hosts(), network.sandboxes().hosts(sandbox, naming.fullName(), extraHosts(networking)));
    }

    private static List<Map.Entry<String, String>> extraHosts(ContainerSpec.Networking networking) {
        List<Map.Entry<String, String>> entries = new ArrayList<>();
        networking
                .extraHosts()
                .forEach(extra -> entries.add(new AbstractMap.SimpleImmutableEntry<>(extra.name(), extra.address())));
        return entries;
    }

    private static String hostName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            return InetAddress.getLoopbackAddress().getHostName();
        }
    }

    /** After the networks changed: the hosts file, which is bound into the container, is written anew in place. */
    void rewriteHosts(Cell cell, Sandbox sandbox) throws IOException {
        writeHosts(naming(cell), cell.snapshot().spec().networking(), sandbox);
    }

    /** The caller saves the container, whose state changes with this. */
    void close(Cell cell) {
        network.sandboxes().close(cell.id.value());
        table.updateInMemory(cell, c -> With.sandbox(c, Optional.empty()));
    }
}
