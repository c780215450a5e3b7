package io.jcompose.network.bridge;

import io.jcompose.linux.LinuxException;
import io.jcompose.linux.netlink.Link;
import io.jcompose.linux.netlink.Message;
import io.jcompose.linux.netlink.RouteSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Deletes veth pairs, those of one moment together.
 *
 * <p>To delete an interface the kernel waits for grace periods, milliseconds each, some of them with the lock that everybody needs who makes one
 * (rtnl). It waits once for a whole group of interfaces; so the first one waits for others, unless somebody waits for it. Safe for concurrent use.
 */
public final class Detacher {
    private static final System.Logger LOG = System.getLogger(Detacher.class.getName());
    private static final long PAUSE_NANOS = Duration.ofMillis(50).toNanos();

    private record Waiting(List<String> links, CompletableFuture<Void> done) {}

    private final int group;
    private final Executor threads;
    private final List<Waiting> waiting = new ArrayList<>();
    private boolean working;
    private boolean hurried;

    /** @param threads in the namespace of the bridges; may refuse work by a {@link LinuxException} */
    public Detacher(InterfaceNames names, Executor threads) {
        this.group = names.linkGroup();
        this.threads = threads;
    }

    /**
     * Complete when none of these interfaces is there any more, on the thread that deleted them. Without any it is complete with the others of the moment: what
     * follows is the end of a namespace, and the kernel cleans up at once those that end together.
     */
    public CompletableFuture<Void> detach(List<String> links) {
        Waiting mine = new Waiting(links, new CompletableFuture<>());
        boolean first;
        synchronized (this) {
            waiting.add(mine);
            first = !working;
            working = true;
        }
        if (first) {
            begin();
        }
        return mine.done();
    }

    private void begin() {
        try {
            threads.execute(this::work);
        } catch (LinuxException e) {
            LOG.log(System.Logger.Level.DEBUG, "who has interfaces deleted does it himself", e);
            work();
        }
    }

    /** What waits to be deleted is deleted without waiting for more. */
    public synchronized void hurry() {
        hurried = !waiting.isEmpty();
        notifyAll();
    }

    private void work() {
        for (List<Waiting> round = next(); !round.isEmpty(); round = next()) {
            List<String> links =
                    round.stream().flatMap(each -> each.links().stream()).toList();
            try {
                delete(links);
                round.forEach(each -> each.done().complete(null));
            } catch (RuntimeException e) {
                round.forEach(each -> each.done().completeExceptionally(e));
            }
        }
    }

    private synchronized List<Waiting> next() {
        if (!waiting.isEmpty()) {
            pause();
        }
        List<Waiting> round = List.copyOf(waiting);
        waiting.clear();
        working = !round.isEmpty();
        return round;
    }

    private synchronized void pause() {
        long end = System.nanoTime() + PAUSE_NANOS;
        try {
            for (long left = PAUSE_NANOS; left > 0 && !hurried; left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        hurried = false;
    }

    private void delete(List<String> names) {
        try (RouteSocket socket = RouteSocket.open()) {
            List<Message> marks = new ArrayList<>();
            for (String name : names) {
                socket.link(name).map(Link::index).ifPresent(index -> marks.add(RouteSocket.group(index, name, group)));
            }
            if (!marks.isEmpty()) {
                socket.apply(marks);
                socket.apply(RouteSocket.deleteGroup(group));
            }
        }
    }
}
