package io.jcompose.engine.runtime;

import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.cgroup.Cgroup;
import io.jcompose.linux.poll.Poller;
import io.jcompose.linux.process.PidFd;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Brings a {@link Birth} to the point at which its child waits and is known, or leaves nothing of it. */
final class Bearing {
    private static final int SIGKILL = 9;

    private final Poller poller;
    private final CleanThreads threads;
    private final ReadyThreads ready;

    Bearing(Poller poller, CleanThreads threads, ReadyThreads ready) {
        this.poller = poller;
        this.threads = threads;
        this.ready = ready;
    }

    /** What is done from outside to a child that waits. */
    @FunctionalInterface
    interface Care {
        void of(PidFd child);
    }

    /**
     * Makes the child and cares for it; if that fails the child is killed and nothing is left.
     *
     * @param meanwhile what needs no child, done while it is being made
     */
    JvmProcess bear(
            String id,
            RuntimeSpec spec,
            Cgroup cgroup,
            Birth birth,
            List<String> notes,
            Runnable meanwhile,
            Care care) {
        PidFd child = null;
        boolean done = false;
        try {
            birth.begin(ready);
            int pid;
            try {
                meanwhile.run();
                ready.prepare();
            } finally {
                // one that nobody knows could not be killed
                pid = birth.arrival();
                child = PidFd.open(pid).orElseThrow(() -> new LinuxException(Errno.ESRCH, "pidfd_open", "" + pid));
            }
            ProcessIdentity identity = new ProcessIdentity(
                    pid,
                    PidFd.startTime(pid).orElseThrow(() -> new LinuxException(Errno.ESRCH, "read", "/proc/" + pid)));
            care.of(child);
            TerminalEnd terminal = birth.terminal().map(MasterEnd::new).orElse(null);
            JvmProcess process = new JvmProcess(id, spec, cgroup, child, identity, notes, terminal, birth);
            process.watch(poller, threads);
            done = true;
            return process;
        } finally {
            if (!done) {
                abort(birth, child);
            }
        }
    }

    private static void abort(Birth birth, @Nullable PidFd child) {
        if (child != null) {
            child.signal(SIGKILL);
            birth.join();
            child.awaitEnding();
            child.close();
        } else {
            birth.join();
            birth.born().ifPresent(Bearing::reap);
        }
        birth.discard();
    }

    /** A child that was killed before the engine knew it. Its zombie would keep the container's first process from ending (zap_pid_ns_processes). */
    private static void reap(int pid) {
        PidFd.open(pid).ifPresent(child -> {
            child.signal(SIGKILL);
            child.awaitEnding();
            child.close();
        });
    }
}
