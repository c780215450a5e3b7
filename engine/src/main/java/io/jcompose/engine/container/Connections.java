package io.jcompose.engine.container;

import io.jcompose.engine.container.ContainerSpec.Attachment;
import io.jcompose.engine.container.ContainerSpec.NetworkMode;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.network.NetworkStack;
import io.jcompose.network.Sandbox;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Connects containers that exist to more networks, or to fewer. */
final class Connections {
    private static final String SHARES =
            "container sharing network namespace with another container or host cannot be connected to any other network";

    private final NetworkStack network;
    private final ContainerTable table;
    private final Endpoints endpoints;

    Connections(NetworkStack network, ContainerTable table, Endpoints endpoints) {
        this.network = network;
        this.table = table;
        this.endpoints = endpoints;
    }

    /** @throws JcomposeException CONFLICT, in Docker's words, for a container whose network mode has no networks */
    void connect(Cell cell, Attachment attachment) {
        switch (cell.snapshot().spec().networking().mode()) {
            case NetworkMode.None none ->
                throw refusal(
                        "container cannot be connected to multiple networks with one of the networks in private (none) mode");
            case NetworkMode.Host host -> throw refusal(SHARES);
            case NetworkMode.OfContainer other -> throw refusal(SHARES);
            case NetworkMode.Networks networks -> {}
            case NetworkMode.Disconnected none -> {}
        }
        change(cell, attachments -> {
            String id = endpoints.networkId(attachment);
            if (attachments.stream().anyMatch(each -> isOf(id, each))) {
                throw new JcomposeException(
                        Kind.ALREADY_EXISTS,
                        "endpoint with name " + cell.snapshot().name() + " already exists in network "
                                + attachment.network(),
                        "disconnect it first to connect it otherwise");
            }
            cell.snapshot()
                    .sandbox()
                    .ifPresent(sandbox -> changed(
                            cell,
                            network.sandboxes()
                                    .connect(sandbox.id(), endpoints.endpointSpec(cell.snapshot(), attachment))));
            attachments.add(attachment);
        });
    }

    private static JcomposeException refusal(String what) {
        return new JcomposeException(Kind.CONFLICT, what, "create it anew without that network mode");
    }

    void disconnect(Cell cell, String reference) {
        String id = network.networks().get(reference).id();
        change(cell, attachments -> {
            cell.snapshot()
                    .sandbox()
                    .ifPresent(sandbox -> changed(cell, network.sandboxes().disconnect(sandbox.id(), id)));
            if (!attachments.removeIf(attachment -> isOf(id, attachment))) {
                throw new JcomposeException(
                        Kind.NOT_FOUND,
                        "container " + cell.snapshot().name() + " is not connected to network " + reference,
                        "jcompose container inspect tells its networks");
            }
        });
    }

    /** By what its name stands for: an attachment outlives a network that was removed while the container was stopped. */
    private boolean isOf(String id, Attachment attachment) {
        return network.networks()
                .find(attachment.network())
                .filter(found -> found.id().equals(id))
                .isPresent();
    }

    @FunctionalInterface
    private interface Change {
        void apply(List<Attachment> attachments);
    }

    private void change(Cell cell, Change change) {
        table.lock(cell);
        try {
            ContainerSpec.Networking n = cell.snapshot().spec().networking();
            List<Attachment> attachments = new ArrayList<>(n.connections());
            change.apply(attachments);
            ContainerSpec.Networking next = new ContainerSpec.Networking(
                    attachments.isEmpty() ? new NetworkMode.Disconnected() : new NetworkMode.Networks(),
                    attachments,
                    n.ports(),
                    n.expose(),
                    n.dns(),
                    n.extraHosts(),
                    n.hostname(),
                    n.domainname());
            table.update(cell, c -> With.spec(c, With.networking(c.spec(), next)));
        } finally {
            cell.operation.unlock();
        }
    }

    private void changed(Cell cell, Sandbox sandbox) {
        table.update(cell, c -> With.sandbox(c, Optional.of(sandbox)));
        try {
            endpoints.rewriteHosts(cell, sandbox);
        } catch (IOException e) {
            throw new JcomposeException(
                    Kind.UNAVAILABLE, "the hosts file can't be written: " + e.getMessage(), "make room on the disk", e);
        }
    }
}
