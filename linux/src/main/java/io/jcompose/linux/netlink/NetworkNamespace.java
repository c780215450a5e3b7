package io.jcompose.linux.netlink;

import com.sun.jna.LastErrorException;
import com.sun.jna.NativeLong;
import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Network namespaces that a bind mount keeps alive (ip-netns(8) does the same), and work inside them.
 *
 * <p>A thread that entered a namespace is never reused: every call runs on a fresh platform thread that ends with it. A socket opened there
 * stays in the namespace and may be used from anywhere afterwards.
 */
public final class NetworkNamespace {
    private static final int CLONE_NEWNET = 0x40000000;
    private static final int O_RDONLY_CLOEXEC = 0x80000;
    private static final int MS_BIND = 4096;
    private static final int MNT_DETACH = 2;
    private static final String OWN = "/proc/thread-self/ns/net";

    /** What {@link #create} runs: on the new namespace's thread, with a socket of the old one. */
    @FunctionalInterface
    public interface Setup<T> {
        /**
         * @param outside rtnetlink of the namespace the thread came from
         * @param namespace descriptor of the new namespace, valid during the call
         */
        T run(RouteSocket outside, int namespace) throws Exception;
    }

    private NetworkNamespace() {}

    /** Makes a namespace, binds it to the file and runs the set-up inside. When that fails the namespace is gone again. */
    public static <T> T create(Path file, Setup<T> setup) {
        return onFreshThread("netns-create", () -> {
            try (RouteSocket outside = RouteSocket.open()) {
                touch(file);
                int namespace = -1;
                try {
                    call("unshare", "network namespace", () -> SocketCalls.unshare(CLONE_NEWNET));
                    call(
                            "mount",
                            "network namespace at " + file,
                            () -> SocketCalls.mount(
                                    OWN, file.toString(), "none", new NativeLong(MS_BIND), new byte[1]));
                    namespace = call("open", OWN, () -> SocketCalls.open(OWN, O_RDONLY_CLOEXEC));
                    return setup.run(outside, namespace);
                } catch (Throwable e) {
                    delete(file);
                    throw e;
                } finally {
                    if (namespace >= 0) {
                        SocketCalls.close(namespace);
                    }
                }
            }
        });
    }

    /** Runs the work inside the namespace at that file. */
    public static <T> T enter(Path file, Setup<T> work) {
        return onFreshThread("netns-enter", () -> {
            try (RouteSocket outside = RouteSocket.open()) {
                int namespace =
                        call("open", file.toString(), () -> SocketCalls.open(file.toString(), O_RDONLY_CLOEXEC));
                try {
                    call("setns", file.toString(), () -> SocketCalls.setns(namespace, CLONE_NEWNET));
                    return work.run(outside, namespace);
                } finally {
                    SocketCalls.close(namespace);
                }
            }
        });
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
        Thread.ofPlatform().daemon().name(name).start(() -> {
            try {
                result.complete(work.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
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
        Files.createDirectories(file.toAbsolutePath().getParent());
        try {
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
