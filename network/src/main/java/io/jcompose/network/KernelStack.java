package io.jcompose.network;

import io.jcompose.linux.process.NewThreads;
import io.jcompose.network.bridge.Bridges;
import io.jcompose.network.bridge.Detacher;
import io.jcompose.network.bridge.InterfaceNames;
import io.jcompose.network.dns.HostResolvers;
import io.jcompose.network.dns.NameDirectory;
import io.jcompose.network.dns.NameServer;
import io.jcompose.network.firewall.Firewall;
import io.jcompose.network.port.PortLedger;
import io.jcompose.network.port.PortProxy;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Where the parts are put together. */
final class KernelStack implements NetworkStack {
    /**
     * What {@link KernelNetworks} and {@link KernelSandboxes} work with.
     *
     * @param threads in the machine's network namespace
     */
    record Parts(
            Executor threads,
            InterfaceNames names,
            Bridges bridges,
            Detacher detacher,
            Departures departures,
            Firewall firewall,
            HostResolvers resolvers,
            NameDirectory directory,
            NameServer nameServer,
            PublishedPorts ports) {}

    private static final Duration SPARE_KEPT = Duration.ofSeconds(10);
    private static final Duration THREAD_KEPT = Duration.ofSeconds(10);

    private final Parts parts;
    private final KernelNetworks networks;
    private final SpareNamespaces spares;
    private final KernelSandboxes sandboxes;

    private KernelStack(Parts parts, KernelNetworks networks, SpareNamespaces spares, KernelSandboxes sandboxes) {
        this.parts = parts;
        this.networks = networks;
        this.spares = spares;
        this.sandboxes = sandboxes;
    }

    static KernelStack start(NetworkSettings settings, NetworkRecords records, Vertx vertx) {
        InterfaceNames names = new InterfaceNames(settings.engineId());
        HostResolvers resolvers = new HostResolvers(settings.hostResolvConf());
        NameDirectory directory = new NameDirectory();
        Firewall firewall = new Firewall(names.table(), names.bridgePrefix());
        Executor threads = threads();
        Detacher detacher = new Detacher(names, threads);
        Parts parts = new Parts(
                threads,
                names,
                new Bridges(names),
                detacher,
                new Departures(detacher::hurry),
                firewall,
                resolvers,
                directory,
                new NameServer(vertx, directory, resolvers),
                new PublishedPorts(new PortLedger(), new PortProxy(vertx), firewall));
        KernelNetworks networks = KernelNetworks.load(parts, records);
        SpareNamespaces spares = new SpareNamespaces(vertx, SPARE_KEPT);
        return new KernelStack(
                parts,
                networks,
                spares,
                new KernelSandboxes(
                        parts, networks, spares, settings.runDirectory().resolve("netns")));
    }

    /**
     * A thread begins in the network namespace of the one that starts it: here, of the one that has something done. They wait a while for more, for to start
     * one takes 0.2 ms; then they end by themselves.
     */
    private static Executor threads() {
        Executor threads = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                THREAD_KEPT.toMillis(),
                TimeUnit.MILLISECONDS,
                new SynchronousQueue<>(),
                Thread.ofPlatform().daemon().name("network-", 1).factory());
        return work -> NewThreads.begin("a network's thread", () -> threads.execute(work));
    }

    @Override
    public Networks networks() {
        return networks;
    }

    @Override
    public Sandboxes sandboxes() {
        return sandboxes;
    }

    @Override
    public void close() {
        spares.close();
        parts.departures().awaitAll();
        parts.nameServer().close();
        parts.ports().close();
        parts.firewall().close();
    }
}
