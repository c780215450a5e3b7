package io.jcompose.engine.runtime;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jcompose.error.JcomposeException;
import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.cgroup.Cgroup;
import io.jcompose.linux.cgroup.CgroupUsage;
import io.jcompose.linux.cgroup.Cgroups;
import io.jcompose.linux.file.DescriptorSet;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.poll.Poller;
import io.jcompose.linux.process.Namespaces;
import io.jcompose.linux.process.PidFd;
import io.jcompose.linux.process.Spawn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Containers made by other OCI runtimes: runc, crun, youki, runsc and what has their command line. Which one, says the spec's annotation
 * {@link RuntimeProgram#ANNOTATION}.
 *
 * <p>The runtime's program ends once it has made a process. That becomes the engine's child ({@link Reaper}) and is watched by its pidfd
 * as one that the engine made itself.
 */
public final class CommandRuntime implements ContainerRuntime {
    /** crun before 1.9 takes no higher one; what came later are fields that a runtime ignores when it doesn't know them. */
    private static final String COMMON_VERSION = "1.0.2";

    private static final int SIGKILL = 9;

    private final RuntimePrograms programs;
    private final Path state;
    private final Poller poller;
    private final Cgroups cgroups;
    private final CleanThreads threads = new CleanThreads();
    private final Keep keep;
    private final Reaper reaper;
    private final ObjectMapper json = new ObjectMapper();

    /**
     * @param state for what the runtimes keep; does not outlive the machine's boot
     * @param kept as in {@link JvmRuntime#open}, and another than that
     * @param poller watches the processes; stays the caller's and must outlive this
     */
    public CommandRuntime(RuntimePrograms programs, Path state, Path kept, Poller poller) {
        this.programs = programs;
        this.state = state;
        this.poller = poller;
        this.cgroups = Cgroups.detect();
        this.keep = threads.call(() -> new Keep(kept));
        this.reaper = new Reaper(poller);
    }

    private RuntimeCommand command(RuntimeSpec spec) {
        RuntimeProgram program = programs.find(String.valueOf(spec.annotations().get(RuntimeProgram.ANNOTATION)));
        Path own = state.resolve(program.name().replace('/', '_'));
        try {
            Files.createDirectories(own);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new RuntimeCommand(program, own);
    }

    @Override
    public ContainerProcess create(String id, RuntimeSpec spec, Path bundle, Stdio stdio) {
        SpecCheck.check(spec, bundle);
        RuntimeCommand command = command(spec);
        return threads.call(() -> {
            Path root = bundle.resolve(spec.root().path());
            Files.createDirectories(root);
            LentMounts lent = new LentMounts(spec.mounts(), bundle);
            json.writeValue(bundle.resolve("config.json").toFile(), onItsOwn(spec, root, lent));
            try {
                CommandProcess born = born(id, spec, stdio, spec.process().user(), command, true, more -> {
                    List<String> words = new ArrayList<>(List.of("create", "--bundle", bundle.toString()));
                    words.addAll(more.words());
                    words.add(id);
                    OneWayThread.run(
                            "jcompose-create-" + id,
                            () -> inMountNamespace(
                                    spec, root, bundle, id, lent, () -> command.run(more.stdio(), words)));
                });
                reaper.watchHelpers(command.marks(id));
                return born;
            } catch (RuntimeException e) {
                reaper.watchHelpers(command.marks(id));
                deleteQuietly(id, spec, e);
                throw e;
            }
        });
    }

    private void deleteQuietly(String id, RuntimeSpec spec, RuntimeException cause) {
        try {
            delete(id, spec);
        } catch (JcomposeException | LinuxException e) {
            cause.addSuppressed(e);
        }
    }

    /**
     * The root and what others lend are mounted where the runtime sees them and the host does not. The mount namespace lives on in the container's own, which is a copy of
     * it.
     */
    private void inMountNamespace(RuntimeSpec spec, Path root, Path bundle, String id, LentMounts lent, Runnable work) {
        try (DescriptorSet open = new DescriptorSet();
                MountSources sources = new MountSources(spec.mounts())) {
            Namespaces.unshare(Namespaces.FS | Namespaces.MOUNT);
            RootMounter mounter = new RootMounter(spec, root, bundle, () -> cgroup(id, spec), sources, open);
            mounter.mountImages(mounter.mountRoot());
            Propagation.ofCommands();
            mounter.showPeers();
            lent.put(mounter);
            work.run();
        }
    }

    /**
     * Without the mounts of the root and of images, which no other runtime knows; the engine makes them. With a shared bind the root is shared as docker has
     * it: others make slaves of all mounts otherwise.
     */
    private static RuntimeSpec onItsOwn(RuntimeSpec spec, Path root, LentMounts lent) {
        boolean unsaid = spec.linux().rootfsPropagation() == null;
        boolean shared = spec.mounts().stream().anyMatch(RootMounter::isShared);
        return new RuntimeSpec(
                COMMON_VERSION,
                spec.process(),
                new RuntimeSpec.Root(root.toString(), spec.root().readonly()),
                spec.hostname(),
                spec.domainname(),
                lent.told().stream().filter(mount -> !mount.layered()).toList(),
                spec.annotations(),
                unsaid && shared ? spec.linux().withRootfsPropagation("shared") : spec.linux());
    }

    /** What is common to create and exec. */
    private record More(Spawn.Stdio stdio, List<String> words) {}

    @FunctionalInterface
    private interface Making {
        void with(More more);
    }

    private CommandProcess born(
            String id,
            RuntimeSpec spec,
            Stdio stdio,
            ProcessSpec.User user,
            RuntimeCommand command,
            boolean first,
            Making making) {
        Path pidFile = command.temporary("pid-", "");
        try (RuntimeConsole console = new RuntimeConsole(stdio, command);
                OpenStdio openStdio = new OpenStdio(stdio, user);
                DescriptorSet open = new DescriptorSet()) {
            List<String> words = new ArrayList<>(List.of("--pid-file", pidFile.toString()));
            words.addAll(console.words());
            Spawn.Stdio descriptors = openStdio.descriptors().orElseGet(() -> {
                int nothing = open.add(Descriptors.open("/dev/null", Open.RDWR));
                return new Spawn.Stdio.Descriptors(nothing, nothing, nothing);
            });
            PidFd pidFd = reaper.during(() -> {
                making.with(new More(descriptors, words));
                return open(pid(pidFile));
            });
            TerminalEnd terminal = terminal(console, () -> abandon(id, spec, pidFd));
            List<String> notes = first ? keep.hold(id, stdio, pidFd) : List.of();
            return new CommandProcess(watched(id, spec, pidFd, notes, terminal), command, first);
        } finally {
            RuntimeCommand.delete(pidFile);
        }
    }

    private static int pid(Path file) {
        try {
            return Integer.parseInt(Files.readString(file).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable TerminalEnd terminal(RuntimeConsole console, Runnable abandon) {
        try {
            return console.take().orElse(null);
        } catch (RuntimeException e) {
            abandon.run();
            throw e;
        }
    }

    /** Ends a process that nobody is told of. It is watched until its status is taken. */
    private void abandon(String id, RuntimeSpec spec, PidFd pidFd) {
        watched(id, spec, pidFd, List.of(), null).signal(SIGKILL);
    }

    private static PidFd open(int pid) {
        return PidFd.open(pid).orElseThrow(() -> new LinuxException(Errno.ESRCH, "pidfd_open", "" + pid));
    }

    private JvmProcess watched(
            String id, RuntimeSpec spec, PidFd pidFd, List<String> notes, @Nullable TerminalEnd terminal) {
        ProcessIdentity identity =
                new ProcessIdentity(pidFd.pid(), PidFd.startTime(pidFd.pid()).orElse(0L));
        JvmProcess process = new JvmProcess(id, spec, cgroup(id, spec), pidFd, identity, notes, terminal, null);
        process.watch(poller, threads);
        process.exit().thenRun(() -> reaper.ended(pidFd.pid()));
        return process;
    }

    @Override
    public void start(ContainerProcess created) {
        try {
            run(created, "start");
        } finally {
            // one that was just being executed when the container was made had no command line
            CommandProcess own = own(created);
            reaper.watchHelpers(own.command().marks(own.containerId()));
        }
    }

    @Override
    public ContainerProcess exec(ContainerProcess container, ProcessSpec process, Stdio stdio) {
        SpecCheck.check(process);
        CommandProcess in = own(container);
        return threads.call(() -> {
            Path file = in.command().temporary("process-", ".json");
            try {
                json.writeValue(file.toFile(), process);
                return born(in.containerId(), in.watched().spec(), stdio, process.user(), in.command(), false, more -> {
                    List<String> words = new ArrayList<>(List.of("exec", "--process", file.toString(), "--detach"));
                    words.addAll(more.words());
                    words.add(in.containerId());
                    in.command().run(more.stdio(), words);
                });
            } finally {
                RuntimeCommand.delete(file);
            }
        });
    }

    @Override
    public boolean signal(ContainerProcess process, int signal) {
        CommandProcess own = own(process);
        if (!own.watched().signal(0)) {
            return false;
        }
        if (!own.first()) {
            return own.watched().signal(signal);
        }
        try {
            run(own, "kill", Integer.toString(signal));
            return true;
        } catch (JcomposeException e) {
            if (own.watched().signal(0)) {
                throw e;
            }
            return false;
        }
    }

    /** A command on the container: {@code VERB ID MORE}. */
    private void run(ContainerProcess container, String verb, String... more) {
        CommandProcess own = own(container);
        List<String> words = new ArrayList<>(List.of(verb, own.containerId()));
        words.addAll(List.of(more));
        threads.run(() -> own.command().run(words.toArray(String[]::new)));
    }

    @Override
    public void killAll(ContainerProcess container) {
        Cgroup cgroup = own(container).watched().cgroup();
        threads.run(cgroup::killAll);
    }

    @Override
    public void pause(ContainerProcess container) {
        run(container, "pause");
    }

    @Override
    public void resume(ContainerProcess container) {
        run(container, "resume");
    }

    /** Not by the cgroup's state: runsc stops what is in its sandbox, and not the sandbox. */
    @Override
    public boolean isPaused(ContainerProcess container) {
        CommandProcess own = own(container);
        return threads.call(() -> own.command().status(own.containerId())).equals("paused");
    }

    @Override
    public List<String> update(ContainerProcess container, Resources resources) {
        CommandProcess own = own(container);
        return threads.call(() -> {
            Path file = own.command().temporary("resources-", ".json");
            try {
                json.writeValue(file.toFile(), resources.withoutDevices());
                own.command().run("update", "--resources", file.toString(), own.containerId());
                return List.of();
            } finally {
                RuntimeCommand.delete(file);
            }
        });
    }

    @Override
    public long outOfMemoryKills(ContainerProcess container) {
        return own(container).watched().cgroup().outOfMemoryKills();
    }

    @Override
    public Watch onOutOfMemory(ContainerProcess container, Runnable killed) {
        return OutOfMemoryWatch.of(own(container).watched().cgroup(), poller, killed);
    }

    @Override
    public List<Integer> processes(ContainerProcess container) {
        return own(container).watched().cgroup().processes();
    }

    @Override
    public ResourceUsage usage(ContainerProcess container) {
        CgroupUsage usage = own(container).watched().cgroup().usage();
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
        Cgroup cgroup = cgroup(id, spec);
        Optional<RuntimeCommand> command = commandIfInstalled(spec);
        threads.run(() -> {
            cgroup.killAll();
            try {
                command.ifPresent(installed -> installed.run("delete", "--force", id));
            } finally {
                cgroup.remove();
            }
        });
    }

    @Override
    public void forget(String id, RuntimeSpec spec) {
        threads.run(() -> {
            Chamber.await(keep.release(id));
            keep.tidyUp();
        });
    }

    /** Of a runtime that was taken off the machine, files stay below {@code state}; they go with the next boot. */
    private Optional<RuntimeCommand> commandIfInstalled(RuntimeSpec spec) {
        try {
            return Optional.of(command(spec));
        } catch (JcomposeException e) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<ExitStatus> ending(String id) {
        return threads.call(() -> keep.ending(id));
    }

    @Override
    public Optional<ContainerProcess> adopt(String id, RuntimeSpec spec, ProcessIdentity identity) {
        return JvmProcess.find(id, spec, cgroup(id, spec), identity).map(process -> {
            process.watch(poller, threads);
            return new CommandProcess(process, command(spec), true);
        });
    }

    /** Where the runtime has it by now, which is not where Kata was told. */
    private Cgroup cgroup(String id, RuntimeSpec spec) {
        String path = CgroupSettings.path(id, spec);
        Cgroup renamed = cgroups.at(CgroupSettings.renamed(path));
        boolean there = renamed.views().stream().anyMatch(view -> Files.isDirectory(Path.of(view.directory())));
        return there ? renamed : cgroups.at(path);
    }

    private static CommandProcess own(ContainerProcess process) {
        if (process instanceof CommandProcess own) {
            return own;
        }
        throw new IllegalArgumentException("a process of another runtime: " + process);
    }

    @Override
    public void close() {
        reaper.close();
        threads.run(keep::close);
        threads.close();
    }
}
