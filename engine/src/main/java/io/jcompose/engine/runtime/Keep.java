package io.jcompose.engine.runtime;

import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.file.DescriptorSet;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.mount.MountAttributes;
import io.jcompose.linux.mount.Mounts;
import io.jcompose.linux.process.Namespaces;
import io.jcompose.linux.process.PidFd;
import io.jcompose.linux.process.Processors;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Keeps, without any process, what is left of a container that ends while no engine runs: its last output and how it ended.
 *
 * <p>Both go with the last open file that refers to them, and a mount is the one thing in the kernel that holds files open and outlives processes. A pipe is
 * held by a mount of autofs, whose option {@code fd} is the pipe on which it would call its daemon (fs/autofs/inode.c); nobody calls, since nobody walks
 * there. A process is held by a bind mount of its pidfd, whose inode keeps the exit status for PIDFD_GET_INFO (fs/pidfs.c, Linux 6.15 and later). The mounts
 * are in a mount namespace of their own, which a bind mount on a file keeps alive and which holds nothing else but a tmpfs:
 *
 * <pre>
 * /&lt;container&gt;           itself a mount, with which the others go at once
 * /&lt;container&gt;/process   the pidfd
 * /&lt;container&gt;/pipe0 ...  autofs
 * </pre>
 *
 * The namespace is made with the first thing that is kept; the engine holds it open for the next ones, as making it copies all the machine's mounts. It is
 * bound to the file while there is something in it, and until {@link #tidyUp}. A kernel without autofs, or one that binds no pidfd, keeps less.
 */
final class Keep implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Keep.class.getName());
    private static final String PROCESS = "process";
    /** Protocol 5 is all that current kernels speak; {@code direct}: no entries, the mount is all there is. */
    private static final String AUTOFS_OPTIONS = ",minproto=5,maxproto=5,direct";

    private final Path file;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<String> kept = new LinkedHashSet<>();
    private Optional<Chamber> chamber = Optional.empty();
    private boolean bound;

    /**
     * Finds what earlier engines kept. To be called, as all methods here, on a clean thread.
     *
     * @param file where the namespace is bound; its folder exists
     */
    Keep(Path file) {
        this.file = file;
        if (Files.exists(file)) {
            bound = true;
            int found = Descriptors.open(file.toString(), Open.RDONLY);
            if (Namespaces.isNamespace(found)) {
                Chamber left = Chamber.at(found);
                left.run(() -> kept.addAll(names("/")));
                chamber = Optional.of(left);
            } else {
                Descriptors.close(found);
            }
            // what there is of an engine that was killed while it bound or unbound it
            tidyUp();
        }
    }

    /** As {@link #holdOutput} and {@link #holdEnding}. */
    List<String> hold(String container, Stdio stdio, PidFd process) {
        return Stream.of(
                        holdOutput(container, stdio),
                        holdEnding(container, process).await())
                .flatMap(Optional::stream)
                .toList();
    }

    /**
     * Keeps the output from now on; nothing for streams that a caller gave: whoever gave them has them.
     *
     * @param stdio fifos that somebody has open, or a terminal, of which only the process can be kept
     * @return what could not be kept; the container runs all the same
     */
    Optional<String> holdOutput(String container, Stdio stdio) {
        return switch (stdio) {
            case Stdio.Fifos fifos -> holdOutput(container, List.of(fifos.stdout(), fifos.stderr()));
            case Stdio.Terminal terminal -> holdOutput(container, List.of());
            case Stdio.Descriptors given -> Optional.empty();
        };
    }

    private Optional<String> holdOutput(String container, List<Path> pipes) {
        release(container);
        lock.lock();
        try (DescriptorSet open = new DescriptorSet()) {
            List<Integer> descriptors = new ArrayList<>();
            for (Path pipe : pipes) {
                // an open file of its own, for autofs changes its flags
                descriptors.add(open.add(Descriptors.open(pipe.toString(), Open.RDWR | Open.NONBLOCK)));
            }
            if (!bound) {
                bind();
            }
            Chamber room = room();
            kept.add(container);
            room.run(() -> fill("/" + container, descriptors));
            return Optional.empty();
        } catch (LinuxException e) {
            return Optional.of("should it end while no engine runs, its last output is lost: " + e.getMessage());
        } finally {
            lock.unlock();
        }
    }

    private Chamber room() {
        Chamber room = chamber.orElseGet(() -> make(OptionalInt.empty()));
        chamber = Optional.of(room);
        return room;
    }

    private Chamber make(OptionalInt processor) {
        return Chamber.make(Path.of(String.valueOf(file.getParent())), processor);
    }

    /** Something that is about to be kept. */
    @FunctionalInterface
    interface Holding {
        /** Waits until it is; says what could not be kept. */
        Optional<String> await();
    }

    /** Keeps how it ends too, if its output is kept and the kernel binds pidfds, while the caller does something else. As {@link #holdOutput}. */
    Holding holdEnding(String container, PidFd process) {
        lock.lock();
        try {
            if (!kept.contains(container)) {
                return Optional::empty;
            }
            int tree = attemptClone(process);
            if (tree < 0) {
                return Optional::empty;
            }
            Future<?> bound = beginBinding("/" + container + "/" + PROCESS, tree);
            return () -> awaitBinding(bound);
        } catch (LinuxException e) {
            return () -> Optional.of(endingLost(e));
        } finally {
            lock.unlock();
        }
    }

    /** @param tree closed afterwards */
    private Future<?> beginBinding(String target, int tree) {
        try {
            return room().begin(() -> {
                try {
                    bindProcess(target, tree);
                } finally {
                    Descriptors.close(tree);
                }
            });
        } catch (LinuxException e) {
            Descriptors.close(tree);
            throw e;
        }
    }

    private static Optional<String> awaitBinding(Future<?> bound) {
        try {
            Chamber.await(bound);
            return Optional.empty();
        } catch (LinuxException e) {
            return Optional.of(endingLost(e));
        }
    }

    private static String endingLost(LinuxException reason) {
        return "should it end while no engine runs, its exit code is lost: " + reason.getMessage();
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

    private static void fill(String directory, List<Integer> pipes) {
        Descriptors.makeDirectory(Open.AT_FDCWD, directory, 0700);
        Mounts.bind(directory, directory);
        for (int i = 0; i < pipes.size(); i++) {
            String target = directory + "/pipe" + i;
            Descriptors.makeDirectory(Open.AT_FDCWD, target, 0700);
            Mounts.mount("autofs", target, "autofs", 0, "fd=" + pipes.get(i) + AUTOFS_OPTIONS);
        }
    }

    private static void bindProcess(String target, int tree) {
        Descriptors.close(Descriptors.openAt(Open.AT_FDCWD, target, Open.WRONLY | Open.CREAT, 0600));
        int located = Mounts.locate(target);
        try {
            Mounts.attach(tree, located, target);
        } finally {
            Descriptors.close(located);
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
            room().run(() -> {
                String ended = "/" + container + "/" + PROCESS;
                if (Descriptors.status(Open.AT_FDCWD, ended, 0).isPresent()) {
                    found.add(Descriptors.open(ended, Open.RDONLY));
                }
            });
            if (found.isEmpty()) {
                return Optional.empty();
            }
            try (PidFd process = PidFd.of(found.getFirst())) {
                return process.ending() instanceof PidFd.Ending.Status(int code, boolean killed)
                        ? Optional.of(killed ? new ExitStatus.Killed(code) : new ExitStatus.Exited(code))
                        : Optional.empty();
            } catch (LinuxException e) {
                if (e.errno() == Errno.EBADF) {
                    // the place of a pidfd, of an engine that was killed before it had mounted that
                    return Optional.empty();
                }
                throw e;
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * From now on nothing is kept of a container; what is mounted for it goes while the caller does something else, and before anything that is kept later is
     * mounted. Does nothing for one of which nothing is kept. May be called on any thread: nothing is waited for.
     *
     * @return done when it has gone
     */
    Future<?> release(String container) {
        lock.lock();
        try {
            return kept.remove(container)
                    ? room().begin(() -> empty(container))
                    : CompletableFuture.completedFuture(null);
        } finally {
            lock.unlock();
        }
    }

    /** Of containers that there are no more: what an engine had not come to that was killed. */
    void releaseOthers(Set<String> known) {
        lock.lock();
        try {
            List.copyOf(kept).stream()
                    .filter(container -> !known.contains(container))
                    .forEach(this::release);
        } finally {
            lock.unlock();
        }
    }

    /** Unbinds the namespace if there is nothing in it. */
    void tidyUp() {
        lock.lock();
        try {
            if (kept.isEmpty() && bound) {
                unbind();
            }
        } finally {
            lock.unlock();
        }
    }

    /** What is kept stays for the next engine. */
    @Override
    public void close() {
        lock.lock();
        try {
            tidyUp();
            chamber.ifPresent(Chamber::close);
            chamber = Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private static void empty(String container) {
        try {
            takeAway("/" + container);
        } catch (LinuxException | UncheckedIOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "what was kept of container {0} in case that no engine runs stays mounted: {1}",
                    container,
                    e.getMessage());
        }
    }

    /** The kernel waits for a grace period with each mount that is taken away by itself. */
    private static void takeAway(String directory) {
        Mounts.detachIfMounted(directory);
        for (String name : names(directory)) {
            String target = directory + "/" + name;
            Descriptors.remove(Open.AT_FDCWD, target, name.equals(PROCESS) ? 0 : Open.AT_REMOVEDIR);
        }
        Descriptors.remove(Open.AT_FDCWD, directory, Open.AT_REMOVEDIR);
    }

    /** A namespace can't be mounted where others would get the mount too, as those of systemd's services do from /run: the place becomes private. */
    private void bind() {
        Descriptors.close(Descriptors.openAt(Open.AT_FDCWD, file.toString(), Open.WRONLY | Open.CREAT, 0600));
        try {
            Mounts.bind(file.toString(), file.toString());
            Mounts.setPropagation(file.toString(), MountAttributes.PRIVATE, false);
            bindNewer();
            bound = true;
        } finally {
            if (!bound) {
                unbind();
            }
        }
    }

    /**
     * The kernel binds only mount namespaces that are newer than the caller's, lest one keeps itself (fs/namespace.c, mnt_ns_loop), and takes the larger number
     * for the newer one. Since Linux 6.18 each processor numbers in a range of its own: where the engine is not in the machine's first mount namespace, one that
     * was made on another processor may count as older for good. Of those that are made on the same one, the last has the largest number.
     */
    private void bindNewer() {
        Optional<LinuxException> refused = attemptBind(room());
        if (refused.isEmpty()) {
            return;
        }
        for (int processor : Processors.allowed()) {
            Chamber spare = make(OptionalInt.of(processor));
            try {
                if (attemptBind(spare).isEmpty()) {
                    Chamber older = room();
                    chamber = Optional.of(spare);
                    spare = older;
                    return;
                }
            } finally {
                spare.close();
            }
        }
        throw refused.get();
    }

    private Optional<LinuxException> attemptBind(Chamber room) {
        try {
            Mounts.bind("/proc/self/fd/" + room.namespace(), file.toString());
            return Optional.empty();
        } catch (LinuxException e) {
            if (e.errno() != Errno.EINVAL) {
                throw e;
            }
            return Optional.of(e);
        }
    }

    private void unbind() {
        while (Mounts.detachIfMounted(file.toString())) {
            // The namespace, the place made for it, and what an engine left that was killed between the two.
        }
        Descriptors.remove(Open.AT_FDCWD, file.toString(), 0);
        bound = false;
    }

    private static List<String> names(String directory) {
        try (var entries = Files.list(Path.of(directory))) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
