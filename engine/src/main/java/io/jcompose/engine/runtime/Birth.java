package io.jcompose.engine.runtime;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.cgroup.Cgroup;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.poll.EventDescriptor;
import io.jcompose.linux.poll.Readiness;
import io.jcompose.linux.process.Credentials;
import io.jcompose.linux.process.PidFd;
import io.jcompose.linux.process.Spawn;
import io.jcompose.linux.seccomp.Architecture;
import io.jcompose.linux.seccomp.Filter;
import io.jcompose.linux.seccomp.Verdict;
import io.jcompose.linux.terminal.PseudoTerminal;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * The thread that becomes what the new process shall be, and then makes it.
 *
 * <p>It leaves the host's namespaces and never comes back: it starts no thread, wakes no virtual thread, allocates no JNA memory with a
 * cleaner, and after the change of root loads no class from a path. From the spawn to exec it is held by the kernel.
 */
abstract class Birth {
    private final CountDownLatch prepared = new CountDownLatch(1);
    private final Optional<Interlude> interlude;
    private final String name;
    /** Tells the one that waits for the child that the thread has ended instead. */
    private final EventDescriptor over = EventDescriptor.open();

    private volatile @Nullable Thread thread;
    private boolean overClosed;
    private volatile int threadId;
    private volatile boolean ended;
    private volatile @Nullable Throwable failure;
    private volatile @Nullable Gate gate;
    private volatile @Nullable PseudoTerminal terminal;
    private Cgroup.@Nullable Entrance entrance;
    private volatile String program = "";
    private volatile int errno;
    private volatile int born;
    private volatile int child;

    /** @param interlude what a clean thread does while this one waits in {@link #pause} */
    Birth(String name, Optional<Interlude> interlude) {
        this.interlude = interlude;
        this.name = name;
    }

    /** Changes the calling thread for good. Must set the gate. */
    abstract Spawn prepare();

    final void passGate(Gate made) {
        gate = made;
    }

    /** Stays open until the child is born; on the birth thread. */
    final Cgroup.Entrance passEntrance(Cgroup.Entrance opened) {
        entrance = opened;
        return opened;
    }

    /**
     * The kernel asks whether the thread, which is the user by then, may write to the groups of the machine; only root may. And the call that bears into
     * a group, clone3, is one that most filters refuse.
     */
    static OptionalInt birthplace(Cgroup.Entrance entrance, ProcessSpec.User user, Optional<Filter> filter) {
        boolean callable = filter.flatMap(f -> f.verdict(Architecture.own(), "clone3"))
                .map(Verdict::allows)
                .orElse(true);
        return user.uid() == 0 && callable ? entrance.birthplace() : OptionalInt.empty();
    }

    /** Waits for what is to be done from outside at this point, if anything; on the birth thread. */
    final void pause() {
        interlude.ifPresent(Interlude::await);
    }

    final void passTerminal(PseudoTerminal opened) {
        terminal = opened;
    }

    final Optional<PseudoTerminal> terminal() {
        return Optional.ofNullable(terminal);
    }

    final Gate gate() {
        Gate made = gate;
        if (made == null) {
            throw new IllegalStateException("no gate yet");
        }
        return made;
    }

    private void run() {
        try {
            threadId = Credentials.threadId();
            Spawn spawn = prepare();
            program = spawn.path();
            prepared.countDown();
            Spawn.Result result = spawn.run();
            born = result.errno() == 0 ? result.pid() : 0;
            errno = result.errno();
        } catch (RuntimeException | Error e) {
            failure = e;
        } finally {
            Cgroup.Entrance opened = entrance;
            if (opened != null) {
                opened.close();
            }
            ended = true;
            interlude.ifPresent(Interlude::leave);
            prepared.countDown();
            over.signal();
        }
    }

    final void begin(ReadyThreads threads) {
        thread = threads.begin(name, this::run);
    }

    /**
     * Waits until the child stands at the gate.
     *
     * @return its pid
     */
    final int arrival() {
        interlude.ifPresent(Interlude::perform);
        await(prepared);
        if (!ended) {
            Readiness.await(gate().readEnd(), over.descriptor());
        }
        if (ended) {
            throw early();
        }
        String children = Descriptors.readFile("/proc/self/task/" + threadId + "/children")
                .strip();
        if (children.isEmpty()) {
            throw new LinuxException(Errno.ESRCH, "read", "/proc/self/task/" + threadId + "/children");
        }
        child = Integer.parseInt(children);
        return child;
    }

    private RuntimeException early() {
        return outcome()
                .orElseGet(() ->
                        new JcomposeException(Kind.UNAVAILABLE, "the process ended before it was set up", "try again"));
    }

    /**
     * Between the child's arrival and its waiting lie some microseconds (Spawn.Gate), in which it looks for the fifo by name. Nothing tells
     * of the end of that but its state: nowhere else on this way does it sleep so that a signal could wake it. As a rule it does by the time it is let go.
     */
    private void awaitSleep() {
        while (isPending() && !PidFd.isSleeping(child)) {
            Thread.yield();
        }
    }

    /** Whether the thread is still held by its child. */
    final boolean isPending() {
        return !ended;
    }

    /** Opens the gate and waits until exec has succeeded, or not: then the reason. */
    final Optional<RuntimeException> finish() {
        Gate passage = gate();
        awaitSleep();
        passage.hide();
        OptionalInt open = passage.open();
        join();
        open.ifPresent(Descriptors::close);
        passage.close();
        return outcome();
    }

    /** Waits for the end of the thread, for instance after its child was killed. */
    final void join() {
        Thread begun = thread;
        if (begun != null) {
            OneWayThread.join(begun);
        }
        closeOver();
    }

    private synchronized void closeOver() {
        if (!overClosed) {
            overClosed = true;
            over.close();
        }
    }

    /** The child that was made, once the thread has ended: it runs, or was killed before exec and must be reaped. */
    final OptionalInt born() {
        int pid = born;
        return pid == 0 ? OptionalInt.empty() : OptionalInt.of(pid);
    }

    /** Why it did not come to exec. Empty when it did, and when the child was killed before. */
    final Optional<RuntimeException> outcome() {
        Throwable thrown = failure;
        if (thrown instanceof RuntimeException exception) {
            return Optional.of(exception);
        }
        if (thrown != null) {
            return Optional.of(new IllegalStateException("starting a process failed", thrown));
        }
        return switch (errno) {
            case 0 -> Optional.empty();
            case Errno.EAGAIN ->
                Optional.of(new JcomposeException(
                        Kind.UNAVAILABLE,
                        "no process can be made: the limit of processes is reached",
                        "raise the container's pids limit, or the machine's"));
            // alloc_pid in a pid namespace whose first process has ended.
            case Errno.ENOMEM ->
                Optional.of(new JcomposeException(
                        Kind.FAILED_PRECONDITION,
                        "no process can be made: the container has ended, or memory is short"));
            default -> Optional.of(Program.refused(program, errno));
        };
    }

    /** The exit code that stands for an exec that failed: 127 or 126. */
    final Optional<Integer> failureCode() {
        return outcome().map(e -> e instanceof JcomposeException jcompose ? jcompose.exitCode() : 126);
    }

    /** Frees what a birth without a child leaves. */
    final void discard() {
        Gate made = gate;
        if (made != null) {
            made.close();
        }
        PseudoTerminal opened = terminal;
        if (opened != null) {
            Descriptors.close(opened.descriptor());
        }
    }

    static void await(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
