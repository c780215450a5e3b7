package io.jcompose.linux.cgroup;

import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.process.Namespaces;
import io.jcompose.linux.process.NewThreads;
import io.jcompose.linux.process.PidFd;
import io.jcompose.linux.socket.PassedDescriptor;
import io.jcompose.linux.syscall.Call;
import io.jcompose.linux.syscall.Errand;
import io.jcompose.linux.syscall.NativeScope;
import io.jcompose.linux.syscall.Sys;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A cgroup namespace whose root is a group of version 2 (cgroup_namespaces(7)), being made.
 *
 * <p>A namespace is rooted where the process that makes it is, and all threads of the engine are in the engine's group. So a child goes
 * in, makes it and hands it out ({@link Errand}). The kernel takes some 10 ms for the move, which go by while the caller does other things.
 */
final class OwnView implements AutoCloseable {
    private static final int AF_UNIX = 1;
    private static final int SOCK_SEQPACKET = 5;
    private static final int SOCK_NONBLOCK = 0x800;
    private static final int SOCK_CLOEXEC = 0x80000;

    private final FutureTask<Integer> making;

    private OwnView(FutureTask<Integer> making) {
        this.making = making;
    }

    /** Begins; on a thread that is in the host's namespaces. */
    static OwnView of(String directory) {
        FutureTask<Integer> making = new FutureTask<>(() -> make(directory));
        NewThreads.begin(
                "jcompose-cgroup-namespace",
                () -> Thread.ofPlatform()
                        .daemon()
                        .name("jcompose-cgroup-namespace")
                        .start(making));
        return new OwnView(making);
    }

    /** The calling thread, and what it starts then. Waits for the namespace. */
    void enter() {
        Namespaces.enter(descriptor(), Namespaces.CGROUP);
    }

    private int descriptor() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return making.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static int make(String directory) {
        try (NativeScope scope = NativeScope.open()) {
            long pair = scope.allocate(8);
            Sys.call(Call.SOCKETPAIR, "", AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair);
            int here = NativeScope.getInt(pair);
            int there = NativeScope.getInt(pair + 4);
            try {
                return send(directory, scope, there, here);
            } finally {
                Descriptors.close(here);
                Descriptors.close(there);
            }
        }
    }

    private static int send(String directory, NativeScope scope, int there, int here) {
        int members = Descriptors.open(directory + "/cgroup.procs", Open.WRONLY);
        try {
            int child = new Errand(scope)
                    .then(Call.WRITE, members, scope.string("0"), 1)
                    .then(Call.UNSHARE, Namespaces.CGROUP)
                    // The lowest number that is free is then this one: so it is known what openat returns.
                    .then(Call.CLOSE, 0)
                    .then(Call.OPENAT, Open.AT_FDCWD, scope.string("/proc/self/ns/cgroup"), Open.RDONLY, 0)
                    .then(Call.SENDMSG, there, PassedDescriptor.message(scope, "cgroup", 0), 0)
                    .run();
            PidFd.open(child).ifPresent(ended -> {
                try (ended) {
                    ended.awaitEnding();
                }
            });
        } finally {
            Descriptors.close(members);
        }
        OptionalInt namespace = PassedDescriptor.receive(here);
        return namespace.orElseThrow(() -> new LinuxException(Errno.EPERM, "unshare", "cgroup " + directory));
    }

    /** Waits until nothing of the making is left in the group. */
    @Override
    public void close() {
        int descriptor;
        try {
            descriptor = descriptor();
        } catch (RuntimeException e) {
            // Told by enter, or of no interest when something else failed before it.
            return;
        }
        Descriptors.close(descriptor);
    }
}
