package io.jcompose.network;

import io.jcompose.linux.netlink.NetworkNamespace;
import io.jcompose.linux.netlink.NetworkNamespace.Unbound;
import io.jcompose.linux.netlink.RouteSocket;
import io.jcompose.network.SpareNamespaces.Furniture;
import io.jcompose.network.bridge.Attachment;
import io.jcompose.network.bridge.Ipv6Default;
import io.jcompose.network.bridge.Wiring;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A sandbox on its way to be open. Its addresses, ports and namespace are there when this is; its interfaces, names and the way in from outside follow
 * with {@link #connect}, which takes the kernel some time. Nothing is left behind by what fails.
 */
final class Opening {
    private final KernelStack.Parts parts;
    private final Endpoints endpoints;
    private final Undo undo = new Undo();
    private final Sandbox sandbox;
    private final List<PublishedPorts.Held> ports;
    private final Unbound<Furniture> namespace;

    Opening(KernelStack.Parts parts, Endpoints endpoints, SpareNamespaces spares, SandboxSpec spec, Path file) {
        this.parts = parts;
        this.endpoints = endpoints;
        try {
            List<Endpoint> leased = lease(spec);
            // A sandbox that nothing can reach from outside publishes nothing.
            ports = endpoints
                    .gateway(leased)
                    .map(way -> parts.ports().reserve(spec.name(), spec.ports(), endpoints.defaultHost(way)))
                    .orElse(List.of());
            undo.later(() -> parts.ports().release(ports));
            sandbox = new Sandbox(
                    spec.id(), spec.name(), file.toString(), leased, PublishedPorts.published(ports), spec.dns());
            namespace = bind(spares, file);
        } catch (Throwable e) {
            undo.run(e);
            throw e;
        }
    }

    private List<Endpoint> lease(SandboxSpec spec) {
        List<EndpointSpec> wanted = new ArrayList<>(spec.endpoints());
        wanted.sort(Comparator.comparingInt(EndpointSpec::priority).reversed());
        List<Endpoint> leased = new ArrayList<>();
        for (EndpointSpec endpoint : wanted) {
            Endpoint next = endpoints.lease(spec.id(), spec.name(), endpoint, leased);
            undo.later(() -> endpoints.release(spec.id(), spec.name(), next));
            leased.add(next);
        }
        return leased;
    }

    private Unbound<Furniture> bind(SpareNamespaces spares, Path file) {
        Unbound<Furniture> taken = spares.take();
        try {
            taken.bind(file);
        } catch (RuntimeException e) {
            taken.result().close();
            taken.close();
            throw e;
        }
        undo.later(() -> NetworkNamespace.delete(file));
        undo.later(taken.result()::close);
        return taken;
    }

    Sandbox sandbox() {
        return sandbox;
    }

    /** Has {@link #connect} called; when it can't be, as there can be no more threads, nothing is left. */
    void orGiveUp(Runnable connecting) {
        try {
            connecting.run();
        } catch (Throwable e) {
            namespace.close();
            undo.run(e);
            throw e;
        }
    }

    /** Once, on a thread that is in the machine's network namespace. */
    void connect() {
        try (namespace;
                RouteSocket inside = namespace.result().route();
                Ipv6Default _ = namespace.result().newInterfaces()) {
            if (sandbox.endpoints().isEmpty()) {
                // there is no name it could ask for; who connects it later has it answered
                namespace.result().close();
            } else {
                attach(inside);
                begin();
            }
        } catch (Throwable e) {
            undo.run(e);
            throw e;
        }
    }

    private void attach(RouteSocket inside) {
        List<Attachment> attachments = sandbox.endpoints().stream()
                .map(endpoint -> endpoints.attachment(endpoint, !ports.isEmpty()))
                .toList();
        undo.later(this::detach);
        if (attachments.stream().anyMatch(Attachment::hasSettings)) {
            namespace.enter((outside, descriptor) -> {
                attach(outside, inside, descriptor, attachments);
                return sandbox;
            });
        } else {
            try (RouteSocket outside = RouteSocket.open()) {
                attach(outside, inside, namespace.descriptor(), attachments);
            }
        }
    }

    private void detach() {
        try (RouteSocket outside = RouteSocket.open()) {
            sandbox.endpoints().forEach(endpoint -> Wiring.detach(outside, endpoint.hostInterface()));
        }
    }

    private void attach(RouteSocket outside, RouteSocket inside, int descriptor, List<Attachment> attachments) {
        attachments.forEach(attachment -> Wiring.attach(outside, inside, descriptor, attachment));
        endpoints.route(inside, sandbox.endpoints());
    }

    /** From now on it finds others, and others find it. */
    private void begin() {
        undo.later(() -> parts.ports().close(sandbox.id()));
        undo.later(() -> silence(parts, sandbox));
        parts.nameServer().serve(sandbox.id(), namespace.result().names(), endpoints.view(sandbox));
        sandbox.endpoints().forEach(endpoint -> endpoints.announce(sandbox.id(), endpoint));
        parts.firewall().admitAgain();
        Optional<Endpoint> way = endpoints.gateway(sandbox.endpoints());
        way.ifPresent(endpoint ->
                parts.ports().open(sandbox.id(), ports, endpoints.ipv4(endpoint), endpoints.ipv6(endpoint)));
    }

    /** From now on nobody finds it by name, and it finds nobody. */
    static void silence(KernelStack.Parts parts, Sandbox sandbox) {
        parts.nameServer().stop(sandbox.id());
        sandbox.endpoints().forEach(endpoint -> parts.directory().remove(endpoint.network(), sandbox.id()));
    }
}
