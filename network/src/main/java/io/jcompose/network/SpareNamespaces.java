package io.jcompose.network;

import io.jcompose.linux.LinuxException;
import io.jcompose.linux.netlink.NetworkNamespace;
import io.jcompose.linux.netlink.NetworkNamespace.Unbound;
import io.jcompose.linux.netlink.RouteSocket;
import io.jcompose.linux.process.ReturningThreads;
import io.jcompose.network.bridge.Ipv6Default;
import io.jcompose.network.bridge.Wiring;
import io.jcompose.network.dns.InsideSockets;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A network namespace made ahead, with what every sandbox has: settings, loopback, the name server's sockets. Making it takes a sixth of a container's whole
 * life; so the next one is made while the container is described that needs it, and again while that is started.
 *
 * <p>It does not stay for long: a namespace begins with settings of the machine, which may change. Nothing but descriptors of this process keeps it.
 * Safe for concurrent use.
 */
final class SpareNamespaces implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(SpareNamespaces.class.getName());
    /** Starts on end are less apart; a thread is no more than 0.1 ms. */
    private static final Duration MAKER_KEPT = Duration.ofSeconds(2);

    /**
     * What is open in a namespace that nothing is connected to yet.
     *
     * @param route for connecting it
     * @param names of the name server
     * @param newInterfaces off until it is connected
     */
    record Furniture(RouteSocket route, InsideSockets names, Ipv6Default newInterfaces) implements AutoCloseable {
        @Override
        public void close() {
            newInterfaces.close();
            route.close();
            names.close();
        }
    }

    private final Vertx vertx;
    private final Duration kept;
    private final ReturningThreads makers;
    private @Nullable CompletableFuture<Unbound<Furniture>> spare;
    private @Nullable CompletableFuture<Unbound<Furniture>> thereBefore;
    private boolean watched;
    private boolean closed;

    /** @param kept how long one waits to be used, at least; at most twice as long */
    SpareNamespaces(Vertx vertx, Duration kept) {
        this.vertx = vertx;
        this.kept = kept;
        this.makers = new ReturningThreads("netns-make", MAKER_KEPT);
    }

    /** Begins to make one, unless there is one. */
    synchronized void prepare() {
        if (spare != null || closed) {
            return;
        }
        try {
            spare = NetworkNamespace.begin(makers, SpareNamespaces::furnish);
        } catch (LinuxException e) {
            // whoever needs one will be told
            LOG.log(System.Logger.Level.DEBUG, "no thread to make a namespace ahead", e);
            return;
        }
        if (!watched) {
            watched = true;
            vertx.setTimer(kept.toMillis(), _ -> look());
        }
    }

    /** One that was there the last time already goes. */
    private synchronized void look() {
        CompletableFuture<Unbound<Furniture>> waiting = spare;
        if (waiting != null && waiting == thereBefore) {
            waiting.thenAccept(SpareNamespaces::discard);
            spare = null;
        }
        thereBefore = spare;
        watched = spare != null;
        if (watched) {
            vertx.setTimer(kept.toMillis(), _ -> look());
        }
    }

    /** The caller's to close, and what is open in it too. */
    Unbound<Furniture> take() {
        Optional<CompletableFuture<Unbound<Furniture>>> coming = withdraw();
        prepare();
        try {
            if (coming.isPresent()) {
                return coming.get().join();
            }
        } catch (CompletionException e) {
            LOG.log(System.Logger.Level.DEBUG, "a namespace could not be made ahead", e);
        }
        return NetworkNamespace.make(SpareNamespaces::furnish);
    }

    private synchronized Optional<CompletableFuture<Unbound<Furniture>>> withdraw() {
        Optional<CompletableFuture<Unbound<Furniture>>> there = Optional.ofNullable(spare);
        spare = null;
        return there;
    }

    private static Furniture furnish(RouteSocket outside, int namespace) throws IOException {
        RouteSocket inside = RouteSocket.open();
        try {
            Wiring.prepare(inside);
            Ipv6Default newInterfaces = Ipv6Default.off();
            try {
                return new Furniture(inside, InsideSockets.open(false), newInterfaces);
            } catch (IOException | RuntimeException e) {
                newInterfaces.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            inside.close();
            throw e;
        }
    }

    private static void discard(Unbound<Furniture> unused) {
        unused.result().close();
        unused.close();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        withdraw().ifPresent(coming -> coming.thenAccept(SpareNamespaces::discard));
    }
}
