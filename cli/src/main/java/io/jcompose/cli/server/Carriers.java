package io.jcompose.cli.server;

import io.jcompose.linux.LinuxException;
import io.jcompose.linux.process.NewThreads;
import io.jcompose.linux.syscall.Call;
import io.jcompose.linux.syscall.NativeScope;
import io.jcompose.linux.syscall.Sys;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The threads that carry the virtual ones and those that wake them, all made when the engine starts and kept from then on.
 *
 * <p>The JDK makes the carriers when there is work, and gives the last one up when there was none for 30 s (java.lang.VirtualThread of JDK 25). Where the kernel
 * refuses threads by then, nothing begins that begins with a virtual one: no client is heard, and a container that ends is never known to have ended. A virtual
 * thread that waits for a time or for a socket, and by whose waiting the first of those that wake is to be made, is lost for good then, and so is every later one.
 */
final class Carriers {
    private static final System.Logger LOG = System.getLogger(Carriers.class.getName());

    /** Well below the 30 s. Who does something last is the one that would be given up, and the others after it. */
    private static final Duration TURN = Duration.ofSeconds(10);

    private static final String SOCKETS = "sun.nio.ch.Poller";
    private static final long LOOK_NANOS = Duration.ofMillis(1).toNanos();
    private static final int LOOKS = 100;
    private static final int TIMESPEC_BYTES = 16;

    private Carriers() {}

    /**
     * Before a client is heard.
     *
     * @throws LinuxException EAGAIN when not even these may be made
     */
    static void make() {
        NewThreads.begin("a thread that waits for sockets", Carriers::awaitSockets);
        NewThreads.begin(
                "a thread that waits for a time",
                () -> CompletableFuture.delayedExecutor(0, TimeUnit.MILLISECONDS, Runnable::run)
                        .execute(() -> {}));
        int all = Integer.getInteger(
                "jdk.virtualThreadScheduler.parallelism", Runtime.getRuntime().availableProcessors());
        CountDownLatch missing = new CountDownLatch(all);
        for (int i = 0; i < all; i++) {
            NewThreads.begin(
                    "a carrier", () -> Thread.ofVirtual().name("carried").start(() -> meet(missing)));
        }
    }

    /**
     * From now on.
     *
     * @throws LinuxException EAGAIN when the event loops may not be made
     */
    static void keep(Vertx vertx) {
        NewThreads.begin(
                "event loops",
                () -> ((VertxInternal) vertx).nettyEventLoopGroup().forEach(loop -> loop.execute(() -> {})));
        vertx.setPeriodic(
                TURN.toMillis(), _ -> Thread.ofVirtual().name("carried").start(() -> {}));
    }

    /** The JDK's thread that waits for the sockets of all virtual threads is made by a class when that is initialized, which happens once, whether it could or not. */
    private static void awaitSockets() {
        try {
            Class.forName(SOCKETS);
        } catch (ClassNotFoundException e) {
            LOG.log(System.Logger.Level.WARNING, "this JDK waits for sockets in a way that is not known here", e);
        }
    }

    /**
     * Stays until all are there, by native calls, which keep their carrier, so that the next one needs another. What else is carried meanwhile is not waited for
     * long. Before, it waits for a moment: a quarter as many as there are processors wake the virtual threads, each its own by their numbers.
     */
    private static void meet(CountDownLatch missing) {
        LockSupport.parkNanos(1);
        missing.countDown();
        try (NativeScope scope = NativeScope.open()) {
            long pause = scope.allocate(TIMESPEC_BYTES);
            NativeScope.putLong(pause, 0);
            NativeScope.putLong(pause + Long.BYTES, LOOK_NANOS);
            for (int look = 0; look < LOOKS && missing.getCount() > 0; look++) {
                Sys.attempt(Call.PPOLL, 0, 0, pause, 0, 0);
            }
        }
    }
}
