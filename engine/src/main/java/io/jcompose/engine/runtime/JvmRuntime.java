package io.jcompose.engine.runtime;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.cgroup.Cgroup;
import io.jcompose.linux.cgroup.CgroupUsage;
import io.jcompose.linux.cgroup.Cgroups;
import io.jcompose.linux.file.DescriptorSet;
import io.jcompose.linux.poll.Poller;
import io.jcompose.linux.process.Namespaces;
import io.jcompose.linux.process.PidFd;
import io.jcompose.linux.seccomp.Filter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.function.IntConsumer;

/**
 * Containers started by the JVM itself, without fork and without a helper program.
 *
 * <p>A thread becomes the container ({@link ContainerBirth}) and makes the process with posix_spawn, whose child waits at a {@link Gate};
 * meanwhile a clean thread does what must be done from outside: cgroup, limits, proc.
 */
public final class JvmRuntime implements ContainerRuntime {
    private static final SeccompSpec REHEARSED = new SeccompSpec("SCMP_ACT_ALLOW", null, List.of(), null, List.of());

    private final Poller poller;
    private final Cgroups cgroups;
    private final CleanThreads threads = new CleanThreads();
    private final ReadyThreads ready = new ReadyThreads();
    private final MountVisits visits = new MountVisits();
    private final SeccompFilters filters = new SeccompFilters();
    private final HeldRoots roots = new HeldRoots(threads);
    private final Keep keep;
    private final Remains remains;
    private final Bearing bearing;
    /** For names that a crashed engine has not left behind. */
    private final SecureRandom random = new SecureRandom();

    private JvmRuntime(Poller poller, Cgroups cgroups, Path kept) {
        this.poller = poller;
        this.cgroups = cgroups;
        this.keep = threads.call(() -> new Keep(kept));
        this.remains = new Remains(threads, cgroups, keep);
        this.bearing = new Bearing(poller, threads, ready);
    }

    /**
     * Loads and tries out everything that a birth needs.
     *
     * @param poller watches the processes; stays the caller's and must outlive this
     * @param kept a file of this runtime alone in a folder that exists: where the kernel keeps, from one engine to the next, how containers ended and
     *     their last output
     */
    public static JvmRuntime open(Poller poller, Path kept) {
        JvmRuntime runtime = new JvmRuntime(poller, Cgroups.detect(), kept);
        runtime.threads.run(
                () -> Rehearsal.run(Filter.isAvailable() ? runtime.filters.of(REHEARSED) : Optional.empty()));
        return runtime;
    }

    @Override
    public void check(SeccompSpec rules) {
        filters.of(rules);
    }

    @Override
    public ContainerProcess create(String id, RuntimeSpec spec, Path bundle, Stdio stdio) {
        return create(id, spec, bundle, stdio, Optional.empty());
    }

    /**
     * As {@link #create(String, RuntimeSpec, Path, Stdio)}, with something to be done when all is mounted, before the container's root becomes the root.
     *
     * @param beforePivot given the number by which proc(5) shows what the container will be; the process itself is not made yet
     */
    public ContainerProcess create(
            String id, RuntimeSpec spec, Path bundle, Stdio stdio, Optional<IntConsumer> beforePivot) {
        SpecCheck.check(spec, bundle);
        filters.of(spec.linux().seccomp());
        Cgroup cgroup = cgroup(id, spec);
        roots.await(id);
        return threads.call(
                () -> createOnCleanThread(id, spec, bundle, stdio, cgroup, beforePivot.map(Interlude::new)));
    }

    private JvmProcess createOnCleanThread(
            String id, RuntimeSpec spec, Path bundle, Stdio stdio, Cgroup cgroup, Optional<Interlude> interlude) {
        makeDirectory(bundle.resolve(spec.root().path()));
        try {
            return createInCgroup(id, spec, bundle, stdio, cgroup, interlude);
        } catch (RuntimeException | Error e) {
            try {
                roots.release(id).close();
                cgroup.remove();
                keep.release(id);
                keep.tidyUp();
            } catch (LinuxException left) {
                e.addSuppressed(left);
            }
            throw e;
        }
    }

    private JvmProcess createInCgroup(
            String id, RuntimeSpec spec, Path bundle, Stdio stdio, Cgroup cgroup, Optional<Interlude> interlude) {
        try (OpenStdio openStdio = new OpenStdio(stdio, spec.process().user());
                NamespacePlan namespaces = new NamespacePlan(spec.linux().namespaces());
                MountSources foreign = new MountSources(spec.mounts());
                DescriptorSet open = new DescriptorSet()) {
            List<RootMounter.Prepared> belowProc = new RootMounter(
                            spec, bundle.resolve(spec.root().path()), bundle, () -> cgroup, foreign, open)
                    .prepareBelowProc();
            Identity identity =
                    new Identity(spec.process(), filters.of(spec.linux().seccomp()));
            List<String> notes = new ArrayList<>(identity.notes());
            FutureTask<Cgroup.Entrance> entrance = new FutureTask<>(() -> {
                cgroup.create();
                return cgroup.entrance(namespaces.isFresh(Namespaces.CGROUP));
            });
            ContainerBirth birth = new ContainerBirth(
                    id, spec, bundle, stdio, openStdio, namespaces, identity, cgroup, entrance, foreign, interlude);
            Runnable meanwhile = () -> {
                entrance.run();
                Chamber.await(entrance);
                keep.holdOutput(id, stdio).ifPresent(notes::add);
            };
            return bearing.bear(id, spec, cgroup, birth, notes, meanwhile, child -> {
                cgroup.add(child.pid());
                Keep.Holding ending = keep.holdEnding(id, child);
                try (ProcMount _ = ProcMount.begin(spec, child, belowProc, visits)) {
                    notes.addAll(cgroup.limit(CgroupSettings.of(spec.linux().resources())));
                    notes.addAll(ProcessLimits.apply(child.pid(), spec.process()));
                    roots.hold(id, child);
                }
                ending.await().ifPresent(notes::add);
            });
        }
    }

    @Override
    public void start(ContainerProcess created) {
        JvmProcess process = own(created);
        Birth birth = process.birth().filter(Birth::isPending).orElseThrow(() -> notCreated(process));
        threads.call(birth::finish).ifPresent(failure -> {
            throw failure;
        });
    }

    private static JcomposeException notCreated(JvmProcess process) {
        return new JcomposeException(
                Kind.FAILED_PRECONDITION,
                "the container \"" + process.containerId() + "\" can't be started: it has been started or has ended",
                "create it anew");
    }

    @Override
    public ContainerProcess exec(ContainerProcess container, ProcessSpec process, Stdio stdio) {
        SpecCheck.check(process);
        JvmProcess first = own(container);
        first.births().readLock().lock();
        try {
            return threads.call(() -> execOnCleanThread(first, process, stdio));
        } finally {
            first.births().readLock().unlock();
        }
    }

    private JvmProcess execOnCleanThread(JvmProcess container, ProcessSpec process, Stdio stdio) {
        long flags = NamespacePlan.flags(container.spec().linux().namespaces());
        try (PidFd first = container.held().orElseThrow(() -> notRunning(container));
                OpenStdio openStdio = new OpenStdio(stdio, process.user())) {
            checkRunning(container);
            Identity identity =
                    new Identity(process, filters.of(container.spec().linux().seccomp()));
            List<String> notes = new ArrayList<>(identity.notes());
            Birth birth = new ExecBirth(
                    first,
                    flags,
                    process,
                    stdio,
                    openStdio,
                    identity,
                    container.cgroup(),
                    ".jcompose-" + Long.toHexString(random.nextLong()));
            JvmProcess made = bearing.bear(
                    container.containerId(), container.spec(), container.cgroup(), birth, notes, () -> {}, child -> {
                        container.cgroup().add(child.pid());
                        notes.addAll(ProcessLimits.apply(child.pid(), process));
                    });
            birth.finish().ifPresent(failure -> {
                made.terminal().ifPresent(TerminalEnd::close);
                throw failure;
            });
            return made;
        }
    }

    private static void checkRunning(JvmProcess container) {
        if (!container.signal(0)) {
            throw notRunning(container);
        }
        if (container.cgroup().isFrozen()) {
            throw new JcomposeException(
                    Kind.FAILED_PRECONDITION,
                    "the container \"" + container.containerId() + "\" is paused",
                    "unpause it first");
        }
    }

    private static JcomposeException notRunning(JvmProcess container) {
        return new JcomposeException(
                Kind.FAILED_PRECONDITION, "the container \"" + container.containerId() + "\" is not running");
    }

    @Override
    public boolean signal(ContainerProcess process, int signal) {
        return own(process).signal(signal);
    }

    @Override
    public void killAll(ContainerProcess container) {
        JvmProcess process = own(container);
        boolean gone = process.exit().isDone()
                && NamespacePlan.endsWithItsFirst(process.spec().linux().namespaces());
        if (!gone) {
            threads.run(process.cgroup()::killAll);
        }
    }

    /** A signal to every process of the container's cgroup. */
    public void signalAll(ContainerProcess container, int signal) {
        Cgroup cgroup = own(container).cgroup();
        threads.run(() -> {
            for (int pid : cgroup.processes()) {
                PidFd.open(pid).ifPresent(process -> {
                    try (process) {
                        process.signal(signal);
                    }
                });
            }
        });
    }

    @Override
    public boolean isPaused(ContainerProcess container) {
        return own(container).cgroup().isFrozen();
    }

    @Override
    public void pause(ContainerProcess container) {
        freeze(container, true);
    }

    @Override
    public void resume(ContainerProcess container) {
        freeze(container, false);
    }

    private void freeze(ContainerProcess container, boolean frozen) {
        JvmProcess process = own(container);
        process.births().writeLock().lock();
        try {
            threads.run(() -> process.cgroup().freeze(frozen));
        } finally {
            process.births().writeLock().unlock();
        }
    }

    @Override
    public List<String> update(ContainerProcess container, Resources resources) {
        Cgroup cgroup = own(container).cgroup();
        return threads.call(() -> cgroup.limit(CgroupSettings.of(resources.withoutDevices())));
    }

    @Override
    public long outOfMemoryKills(ContainerProcess container) {
        return own(container).cgroup().outOfMemoryKills();
    }

    @Override
    public Watch onOutOfMemory(ContainerProcess container, Runnable killed) {
        return OutOfMemoryWatch.of(own(container).cgroup(), poller, killed);
    }

    @Override
    public List<Integer> processes(ContainerProcess container) {
        return own(container).cgroup().processes();
    }

    @Override
    public ResourceUsage usage(ContainerProcess container) {
        CgroupUsage usage = own(container).cgroup().usage();
        return new ResourceUsage(
                usage.cpuNanoseconds(),
                usage.memoryBytes(),
                usage.memoryLimitBytes(),
                usage.processes(),
                usage.readBytes(),
                usage.writtenBytes());
    }

    @Override
    public void clear(String id, RuntimeSpec spec) {
        try (HeldRoots.Release _ = roots.release(id)) {
            remains.clear(cgroup(id, spec));
        }
    }

    @Override
    public void forget(String id, RuntimeSpec spec) {
        remains.forget(id);
    }

    /**
     * Ends what an engine that was killed left running and nobody looks after, such as a step of a build. What does not end (a process that waits for a dead
     * disk) is left to the next engine: this one has others to look after.
     *
     * @param parent the cgroup that has them
     * @param known the names below it that stay
     */
    public void deleteOthers(String parent, Set<String> known) {
        remains.deleteOthers(parent, known);
    }

    @Override
    public Optional<ExitStatus> ending(String id) {
        return threads.call(() -> keep.ending(id));
    }

    @Override
    public Optional<ContainerProcess> adopt(String id, RuntimeSpec spec, ProcessIdentity identity) {
        return JvmProcess.find(id, spec, cgroup(id, spec), identity).map(process -> {
            process.watch(poller, threads);
            return process;
        });
    }

    private Cgroup cgroup(String id, RuntimeSpec spec) {
        return cgroups.at(CgroupSettings.path(id, spec));
    }

    private static JvmProcess own(ContainerProcess process) {
        if (process instanceof JvmProcess own) {
            return own;
        }
        throw new IllegalArgumentException("a process of another runtime: " + process);
    }

    private static void makeDirectory(Path directory) {
        if (Files.isDirectory(directory)) {
            return;
        }
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        roots.close();
        threads.run(keep::close);
        threads.close();
        ready.close();
        visits.close();
    }
}
