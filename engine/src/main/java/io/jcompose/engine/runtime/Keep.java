package io.jcompose.engine.runtime;

import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.file.DescriptorSet;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.mount.FileSystem;
import io.jcompose.linux.mount.MountAttributes;
import io.jcompose.linux.mount.Mounts;
import io.jcompose.linux.process.Namespaces;
import io.jcompose.linux.process.PidFd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps, without any process, what is left of a container that ends while no engine runs: its last output and how it ended.
 *
 * <p>Both go with the last open file that refers to them, and a mount is the one thing in the kernel that holds files open and outlives processes. A pipe is
 * held by a mount of autofs, whose option {@code fd} is the pipe on which it would call its daemon (fs/autofs/inode.c); nobody calls, since nobody walks
 * there. A process is held by a bind mount of its pidfd, whose inode keeps the exit status for PIDFD_GET_INFO (fs/pidfs.c, Linux 6.15 and later). The mounts
 * are in a mount namespace of their own, which a bind mount on a file keeps alive and which holds nothing else but a tmpfs:
 *
 * <pre>
 * /&lt;container&gt;/process   the pidfd
 * /&lt;container&gt;/pipe0 ...  autofs
 * </pre>
 *
 * The namespace is made with the first thing that is kept; the engine holds it open for the next ones, as making it copies all the machine's mounts. It is
 * bound to the file while there is something in it. A kernel without autofs, or one that binds no pidfd, keeps less.
 */
final class Keep implements AutoCloseable {
    private static final String PROCESS = "process";
    /** Protocol 5 is all that current kernels speak; {@code direct}: no entries, the mount is all there is. */
    private static final String AUTOFS_OPTIONS = ",minproto=5,maxproto=5,direct";

    private final Path file;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<String> kept = new LinkedHashSet<>();
    private OptionalInt namespace = OptionalInt.empty();

    /**
     * Finds what earlier engines kept. To be called, as all methods here, on a clean thread.
     *
     * @param file where the namespace is bound; its folder exists
     */
    Keep(Path file) {
        this.file = file;
        if (Files.exists(file)) {
            int found = Descriptors.open(file.toString(), Open.RDONLY);
            if (Namespaces.isNamespace(found)) {
                namespace = OptionalInt.of(found);
                inside(() -> kept.addAll(names("/")));
            } else {
                Descriptors.close(found);
            }
            if (kept.isEmpty()) {
                // of an engine that was killed while it bound or unbound it
                unbind();
            }
        }
    }

    /**
     * Nothing for streams that a caller gave: whoever gave them has them.
     *
     * @param stdio fifos that somebody has open, or a terminal, of which only the process can be kept
     * @return what could not be kept; the container runs all the same
     */
    Optional<String> hold(String container, Stdio stdio, PidFd process) {
        return switch (stdio) {
            case Stdio.Fifos fifos -> hold(container, List.of(fifos.stdout(), fifos.stderr()), process);
            case Stdio.Terminal terminal -> hold(container, List.of(), process);
            case Stdio.Descriptors given -> Optional.empty();
        };
    }

    private Optional<String> hold(String container, List<Path> pipes, PidFd process) {
        lock.lock();
        try (DescriptorSet open = new DescriptorSet()) {
            releaseLocked(container);
            int bound = attemptClone(process);
            if (bound >= 0) {
                open.add(bound);
            }
            List<Integer> descriptors = new ArrayList<>();
            for (Path pipe : pipes) {
                // an open file of its own, for autofs changes its flags
                descriptors.add(open.add(Descriptors.open(pipe.toString(), Open.RDWR | Open.NONBLOCK)));
            }
            if (namespace.isEmpty()) {
                namespace = OptionalInt.of(makeNamespace());
            }
            if (kept.isEmpty()) {
                bind();
            }
            kept.add(container);
            inside(() -> fill("/" + container, bound, descriptors));
            return Optional.empty();
        } catch (LinuxException e) {
            return Optional.of("should it end while no engine runs, its last output is lost: " + e.getMessage());
        } finally {
            lock.unlock();
        }
    }

    /** -1 on kernels before 6.15, which bind no pidfd. */
    private static int attemptClone(PidFd process) {
        try {
            return Mounts.cloneTree(process.descriptor(), "", false);
        } catch (LinuxException e) {
            if (e.errno() == Errno.EINVAL) {
                return -1;
            }
            throw e;
        }
    }

    private static void fill(String directory, int process, List<Integer> pipes) {
        Descriptors.makeDirectory(Open.AT_FDCWD, directory, 0700);
        if (process >= 0) {
            String target = directory + "/" + PROCESS;
            Descriptors.close(Descriptors.openAt(Open.AT_FDCWD, target, Open.WRONLY | Open.CREAT, 0600));
            int located = Mounts.locate(target);
            try {
                Mounts.attach(process, located, target);
            } finally {
                Descriptors.close(located);
            }
        }
        for (int i = 0; i < pipes.size(); i++) {
            String target = directory + "/pipe" + i;
            Descriptors.makeDirectory(Open.AT_FDCWD, target, 0700);
            Mounts.mount("autofs", target, "autofs", 0, "fd=" + pipes.get(i) + AUTOFS_OPTIONS);
        }
    }

    /** How a container ended of which nobody took the status. Empty when that was not kept. */
    Optional<ExitStatus> ending(String container) {
        lock.lock();
        try {
            if (!kept.contains(container)) {
                return Optional.empty();
            }
            List<Integer> found = new ArrayList<>();
            inside(() -> {
                String bound = "/" + container + "/" + PROCESS;
                if (Descriptors.status(Open.AT_FDCWD, bound, 0).isPresent()) {
                    found.add(Descriptors.open(bound, Open.RDONLY));
                }
            });
            if (found.isEmpty()) {
                return Optional.empty();
            }
            try (PidFd process = PidFd.of(found.getFirst())) {
                return process.ending() instanceof PidFd.Ending.Status(int code, boolean killed)
                        ? Optional.of(killed ? new ExitStatus.Killed(code) : new ExitStatus.Exited(code))
                        : Optional.empty();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Does nothing for a container of which nothing is kept. */
    void release(String container) {
        lock.lock();
        try {
            releaseLocked(container);
        } finally {
            lock.unlock();
        }
    }

    private void releaseLocked(String container) {
        if (kept.contains(container)) {
            inside(() -> empty("/" + container));
            kept.remove(container);
            if (kept.isEmpty()) {
                unbind();
            }
        }
    }

    /** What is kept stays for the next engine. */
    @Override
    public void close() {
        lock.lock();
        try {
            namespace.ifPresent(Descriptors::close);
            namespace = OptionalInt.empty();
        } finally {
            lock.unlock();
        }
    }

    private static void empty(String directory) {
        for (String name : names(directory)) {
            String target = directory + "/" + name;
            Mounts.detachIfMounted(target);
            Descriptors.remove(Open.AT_FDCWD, target, name.equals(PROCESS) ? 0 : Open.AT_REMOVEDIR);
        }
        Descriptors.remove(Open.AT_FDCWD, directory, Open.AT_REMOVEDIR);
    }

    /** A descriptor of a new mount namespace that holds an empty tmpfs and nothing else. */
    private int makeNamespace() {
        try (DescriptorSet open = new DescriptorSet();
                FileSystem tmpfs = FileSystem.open("tmpfs")) {
            int root = open.add(tmpfs.set("mode", "700").mount(0));
            List<Integer> made = new ArrayList<>();
            OneWayThread.run("jcompose-keep-make", () -> {
                Namespaces.unshare(Namespaces.FS | Namespaces.MOUNT);
                int own = open.add(Descriptors.open("/proc/thread-self/ns/mnt", Open.RDONLY));
                Mounts.setPropagation("/", MountAttributes.PRIVATE, true);
                String place = String.valueOf(file.getParent());
                Mounts.attach(root, open.add(Mounts.locate(place)), place);
                Mounts.pivotInto(root);
                made.add(Descriptors.duplicate(own));
            });
            return made.getFirst();
        }
    }

    /** A namespace can't be mounted where others would get the mount too, as those of systemd's services do from /run: the place becomes private. */
    private void bind() {
        Descriptors.close(Descriptors.openAt(Open.AT_FDCWD, file.toString(), Open.WRONLY | Open.CREAT, 0600));
        Mounts.bind(file.toString(), file.toString());
        Mounts.setPropagation(file.toString(), MountAttributes.PRIVATE, false);
        Mounts.bind("/proc/self/fd/" + namespace.orElseThrow(), file.toString());
    }

    private void unbind() {
        while (Mounts.detachIfMounted(file.toString())) {
            // The namespace, the place made for it, and what an engine left that was killed between the two.
        }
        Descriptors.remove(Open.AT_FDCWD, file.toString(), 0);
    }

    /** Runs work with the namespace's tmpfs as its root. */
    private void inside(Runnable work) {
        OneWayThread.run("jcompose-keep", () -> {
            Namespaces.unshare(Namespaces.FS);
            Namespaces.enter(namespace.orElseThrow(), Namespaces.MOUNT);
            work.run();
        });
    }

    private static List<String> names(String directory) {
        try (var entries = Files.list(Path.of(directory))) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
