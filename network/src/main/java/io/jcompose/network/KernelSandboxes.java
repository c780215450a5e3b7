package io.jcompose.network;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.netlink.NetworkNamespace;
import io.jcompose.linux.netlink.RouteSocket;
import io.jcompose.network.bridge.Ipv6Default;
import io.jcompose.network.bridge.Wiring;
import io.jcompose.network.dns.InsideSockets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The sandboxes. Different ones are made and closed at the same time; changes of one wait for each other. */
final class KernelSandboxes implements Sandboxes {
    /** One sandbox; also the lock for changes of it, which wait until it is open. The value is null until then. */
    private static final class Live {
        private final CompletableFuture<Void> opened = new CompletableFuture<>();
        private volatile @Nullable Sandbox sandbox;

        void open(Sandbox connected) {
            sandbox = connected;
            opened.complete(null);
        }

        /** However its opening ended. */
        void await() {
            opened.handle((_, _) -> this).join();
        }
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
    public Coming begin(SandboxSpec spec) {
        Path file = file(spec.id());
        Live live = claim(spec.id());
        try {
            Opening opening = new Opening(parts, endpoints, spares, spec, file);
            opening.orGiveUp(() -> parts.threads().execute(() -> finish(opening, live)));
            return new Coming(opening.sandbox(), live.opened);
        } catch (Throwable e) {
            abandon(spec.id(), live, e);
            throw e;
        }
    }

    private void finish(Opening opening, Live live) {
        try {
            opening.connect();
            live.open(opening.sandbox());
        } catch (Throwable e) {
            abandon(opening.sandbox().id(), live, e);
        }
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
        Live live = claim(saved.id());
        Undo undo = new Undo();
        try {
            for (Endpoint endpoint : saved.endpoints()) {
                endpoints.adopt(saved.id(), saved.name(), endpoint);
                undo.later(() -> endpoints.release(saved.id(), saved.name(), endpoint));
            }
            InsideSockets sockets = NetworkNamespace.enter(file, (outside, namespace) -> InsideSockets.open(true));
            parts.nameServer().serve(saved.id(), sockets, endpoints.view(saved));
            undo.later(() -> parts.nameServer().stop(saved.id()));
            saved.endpoints().forEach(endpoint -> endpoints.announce(saved.id(), endpoint));
            List<PublishedPorts.Held> ports = parts.ports().reserveAgain(saved.name(), saved.ports());
            endpoints
                    .gateway(saved.endpoints())
                    .ifPresent(way -> parts.ports().adopt(saved.id(), ports, endpoints.ipv4(way), endpoints.ipv6(way)));
            live.open(saved);
            return saved;
        } catch (Throwable e) {
            undo.run(e);
            abandon(saved.id(), live, e);
            throw e;
        }
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
        live.await();
        synchronized (live) {
            Sandbox sandbox = live.sandbox;
            if (sandbox == null) {
                return;
            }
            parts.ports().close(sandboxId);
            Opening.silence(parts, sandbox);
            List<String> links =
                    sandbox.endpoints().stream().map(Endpoint::hostInterface).toList();
            parts.departures().begin(sandbox, parts.detacher().detach(links), () -> forget(sandbox));
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
                try (RouteSocket inside = RouteSocket.open();
                        Ipv6Default _ = Ipv6Default.off()) {
                    Wiring.attach(
                            outside,
                            inside,
                            namespace,
                            endpoints.attachment(endpoint, !sandbox.ports().isEmpty()));
                    endpoints.route(inside, all);
                    if (!parts.nameServer().serves(sandboxId)) {
                        parts.nameServer().serve(sandboxId, InsideSockets.open(true), endpoints.view(sandbox));
                    }
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
                    endpoints.route(inside, rest);
                }
                return sandboxId;
            });
            endpoints.release(sandboxId, sandbox.name(), endpoint);
            return rest;
        });
    }

    @Override
    public Sandbox rename(String sandboxId, Map<String, List<String>> names) {
        return change(sandboxId, (sandbox, undo) -> {
            List<Endpoint> renamed = sandbox.endpoints().stream()
                    .map(endpoint -> endpoint.named(names.getOrDefault(
                            endpoint.network(), endpoint.spec().names())))
                    .toList();
            renamed.forEach(endpoint -> endpoints.announce(sandboxId, endpoint));
            return renamed;
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

    private Live claim(String id) {
        parts.departures().await(id);
        Live live = new Live();
        if (lives.putIfAbsent(id, live) != null) {
            throw new JcomposeException(Kind.ALREADY_EXISTS, "network sandbox \"" + id + "\" exists already");
        }
        return live;
    }

    private void abandon(String id, Live live, Throwable because) {
        lives.remove(id, live);
        live.opened.completeExceptionally(because);
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
        live.await();
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
                parts.nameServer().change(id, endpoints.view(after));
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

    private void forget(Sandbox sandbox) {
        NetworkNamespace.delete(Path.of(sandbox.netns()));
        sandbox.endpoints().forEach(endpoint -> endpoints.release(sandbox.id(), sandbox.name(), endpoint));
    }

    private Path file(String id) {
        if (!id.matches("[a-zA-Z0-9][a-zA-Z0-9_.-]*")) {
            throw new JcomposeException(Kind.INVALID, "network sandbox id \"" + id + "\" is not valid");
        }
        return directory.resolve(id);
    }
}
