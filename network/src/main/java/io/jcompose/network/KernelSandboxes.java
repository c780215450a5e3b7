package io.jcompose.network;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.netlink.NetworkNamespace;
import io.jcompose.linux.netlink.NetworkNamespace.Unbound;
import io.jcompose.linux.netlink.RouteSocket;
import io.jcompose.network.SpareNamespaces.Furniture;
import io.jcompose.network.bridge.Wiring;
import io.jcompose.network.dns.InsideSockets;
import io.jcompose.network.dns.NameServer;
import io.jcompose.network.ipam.Cidr;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The sandboxes. Different ones are made and closed at the same time; changes of one wait for each other. */
final class KernelSandboxes implements Sandboxes {
    /** One sandbox; also the lock for changes of it. The value is null while it is being made. */
    private static final class Live {
        private volatile @Nullable Sandbox sandbox;
    }

    private final KernelStack.Parts parts;
    private final KernelNetworks networks;
    private final Endpoints endpoints;
    private final SpareNamespaces spares;
    private final Path directory;
    private final Map<String, Live> lives = new ConcurrentHashMap<>();

    KernelSandboxes(KernelStack.Parts parts, KernelNetworks networks, SpareNamespaces spares, Path directory) {
        this.parts = parts;
        this.networks = networks;
        this.spares = spares;
        this.endpoints = new Endpoints(parts, networks);
        this.directory = directory;
    }

    @Override
    public void expect() {
        spares.prepare();
    }

    @Override
    public Sandbox open(SandboxSpec spec) {
        return claim(spec.id(), live -> {
            Undo undo = new Undo();
            try {
                Sandbox sandbox = make(spec, undo);
                live.sandbox = sandbox;
                return sandbox;
            } catch (Throwable e) {
                undo.run(e);
                throw e;
            }
        });
    }

    private Sandbox make(SandboxSpec spec, Undo undo) {
        Path file = file(spec.id());
        List<EndpointSpec> wanted = new ArrayList<>(spec.endpoints());
        wanted.sort(Comparator.comparingInt(EndpointSpec::priority).reversed());
        List<Endpoint> made = new ArrayList<>();
        for (EndpointSpec endpoint : wanted) {
            Endpoint leased = endpoints.lease(spec.id(), spec.name(), endpoint, made);
            undo.later(() -> endpoints.release(spec.id(), spec.name(), leased));
            made.add(leased);
        }
        Optional<Endpoint> way = endpoints.gateway(made);
        // A sandbox that nothing can reach from outside publishes nothing.
        List<PublishedPorts.Held> ports = way.isEmpty()
                ? List.of()
                : parts.ports().reserve(spec.name(), spec.ports(), endpoints.defaultHost(way.get()));
        undo.later(() -> parts.ports().release(ports));
        List<PublishedPort> published = PublishedPorts.published(ports);
        Sandbox sandbox = new Sandbox(spec.id(), spec.name(), file.toString(), made, published, spec.dns());
        try (Unbound<Furniture> namespace = spares.take();
                RouteSocket _ = namespace.result().route()) {
            undo.later(namespace.result()::close);
            namespace.bind(file);
            undo.later(() -> NetworkNamespace.delete(file));
            connect(namespace, made, !ports.isEmpty());
            undo.later(() -> dismantle(sandbox));
            undo.later(() -> parts.ports().close(spec.id()));
            if (made.isEmpty()) {
                // one that is connected to nothing never will be, and there is no name it could ask for
                namespace.result().close();
            } else {
                parts.nameServer().serve(spec.id(), namespace.result().names(), view(sandbox));
            }
        }
        made.forEach(endpoint -> endpoints.announce(spec.id(), endpoint));
        if (!made.isEmpty()) {
            parts.firewall().admitAgain();
        }
        way.ifPresent(
                endpoint -> parts.ports().open(spec.id(), ports, endpoints.ipv4(endpoint), endpoints.ipv6(endpoint)));
        return sandbox;
    }

    private void connect(Unbound<Furniture> fresh, List<Endpoint> made, boolean publishes) {
        if (made.isEmpty()) {
            return;
        }
        fresh.enter((outside, namespace) -> {
            try {
                RouteSocket inside = fresh.result().route();
                for (Endpoint endpoint : made) {
                    Wiring.attach(outside, inside, namespace, endpoints.attachment(endpoint, publishes));
                }
                routes(inside, made);
                return made;
            } catch (Throwable e) {
                made.forEach(endpoint -> Wiring.detach(outside, endpoint.hostInterface()));
                throw e;
            }
        });
    }

    @Override
    public Sandbox restore(Sandbox saved) {
        Path file = file(saved.id());
        if (!NetworkNamespace.exists(file)) {
            throw new JcomposeException(
                    Kind.NOT_FOUND,
                    "network namespace of \"" + saved.name() + "\" is gone",
                    "start the container anew");
        }
        return claim(saved.id(), live -> {
            Undo undo = new Undo();
            try {
                for (Endpoint endpoint : saved.endpoints()) {
                    endpoints.adopt(saved.id(), saved.name(), endpoint);
                    undo.later(() -> endpoints.release(saved.id(), saved.name(), endpoint));
                }
                InsideSockets sockets = NetworkNamespace.enter(file, (outside, namespace) -> InsideSockets.open(true));
                parts.nameServer().serve(saved.id(), sockets, view(saved));
                undo.later(() -> parts.nameServer().stop(saved.id()));
                saved.endpoints().forEach(endpoint -> endpoints.announce(saved.id(), endpoint));
                List<PublishedPorts.Held> ports = parts.ports().reserveAgain(saved.name(), saved.ports());
                endpoints
                        .gateway(saved.endpoints())
                        .ifPresent(way ->
                                parts.ports().adopt(saved.id(), ports, endpoints.ipv4(way), endpoints.ipv6(way)));
                live.sandbox = saved;
                return saved;
            } catch (Throwable e) {
                undo.run(e);
                throw e;
            }
        });
    }

    @Override
    public void settle() {
        List<String> known =
                new ArrayList<>(networks.list().stream().map(Network::bridge).toList());
        for (Live live : lives.values()) {
            Sandbox sandbox = live.sandbox;
            if (sandbox != null) {
                sandbox.endpoints().forEach(endpoint -> known.add(endpoint.hostInterface()));
            }
        }
        parts.firewall().replace();
        parts.bridges().removeOthers(known);
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
                for (Path file : files) {
                    if (!lives.containsKey(file.getFileName().toString())) {
                        NetworkNamespace.delete(file);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close(String sandboxId) {
        Live live = lives.get(sandboxId);
        if (live == null) {
            return;
        }
        synchronized (live) {
            Sandbox sandbox = live.sandbox;
            if (sandbox == null) {
                return;
            }
            parts.ports().close(sandboxId);
            silence(sandbox);
            parts.departures().begin(sandbox, detach(sandbox), () -> forget(sandbox));
            live.sandbox = null;
            lives.remove(sandboxId);
        }
    }

    @Override
    public Sandbox connect(String sandboxId, EndpointSpec spec) {
        return change(sandboxId, (sandbox, undo) -> {
            Endpoint endpoint = endpoints.lease(sandboxId, sandbox.name(), spec, sandbox.endpoints());
            undo.later(() -> endpoints.release(sandboxId, sandbox.name(), endpoint));
            List<Endpoint> all = new ArrayList<>(sandbox.endpoints());
            all.add(endpoint);
            NetworkNamespace.enter(Path.of(sandbox.netns()), (outside, namespace) -> {
                try (RouteSocket inside = RouteSocket.open()) {
                    Wiring.attach(
                            outside,
                            inside,
                            namespace,
                            endpoints.attachment(endpoint, !sandbox.ports().isEmpty()));
                    routes(inside, all);
                } catch (Throwable e) {
                    Wiring.detach(outside, endpoint.hostInterface());
                    throw e;
                }
                return sandboxId;
            });
            endpoints.announce(sandboxId, endpoint);
            return all;
        });
    }

    @Override
    public Sandbox disconnect(String sandboxId, String networkId) {
        return change(sandboxId, (sandbox, undo) -> {
            Endpoint endpoint = sandbox.endpoints().stream()
                    .filter(each -> each.network().equals(networkId))
                    .findFirst()
                    .orElseThrow(() -> new JcomposeException(
                            Kind.NOT_FOUND,
                            "\"" + sandbox.name() + "\" is not connected to network \"" + networkId + "\""));
            List<Endpoint> rest = new ArrayList<>(sandbox.endpoints());
            rest.remove(endpoint);
            parts.directory().remove(networkId, sandboxId);
            NetworkNamespace.enter(Path.of(sandbox.netns()), (outside, namespace) -> {
                Wiring.detach(outside, endpoint.hostInterface());
                try (RouteSocket inside = RouteSocket.open()) {
                    routes(inside, rest);
                }
                return sandboxId;
            });
            endpoints.release(sandboxId, sandbox.name(), endpoint);
            return rest;
        });
    }

    @Override
    public Optional<Sandbox> find(String sandboxId) {
        Live live = lives.get(sandboxId);
        return live == null ? Optional.empty() : Optional.ofNullable(live.sandbox);
    }

    @Override
    public void checkPorts(List<PortMapping> ports) {
        parts.ports().check(ports);
    }

    @Override
    public String resolvConf(Sandbox sandbox) {
        return SandboxFiles.resolvConf(sandbox, parts.resolvers().current());
    }

    @Override
    public String hosts(Sandbox sandbox, String hostname, List<Map.Entry<String, String>> extraHosts) {
        return SandboxFiles.hosts(sandbox, endpoints.gateway(sandbox.endpoints()), hostname, extraHosts);
    }

    @FunctionalInterface
    private interface Making {
        Sandbox make(Live live);
    }

    private Sandbox claim(String id, Making making) {
        parts.departures().await(id);
        Live live = new Live();
        synchronized (live) {
            if (lives.putIfAbsent(id, live) != null) {
                throw new JcomposeException(Kind.ALREADY_EXISTS, "network sandbox \"" + id + "\" exists already");
            }
            try {
                return making.make(live);
            } finally {
                if (live.sandbox == null) {
                    lives.remove(id, live);
                }
            }
        }
    }

    @FunctionalInterface
    private interface Changing {
        List<Endpoint> change(Sandbox sandbox, Undo undo);
    }

    private Sandbox change(String id, Changing changing) {
        Live live = lives.get(id);
        if (live == null) {
            throw new JcomposeException(Kind.NOT_FOUND, "network sandbox \"" + id + "\" not found");
        }
        synchronized (live) {
            Sandbox before = live.sandbox;
            if (before == null) {
                throw new JcomposeException(Kind.NOT_FOUND, "network sandbox \"" + id + "\" not found");
            }
            Undo undo = new Undo();
            try {
                List<Endpoint> now = changing.change(before, undo);
                Sandbox after = new Sandbox(id, before.name(), before.netns(), now, before.ports(), before.dns());
                live.sandbox = after;
                parts.nameServer().change(id, view(after));
                Optional<Endpoint> way = endpoints.gateway(now);
                parts.ports()
                        .retarget(
                                id,
                                way.map(endpoints::ipv4).orElse(null),
                                way.map(endpoints::ipv6).orElse(null));
                return after;
            } catch (Throwable e) {
                undo.run(e);
                throw e;
            }
        }
    }

    private void dismantle(Sandbox sandbox) {
        silence(sandbox);
        detach(sandbox).join();
        NetworkNamespace.delete(Path.of(sandbox.netns()));
    }

    /** From now on nobody finds it by name, and it finds nobody. */
    private void silence(Sandbox sandbox) {
        parts.nameServer().stop(sandbox.id());
        sandbox.endpoints().forEach(endpoint -> parts.directory().remove(endpoint.network(), sandbox.id()));
    }

    private CompletableFuture<Void> detach(Sandbox sandbox) {
        return parts.detacher()
                .detach(sandbox.endpoints().stream()
                        .map(Endpoint::hostInterface)
                        .toList());
    }

    private void forget(Sandbox sandbox) {
        NetworkNamespace.delete(Path.of(sandbox.netns()));
        sandbox.endpoints().forEach(endpoint -> endpoints.release(sandbox.id(), sandbox.name(), endpoint));
    }

    private void routes(RouteSocket inside, List<Endpoint> all) {
        Optional<Endpoint> way = endpoints.gateway(all);
        Wiring.defaultRoutes(inside, address(way.map(Endpoint::gateway4)), address(way.map(Endpoint::gateway6)));
    }

    private NameServer.View view(Sandbox sandbox) {
        List<InetAddress> servers =
                sandbox.dns().servers().stream().map(Cidr::address).toList();
        List<String> ids = sandbox.endpoints().stream().map(Endpoint::network).toList();
        Map<String, String> links = new HashMap<>();
        sandbox.dns()
                .links()
                .forEach((alias, name) -> links.put(alias.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT)));
        return new NameServer.View(
                ids, servers, links, endpoints.gateway(sandbox.endpoints()).isPresent());
    }

    private static @Nullable InetAddress address(Optional<String> text) {
        return text.map(Cidr::address).orElse(null);
    }

    private Path file(String id) {
        if (!id.matches("[a-zA-Z0-9][a-zA-Z0-9_.-]*")) {
            throw new JcomposeException(Kind.INVALID, "network sandbox id \"" + id + "\" is not valid");
        }
        return directory.resolve(id);
    }
}
