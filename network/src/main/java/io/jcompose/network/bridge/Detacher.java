package io.jcompose.network.bridge;

import io.jcompose.linux.netlink.Link;
import io.jcompose.linux.netlink.Message;
import io.jcompose.linux.netlink.RouteSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Deletes veth pairs, those of one moment together.
 *
 * <p>To delete an interface the kernel waits for grace periods, milliseconds each. It waits once for a whole group of interfaces; so whoever
 * comes while a deletion is under way is part of the next one. Safe for concurrent use.
 */
public final class Detacher {
    private record Waiting(List<String> links, CompletableFuture<Void> done) {}

    private final int group;
    private final List<Waiting> waiting = new ArrayList<>();
    private boolean working;

    public Detacher(InterfaceNames names) {
        this.group = names.linkGroup();
    }

    /** Complete when none of these interfaces is there any more, on the thread that deleted them. */
    public CompletableFuture<Void> detach(List<String> links) {
        if (links.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        Waiting mine = new Waiting(links, new CompletableFuture<>());
        boolean first;
        synchronized (this) {
            waiting.add(mine);
            first = !working;
            working = true;
        }
        if (first) {
            Thread.ofPlatform().daemon().name("detacher").start(this::work);
        }
        return mine.done();
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
        List<Waiting> round = List.copyOf(waiting);
        waiting.clear();
        working = !round.isEmpty();
        return round;
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
