package io.jcompose.linux.process;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Platform threads for errands that lead into other namespaces and back. One that has come back waits a while for the next errand: to start a thread and to
 * end it takes 0.1 ms of processor time, a multiple of what handing an errand over does. A thread whose errand failed is not used again, for where it stands
 * then is not known. Safe for concurrent use.
 */
public final class ReturningThreads {
    private final String name;
    private final Duration kept;
    /** The one that came back last is the first to go again. */
    private final Deque<Traveller> back = new ArrayDeque<>();

    /** @param kept how long one waits for an errand */
    public ReturningThreads(String name, Duration kept) {
        this.name = name;
        this.kept = kept;
    }

    /**
     * Begins an errand. Whoever waits for the result is woken by the thread, which is back by then, unless it is the way back that failed.
     *
     * @param errand comes back to the namespaces that it finds its thread in, or fails
     * @throws io.jcompose.linux.LinuxException EAGAIN when the kernel gives no thread for it
     */
    public <T> CompletableFuture<T> begin(Callable<T> errand) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Errand going = () -> {
            try {
                T brought = errand.call();
                return () -> result.complete(brought);
            } catch (Throwable e) {
                result.completeExceptionally(e);
                return null;
            }
        };
        if (!handedOver(going)) {
            Traveller fresh = new Traveller(going);
            NewThreads.begin(name, () -> Thread.ofPlatform().daemon().name(name).start(fresh));
        }
        return result;
    }

    private boolean handedOver(Errand errand) {
        synchronized (back) {
            Traveller ready = back.pollFirst();
            return ready != null && ready.next.add(errand);
        }
    }

    /** Its result is what tells that it is over; null: it failed, and that was told. */
    private interface Errand {
        @Nullable
        Runnable go();
    }

    private final class Traveller implements Runnable {
        private final BlockingQueue<Errand> next = new LinkedBlockingQueue<>();
        private final Errand first;

        private Traveller(Errand first) {
            this.first = first;
        }

        @Override
        public void run() {
            Errand errand = first;
            while (errand != null) {
                Runnable tell = errand.go();
                if (tell == null) {
                    return;
                }
                synchronized (back) {
                    back.addFirst(this);
                }
                tell.run();
                errand = awaitNext();
            }
        }

        /** Null when none comes. */
        private @Nullable Errand awaitNext() {
            Errand came = null;
            try {
                came = next.poll(kept.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                // then it has waited long enough
            }
            return came != null || left() ? came : next.remove();
        }

        /** False when an errand has been handed to it in that moment. */
        private boolean left() {
            synchronized (back) {
                return back.remove(this);
            }
        }
    }
}
