package io.jcompose.cli.server;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How long the engine lives: it counts clients, ends the engine when it has had neither client nor container for a while, and gives heap back to the kernel when
 * it has nothing to do.
 */
final class Activity implements AutoCloseable {
    private static final Duration SETTLE = Duration.ofSeconds(3);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("idle").factory());
    private final CountDownLatch end = new CountDownLatch(1);
    private final Duration idleExit;
    private final BooleanSupplier containers;
    private int clients;
    private boolean idled;
    private @Nullable ScheduledFuture<?> collect;
    private @Nullable ScheduledFuture<?> exit;

    /**
     * @param idleExit zero: never
     * @param containers whether there are any that the engine has to look after
     */
    Activity(Duration idleExit, BooleanSupplier containers) {
        this.idleExit = idleExit;
        this.containers = containers;
    }

    synchronized void enter() {
        clients++;
        cancel(collect);
        cancel(exit);
    }

    synchronized void leave() {
        clients--;
        notifyAll();
        if (clients == 0 && end.getCount() > 0) {
            idle();
        }
    }

    /** Begins to count the time without clients; the engine's start does this once. */
    synchronized void idle() {
        collect = timer.schedule(System::gc, SETTLE.toMillis(), TimeUnit.MILLISECONDS);
        if (!idleExit.isZero()) {
            exit = timer.schedule(this::exitIfIdle, idleExit.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private static void cancel(@Nullable ScheduledFuture<?> task) {
        if (task != null) {
            task.cancel(false);
        }
    }

    private void exitIfIdle() {
        boolean needed = containers.getAsBoolean();
        synchronized (this) {
            if (clients > 0) {
                return;
            }
            if (needed) {
                exit = timer.schedule(this::exitIfIdle, idleExit.toMillis(), TimeUnit.MILLISECONDS);
                return;
            }
            idled = true;
        }
        stop();
    }

    /** Whether the engine ends because it had nothing to do, rather than by somebody's will. */
    synchronized boolean idled() {
        return idled;
    }

    synchronized int clients() {
        return clients;
    }

    void stop() {
        end.countDown();
    }

    void awaitStop() throws InterruptedException {
        end.await();
    }

    /** Until no client is left, but no longer than that. */
    synchronized void awaitClientsGone(Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        for (long left = atMost.toNanos(); clients > 0 && left > 0; left = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
