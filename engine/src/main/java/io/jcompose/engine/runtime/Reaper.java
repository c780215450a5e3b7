package io.jcompose.engine.runtime;

import io.jcompose.linux.poll.Poller;
import io.jcompose.linux.process.Orphans;
import io.jcompose.linux.process.PidFd;
import io.jcompose.linux.process.Subreaper;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes the processes that a runtime's program leaves the engine's children: a container's first one, so that its status is known on every kernel, and the helpers beside it, such
 * as the file server of runsc. Of the helpers it takes the status itself: they would stay as zombies, and runsc deletes no container before its own helper is gone. So it does with
 * what youki leaves when it can't execute a program: no container ends before a zombie in it has been taken. What became an orphan when it had ended already, such as the process by which Kata's
 * virtual machine became a daemon, is taken when nobody else has for a while.
 */
final class Reaper implements AutoCloseable {
    /** What programs of runtimes call those processes of theirs that make a container's, or become it, until they execute something: runc:[2:INIT], youki:[1:INTER]. */
    private static final Pattern STAGE = Pattern.compile(".+:\\[\\d:[A-Z]+]");

    /** Whoever wants the status of a process takes it within milliseconds of its end. */
    private static final Duration UNWANTED_AFTER = Duration.ofSeconds(10);

    private final Poller poller;
    private final Map<Integer, Helper> helpers = new HashMap<>();
    /** Whose status is somebody else's. */
    private final Set<Integer> watched = new HashSet<>();

    /** Ended, and whether anybody takes their status is not known yet; with the time of System.nanoTime when they were found. */
    private Map<ProcessIdentity, Long> ended = Map.of();

    private int births;
    private boolean failed;
    private boolean closed;

    private record Helper(PidFd process, Poller.Registration registration) {}

    Reaper(Poller poller) {
        this.poller = poller;
    }

    /**
     * While the program of a runtime makes a process and ends. Not longer: orphans of containers in the host's pid namespace are init's.
     *
     * @param birth gives the process, whose status is the caller's, who says {@link #ended} when he has taken it
     */
    PidFd during(Supplier<PidFd> birth) {
        begin();
        PidFd made = null;
        try {
            made = birth.get();
            return made;
        } finally {
            end(made);
        }
    }

    private synchronized void begin() {
        if (births++ == 0) {
            Subreaper.set(true);
        }
    }

    private synchronized void end(@Nullable PidFd made) {
        if (made == null) {
            failed = true;
        } else {
            watched.add(made.pid());
        }
        if (--births == 0) {
            Subreaper.set(false);
            if (failed && !closed) {
                // now that no other process is about to become known
                failed = false;
                Orphans.pids().stream()
                        .filter(pid -> STAGE.matcher(Orphans.name(pid)).matches())
                        .forEach(this::reapUnlessWatched);
            }
            takeUnwanted();
        }
    }

    private void takeUnwanted() {
        Map<ProcessIdentity, Long> found = new HashMap<>();
        for (int pid : Orphans.pids()) {
            if (watched.contains(pid) || helpers.containsKey(pid) || !Orphans.isZombie(pid)) {
                continue;
            }
            ProcessIdentity zombie =
                    new ProcessIdentity(pid, PidFd.startTime(pid).orElse(0L));
            long since = ended.getOrDefault(zombie, System.nanoTime());
            if (System.nanoTime() - since < UNWANTED_AFTER.toNanos()) {
                found.put(zombie, since);
            } else {
                take(zombie);
            }
        }
        ended = found;
    }

    private static void take(ProcessIdentity zombie) {
        PidFd.open(zombie.pid()).ifPresent(process -> {
            try (process) {
                process.ending();
            }
        });
    }

    synchronized void ended(int pid) {
        watched.remove(pid);
    }

    /** @param marks what the command line of each helper of the container has in it, or what it inherited */
    synchronized void watchHelpers(List<String> marks) {
        for (int pid : Orphans.pids()) {
            String words = Orphans.commandLine(pid) + Orphans.environment(pid);
            if (!closed && marks.stream().allMatch(words::contains)) {
                reapUnlessWatched(pid);
            }
        }
    }

    private void reapUnlessWatched(int pid) {
        if (!watched.contains(pid) && !helpers.containsKey(pid)) {
            PidFd.open(pid).ifPresent(this::reapAtItsEnd);
        }
    }

    private void reapAtItsEnd(PidFd process) {
        helpers.put(
                process.pid(),
                new Helper(process, poller.register(process.descriptor(), Poller.IN, _ -> take(process.pid()))));
    }

    private synchronized void take(int pid) {
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
