package io.jcompose.network;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The network namespaces that this engine has given out. Blocking, safe for concurrent use; kernel work is done on threads of its own, so
 * virtual threads may call. Errors are {@link io.jcompose.error.JcomposeException} or {@link io.jcompose.linux.LinuxException}.
 */
public interface Sandboxes {
    /** Says that a sandbox is about to be opened: what every one has is made meanwhile. Returns at once. */
    void expect();

    /**
     * Makes the namespace, connects it, publishes its ports and answers its DNS questions. Nothing is left behind when it fails.
     *
     * @throws io.jcompose.error.JcomposeException CONFLICT for a port or address in use (the holder is named), NOT_FOUND for a network
     */
    default Sandbox open(SandboxSpec spec) {
        Coming coming = begin(spec);
        coming.await();
        return coming.sandbox();
    }

    /**
     * As {@link #open}, but returns as soon as the addresses are leased, the ports taken and the namespace made. Its interfaces come while the caller goes
     * on; {@link #close}, {@link #connect} and {@link #disconnect} of it wait for them.
     *
     * @throws io.jcompose.error.JcomposeException as {@link #open}
     */
    Coming begin(SandboxSpec spec);

    /**
     * A sandbox that is being connected.
     *
     * @param sandbox what it will be
     * @param opened complete when it is
     */
    record Coming(Sandbox sandbox, CompletableFuture<Void> opened) {
        /** One that is connected. */
        public static Coming there(Sandbox sandbox) {
            return new Coming(sandbox, CompletableFuture.completedFuture(null));
        }

        /** Returns when it is connected; throws why it could not be: then nothing of it is left. */
        public void await() {
            try {
                opened.join();
            } catch (CompletionException e) {
                switch (e.getCause()) {
                    case RuntimeException cause -> throw cause;
                    case Error cause -> throw cause;
                    case null, default -> throw e;
                }
            }
        }
    }

    /**
     * Adopts a namespace that an earlier run of the engine made, without touching what works in it: leases, names, DNS, ports.
     *
     * @throws io.jcompose.error.JcomposeException NOT_FOUND when the namespace is gone (after a reboot)
     */
    Sandbox restore(Sandbox sandbox);

    /** Says that every sandbox that should live has been restored: what else this engine's earlier runs left in the kernel is removed. */
    void settle();

    /**
     * Takes away everything of the sandbox; does nothing when there is none. Ports and names are free on return. Interfaces, addresses and the namespace go
     * a moment later; what needs them again (a sandbox of the same id or on the same network, the network's removal) waits by itself.
     */
    void close(String sandboxId);

    /** Connects a sandbox, whose processes may be running, to one more network. The result replaces the saved value. */
    Sandbox connect(String sandboxId, EndpointSpec endpoint);

    /** The opposite of {@link #connect}. */
    Sandbox disconnect(String sandboxId, String networkId);

    /**
     * The others find it under these names from now on, and under none that it had before.
     *
     * @param names as {@link EndpointSpec#names}, by the id of the network
     */
    Sandbox rename(String sandboxId, Map<String, List<String>> names);

    Optional<Sandbox> find(String sandboxId);

    /**
     * Says whether all these ports could be published now, before anything is started.
     *
     * @throws io.jcompose.error.JcomposeException CONFLICT with one line per port that is taken, each with its holder
     */
    void checkPorts(List<PortMapping> ports);

    /** Text of {@code /etc/resolv.conf} for the sandbox. */
    String resolvConf(Sandbox sandbox);

    /**
     * Text of {@code /etc/hosts} for the sandbox.
     *
     * @param hostname with its domain, if it has one ({@code web.example.org}); its first label becomes an alias
     * @param extraHosts name to address, in order; the address {@code host-gateway} stands for the gateway of the sandbox. {@code
     *     host.docker.internal} is added by itself where there is a gateway.
     */
    String hosts(Sandbox sandbox, String hostname, List<Map.Entry<String, String>> extraHosts);
}
