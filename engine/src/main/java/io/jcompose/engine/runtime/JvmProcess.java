package io.jcompose.engine.runtime;

import io.jcompose.linux.cgroup.Cgroup;
import io.jcompose.linux.poll.Poller;
import io.jcompose.linux.process.PidFd;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/** A process by its pidfd. */
final class JvmProcess implements ContainerProcess {
    private final String containerId;
    private final RuntimeSpec spec;
    private final Cgroup cgroup;
    private final PidFd pidFd;
    private final ProcessIdentity identity;
    private final List<String> notes;
    private final @Nullable TerminalEnd terminal;
    private final @Nullable Birth birth;
    private final CompletableFuture<ExitStatus> exit = new CompletableFuture<>();
    /** Births in this container hold the reading side, a freeze the writing one: a thread being born must not be frozen. */
    private final ReadWriteLock births = new ReentrantReadWriteLock();

    private Poller.@Nullable Registration registration;
    private boolean pidFdClosed;

    JvmProcess(
            String containerId,
            RuntimeSpec spec,
            Cgroup cgroup,
            PidFd pidFd,
            ProcessIdentity identity,
            List<String> notes,
            @Nullable TerminalEnd terminal,
            @Nullable Birth birth) {
        this.containerId = containerId;
        this.spec = spec;
        this.cgroup = cgroup;
        this.pidFd = pidFd;
        this.identity = identity;
        this.notes = List.copyOf(notes);
        this.terminal = terminal;
        this.birth = birth;
    }

    /** One that an earlier engine knew. Empty when it has ended or its pid belongs to another process now. */
    static Optional<JvmProcess> find(String id, RuntimeSpec spec, Cgroup cgroup, ProcessIdentity identity) {
        return PidFd.open(identity.pid()).flatMap(pidFd -> {
            if (!identity.lives(pidFd)) {
                pidFd.close();
                return Optional.empty();
            }
            return Optional.of(new JvmProcess(id, spec, cgroup, pidFd, identity, List.of(), null, null));
        });
    }

    @Override
    public String containerId() {
        return containerId;
    }

    @Override
    public ProcessIdentity identity() {
        return identity;
    }

    @Override
    public CompletableFuture<ExitStatus> exit() {
        return exit;
    }

    @Override
    public List<String> notes() {
        return notes;
    }

    @Override
    public Optional<TerminalEnd> terminal() {
        return Optional.ofNullable(terminal);
    }

    RuntimeSpec spec() {
        return spec;
    }

    Cgroup cgroup() {
        return cgroup;
    }

    ReadWriteLock births() {
        return births;
    }

    /** For work that takes a while, whose end it may not await: this one's own is closed then, and its number another's. Empty when it has ended. */
    synchronized Optional<PidFd> held() {
        return pidFdClosed ? Optional.empty() : Optional.of(pidFd.copy());
    }

    Optional<Birth> birth() {
        return Optional.ofNullable(birth);
    }

    synchronized boolean signal(int signal) {
        return !pidFdClosed && pidFd.signal(signal);
    }

    /** From now on the exit is told. */
    synchronized void watch(Poller poller, CleanThreads threads) {
        registration = poller.register(pidFd.descriptor(), Poller.IN, events -> ended(events, threads));
    }

    private synchronized void ended(int events, CleanThreads threads) {
        Poller.Registration watching = registration;
        if (watching == null) {
            return;
        }
        Birth pending = birth;
        if (pending != null && pending.isPending()) {
            // Killed at the gate, or exec was refused: the thread that made the process knows in a moment.
            stopWatching();
            threads.execute(() -> {
                pending.join();
                complete(new ExitStatus.Unknown());
            });
            return;
        }
        boolean reaped = (events & Poller.HANGUP) != 0;
        PidFd.Ending ending = pidFd.ending();
        if (ending instanceof PidFd.Ending.Pending && !reaped) {
            // Another's child, whose status will be there once its parent has taken it, which is told as a hang-up.
            watching.listenFor(0);
            return;
        }
        stopWatching();
        finish(ending, new ExitStatus.Unknown());
    }

    private void complete(ExitStatus otherwise) {
        finish(pidFd.awaitEnding(), otherwise);
    }

    private void finish(PidFd.Ending ending, ExitStatus otherwise) {
        Optional<Integer> refused = birth().flatMap(Birth::failureCode);
        ExitStatus status;
        if (refused.isPresent()) {
            status = new ExitStatus.Exited(refused.get());
        } else if (ending instanceof PidFd.Ending.Status(int code, boolean killed)) {
            status = killed ? new ExitStatus.Killed(code) : new ExitStatus.Exited(code);
        } else {
            status = otherwise;
        }
        closePidFd();
        birth().ifPresent(made -> made.gate().close());
        exit.complete(status);
    }

    private synchronized void closePidFd() {
        if (!pidFdClosed) {
            pidFdClosed = true;
            pidFd.close();
        }
    }

    private void stopWatching() {
        Poller.Registration watching = registration;
        registration = null;
        if (watching != null) {
            watching.cancel();
        }
    }

    /** The engine ends or hands over: nothing is told any more. */
    synchronized void forget() {
        stopWatching();
        closePidFd();
    }
}
