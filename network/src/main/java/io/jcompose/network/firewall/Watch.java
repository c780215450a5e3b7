package io.jcompose.network.firewall;

import io.jcompose.linux.LinuxException;
import io.jcompose.linux.netlink.NetworkNamespace;
import io.jcompose.linux.nftables.Change;
import io.jcompose.linux.nftables.ChangeFeed;
import io.jcompose.linux.nftables.Family;
import io.jcompose.linux.nftables.NfTables;
import io.jcompose.linux.process.NewThreads;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Calls for repair when somebody else changed what our packets pass: a Docker that starts and closes FORWARD, a firewall service that
 * flushes all tables. One platform thread, which waits in recv(2).
 */
final class Watch implements AutoCloseable {
    private final ChangeFeed feed;
    private final String table;
    private final Runnable repair;
    private final Thread thread;
    private volatile boolean closed;

    Watch(String table, Runnable repair) {
        this.table = table;
        this.repair = repair;
        this.feed = NetworkNamespace.onFreshThread("firewall-watch", ChangeFeed::open);
        this.thread = NewThreads.begin(
                "firewall-watch",
                () -> Thread.ofPlatform().daemon().name("firewall-watch").start(this::run));
    }

    /** A change of our own wakes the thread: nothing else ends a recv(2) on a netlink socket. */
    @Override
    public void close() {
        closed = true;
        String wake = table + "-wake";
        try (NfTables kernel = NetworkNamespace.onFreshThread("firewall-wake", NfTables::open)) {
            kernel.apply(List.of(new Change.AddTable(Family.INET, wake), new Change.DeleteTable(Family.INET, wake)));
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (feed) {
            while (!closed) {
                List<ChangeFeed.Notice> notices = feed.await();
                if (!closed && (notices.isEmpty() || notices.stream().anyMatch(this::concerns))) {
                    repair();
                }
            }
        }
    }

    private boolean concerns(ChangeFeed.Notice notice) {
        return notice.gone() && notice.table().equals(table)
                || ForeignFirewalls.isForward(notice.table(), notice.chain());
    }

    private void repair() {
        try {
            repair.run();
        } catch (LinuxException | UncheckedIOException e) {
            // The next change is another chance; the thread must live.
            System.getLogger(Watch.class.getName()).log(System.Logger.Level.WARNING, "can't repair the firewall", e);
        }
    }
}
