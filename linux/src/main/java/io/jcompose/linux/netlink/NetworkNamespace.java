package io.jcompose.linux.netlink;

import com.sun.jna.LastErrorException;
import com.sun.jna.NativeLong;
import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.process.NewThreads;
import io.jcompose.linux.process.ReturningThreads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Network namespaces, which an open descriptor keeps alive or a bind mount on a file (ip-netns(8) does the same), and work inside them.
 *
 * <p>Every call runs on a platform thread of its own, which has come back before anybody who waits is woken: waking a virtual thread may start a carrier
 * thread, and a thread begins in the namespace of the one that starts it. A socket opened inside stays there and may be used from anywhere afterwards.
 */
public final class NetworkNamespace {
    private static final int CLONE_NEWNET = 0x40000000;
    private static final int O_RDONLY_CLOEXEC = 0x80000;
    private static final int MS_BIND = 4096;
    private static final int MNT_DETACH = 2;
    private static final String OWN = "/proc/thread-self/ns/net";

    /** Work inside a namespace, with a socket of the one the thread came from. */
    @FunctionalInterface
    public interface Work<T> {
        /**
         * @param outside rtnetlink of the namespace the thread came from
         * @param namespace descriptor of the one it is in, valid during the call
         */
        T run(RouteSocket outside, int namespace) throws Exception;
    }

    /**
     * A new namespace that is nowhere bound yet.
     *
     * @param descriptor keeps it alive
     * @param result of the work that was done inside
     */
    public record Unbound<T>(int descriptor, T result) implements AutoCloseable {
        /** Keeps it alive by this file, which is made, with its folder. */
        public void bind(Path file) {
            try {
                touch(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            try {
                call(
                        "mount",
                        "network namespace at " + file,
                        () -> SocketCalls.mount(
                                "/proc/thread-self/fd/" + descriptor,
                                file.toString(),
                                "none",
                                new NativeLong(MS_BIND),
                                new byte[1]));
            } catch (LinuxException e) {
                delete(file);
                throw e;
            }
        }

        /** Runs the work inside. */
        public <R> R enter(Work<R> work) {
            return onFreshThread(
                    "netns-enter",
                    inside(
                            () -> call("setns", "network namespace", () -> SocketCalls.setns(descriptor, CLONE_NEWNET)),
                            work));
        }

        /** It lives on as long as it is bound, or as a process or a socket is in it. */
        @Override
        public void close() {
            SocketCalls.close(descriptor);
        }
    }

    private NetworkNamespace() {}

    /** Makes a namespace and runs the work inside. When that fails the namespace is gone again. */
    public static <T> Unbound<T> make(Work<T> work) {
        return onFreshThread("netns-make", making(work));
    }

    /** As {@link #make}, but on one of these threads, and without waiting. */
    public static <T> CompletableFuture<Unbound<T>> begin(ReturningThreads threads, Work<T> work) {
        return threads.begin(making(work));
    }

    private static <T> Callable<Unbound<T>> making(Work<T> work) {
        return inside(
                () -> call("unshare", "network namespace", () -> SocketCalls.unshare(CLONE_NEWNET)),
                (outside, namespace) -> {
                    T result = work.run(outside, namespace);
                    return new Unbound<>(call("open", OWN, () -> SocketCalls.open(OWN, O_RDONLY_CLOEXEC)), result);
                });
    }

    /** Runs the work inside the namespace at that file. */
    public static <T> T enter(Path file, Work<T> work) {
        return onFreshThread(
                "netns-enter",
                inside(
                        () -> {
                            int namespace = call(
                                    "open", file.toString(), () -> SocketCalls.open(file.toString(), O_RDONLY_CLOEXEC));
                            try {
                                call("setns", file.toString(), () -> SocketCalls.setns(namespace, CLONE_NEWNET));
                            } finally {
                                SocketCalls.close(namespace);
                            }
                        },
                        work));
    }

    /** Goes there, works and comes back. */
    private static <T> Callable<T> inside(Runnable way, Work<T> work) {
        return () -> {
            int home = call("open", OWN, () -> SocketCalls.open(OWN, O_RDONLY_CLOEXEC));
            try (RouteSocket outside = RouteSocket.open()) {
                way.run();
                int namespace = call("open", OWN, () -> SocketCalls.open(OWN, O_RDONLY_CLOEXEC));
                try {
                    return work.run(outside, namespace);
                } finally {
                    SocketCalls.close(namespace);
                }
            } finally {
                call("setns", "the way back", () -> SocketCalls.setns(home, CLONE_NEWNET));
                SocketCalls.close(home);
            }
        };
    }

    /** Whether the file is the mount of a namespace, not the empty file that a reboot leaves. */
    public static boolean exists(Path file) {
        try {
            return Files.exists(file) && "nsfs".equals(Files.getFileStore(file).type());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Unmounts and deletes the file; the namespace lives on as long as a process or a descriptor holds it. Does nothing when there is none. */
    public static void delete(Path file) {
        try {
            SocketCalls.umount2(file.toString(), MNT_DETACH);
        } catch (LastErrorException e) {
            if (e.getErrorCode() != Errno.EINVAL && e.getErrorCode() != Errno.ENOENT) {
                throw new LinuxException(e.getErrorCode(), "umount2", file.toString());
            }
        }
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs the work on a new platform thread and waits for it; a virtual thread that calls parks instead of pinning its carrier. */
    public static <T> T onFreshThread(String name, Callable<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Runnable completing = () -> {
            try {
                result.complete(work.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        };
        NewThreads.begin(name, () -> Thread.ofPlatform().daemon().name(name).start(completing));
        try {
            return result.join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case IOException cause -> throw new UncheckedIOException(cause);
                case null, default -> throw e;
            }
        }
    }

    private static void touch(Path file) throws IOException {
        try {
            Files.createFile(file);
        } catch (NoSuchFileException e) {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.createFile(file);
        } catch (FileAlreadyExistsException e) {
            if (exists(file)) {
                throw new LinuxException(Errno.EEXIST, "create network namespace", file.toString());
            }
        }
    }

    @FunctionalInterface
    private interface NativeCall {
        int run() throws LastErrorException;
    }

    private static int call(String name, String argument, NativeCall call) {
        try {
            return call.run();
        } catch (LastErrorException e) {
            throw new LinuxException(e.getErrorCode(), name, argument);
        }
    }
}
