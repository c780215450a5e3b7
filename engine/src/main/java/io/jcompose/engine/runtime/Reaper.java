package io.jcompose.engine.runtime;

import io.jcompose.linux.poll.Poller;
import io.jcompose.linux.process.Orphans;
import io.jcompose.linux.process.PidFd;
import io.jcompose.linux.process.Subreaper;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the processes that a runtime's program leaves the engine's children: a container's first one, so that its status is known on every kernel, and the helpers beside it, such
 * as the file server of runsc. Of the helpers it takes the status itself: they would stay as zombies, and runsc deletes no container before its own helper is gone.
 */
final class Reaper implements AutoCloseable {
    private final Poller poller;
    private final Map<Integer, Helper> helpers = new HashMap<>();
    private int births;
    private boolean closed;

    private record Helper(PidFd process, Poller.Registration registration) {}

    Reaper(Poller poller) {
        this.poller = poller;
    }

    /** While the program of a runtime makes a process and ends. Not longer: orphans of containers in the host's pid namespace are init's. */
    void during(Runnable birth) {
        begin();
        try {
            birth.run();
        } finally {
            end();
        }
    }

    private synchronized void begin() {
        if (births++ == 0) {
            Subreaper.set(true);
        }
    }

    private synchronized void end() {
        if (--births == 0) {
            Subreaper.set(false);
        }
    }

    /**
     * @param marks what the command line of each helper of the container has in it
     * @param first of the container, for whose end others wait
     */
    synchronized void watchHelpers(List<String> marks, Optional<Integer> first) {
        for (int pid : Orphans.pids()) {
            boolean known = first.filter(other -> other == pid).isPresent() || helpers.containsKey(pid);
            if (!closed && !known && marks.stream().allMatch(Orphans.commandLine(pid)::contains)) {
                PidFd.open(pid).ifPresent(this::reapAtItsEnd);
            }
        }
    }

    private void reapAtItsEnd(PidFd process) {
        helpers.put(
                process.pid(),
                new Helper(process, poller.register(process.descriptor(), Poller.IN, _ -> ended(process.pid()))));
    }

    private synchronized void ended(int pid) {
        Helper helper = helpers.get(pid);
        if (helper != null && !(helper.process().ending() instanceof PidFd.Ending.Pending)) {
            helpers.remove(pid);
            forget(helper);
        }
    }

    private static void forget(Helper helper) {
        helper.registration().cancel();
        helper.process().close();
    }

    @Override
    public synchronized void close() {
        closed = true;
        helpers.values().forEach(Reaper::forget);
        helpers.clear();
    }
}
