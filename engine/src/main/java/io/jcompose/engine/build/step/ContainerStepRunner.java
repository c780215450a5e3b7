package io.jcompose.engine.build.step;

import io.jcompose.engine.build.step.StepCommand.StepMount;
import io.jcompose.engine.runtime.ContainerDefaults;
import io.jcompose.engine.runtime.ContainerProcess;
import io.jcompose.engine.runtime.ContainerRuntime;
import io.jcompose.engine.runtime.LinuxSpec;
import io.jcompose.engine.runtime.LinuxSpec.Namespace;
import io.jcompose.engine.runtime.MountSpec;
import io.jcompose.engine.runtime.ProcessSpec;
import io.jcompose.engine.runtime.Resources;
import io.jcompose.engine.runtime.RuntimeSpec;
import io.jcompose.engine.runtime.Stdio;
import io.jcompose.engine.seccomp.DefaultProfile;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.poll.Poller;
import io.jcompose.linux.tree.FileStatus.Owner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Runs each command as a container of its own that nobody sees and that ends with it. */
public final class ContainerStepRunner implements StepRunner {
    private static final String HOSTNAME = "buildkitsandbox";

    private final ContainerRuntime runtime;
    private final Poller poller;
    private final StepNetworks networks;
    private final String engineId;
    private final Path memory;

    /**
     * Takes away the secrets that an engine that was killed has left.
     *
     * @param engineId names the cgroups, {@code /jcompose-<id>/build-...}
     * @param memory a directory on a tmpfs, for secrets
     */
    public ContainerStepRunner(
            ContainerRuntime runtime, Poller poller, StepNetworks networks, String engineId, Path memory) {
        this.runtime = runtime;
        this.poller = poller;
        this.networks = networks;
        this.engineId = engineId;
        this.memory = memory;
        SecretFiles.clear(memory);
    }

    @Override
    public int run(StepCommand command, Output output) {
        String id = "build-" + UUID.randomUUID().toString().replace("-", "").substring(0, 20);
        try (StepNetworks.StepNetwork network = networks.open(command.network(), id, command.extraHosts());
                SecretFiles secrets = new SecretFiles(memory, id)) {
            RuntimeSpec spec = spec(id, command, network, secrets);
            MountStubs stubs = new MountStubs(
                    command.rootfs().lowers(),
                    spec.mounts().stream()
                            .map(MountSpec::destination)
                            .filter(d -> !d.equals("/"))
                            .toList());
            int code = run(id, spec, command, output);
            stubs.removeFrom(command.rootfs().upper());
            return code;
        }
    }

    private int run(String id, RuntimeSpec spec, StepCommand command, Output output) {
        Owner user = command.process().user().owner();
        int empty = Descriptors.open("/dev/null", Open.RDWR);
        try (StepOutput streams = new StepOutput(poller, user.uid(), user.gid())) {
            try {
                ContainerProcess process = runtime.create(
                        id,
                        spec,
                        command.directory(),
                        new Stdio.Descriptors(empty, streams.stdout(), streams.stderr()));
                streams.started();
                return follow(process, streams, output);
            } finally {
                runtime.delete(id, spec);
            }
        } finally {
            Descriptors.close(empty);
        }
    }

    private int follow(ContainerProcess process, StepOutput streams, Output output) {
        try {
            runtime.start(process);
            streams.passOn(output);
            return process.exit().get().code();
        } catch (InterruptedException e) {
            runtime.killAll(process);
            // Nothing of the step may be left when this returns; a killed container ends at once.
            process.exit().join();
            Thread.currentThread().interrupt();
            throw new JcomposeException(Kind.INTERRUPTED, "the build was interrupted", "", e);
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException("an exit never fails", e);
        }
    }

    private RuntimeSpec spec(String id, StepCommand command, StepNetworks.StepNetwork network, SecretFiles secrets) {
        List<Namespace> namespaces = new ArrayList<>(List.of(
                Namespace.fresh(Namespace.MOUNT),
                Namespace.fresh(Namespace.PID),
                Namespace.fresh(Namespace.IPC),
                Namespace.fresh(Namespace.UTS),
                Namespace.fresh(Namespace.CGROUP)));
        if (!network.namespace().isEmpty()) {
            namespaces.add(new Namespace(Namespace.NETWORK, network.namespace()));
        }
        LinuxSpec linux = new LinuxSpec(
                namespaces,
                Resources.of(ContainerDefaults.DEVICE_RULES),
                "/jcompose-" + engineId + "/" + id,
                ContainerDefaults.MASKED_PATHS,
                ContainerDefaults.READONLY_PATHS,
                List.of(),
                Map.of(),
                null,
                DefaultProfile.here(ProcessSpec.Capabilities.DEFAULT_NAMES));
        return new RuntimeSpec(
                RuntimeSpec.OCI_VERSION,
                process(command.process(), command.ulimits()),
                new RuntimeSpec.Root(command.directory().resolve("merged").toString(), false),
                HOSTNAME,
                null,
                mounts(command, network, secrets),
                Map.of(),
                linux);
    }

    private static ProcessSpec process(StepCommand.Process process, List<ProcessSpec.Rlimit> ulimits) {
        Owner owner = process.user().owner();
        List<String> environment = process.environment().entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .toList();
        return new ProcessSpec(
                false,
                null,
                new ProcessSpec.User(
                        owner.uid(), owner.gid(), null, process.user().groups()),
                process.arguments(),
                environment,
                process.workingDirectory(),
                ProcessSpec.Capabilities.of(ProcessSpec.Capabilities.DEFAULT_NAMES, owner.uid()),
                ulimits,
                false,
                null,
                null);
    }

    private static List<MountSpec> mounts(StepCommand command, StepNetworks.StepNetwork network, SecretFiles secrets) {
        StepCommand.Rootfs rootfs = command.rootfs();
        List<Path> lowers = rootfs.lowers().isEmpty()
                ? List.of(empty(command.directory()))
                : rootfs.lowers().reversed();
        List<MountSpec> all = new ArrayList<>();
        all.add(MountSpec.overlay(lowers, rootfs.upper(), rootfs.work()));
        all.addAll(ContainerDefaults.mounts(command.shmBytes(), false));
        all.add(MountSpec.bind(
                write(command.directory().resolve("resolv.conf"), network.resolvConf()), "/etc/resolv.conf", "ro"));
        all.add(MountSpec.bind(write(command.directory().resolve("hosts"), network.hosts()), "/etc/hosts", "ro"));
        for (StepMount mount : command.mounts()) {
            all.add(
                    switch (mount) {
                        case StepMount.Bind(Path source, String target, boolean readOnly) ->
                            readOnly ? MountSpec.bind(source, target, "ro") : MountSpec.bind(source, target);
                        case StepMount.Secret secret -> MountSpec.bind(secrets.write(secret), secret.target(), "ro");
                        case StepMount.Tmpfs(String target, long bytes) ->
                            bytes > 0 ? MountSpec.tmpfs(target, "size=" + bytes) : MountSpec.tmpfs(target);
                    });
        }
        return all;
    }

    /** overlayfs wants a lower directory, also for what starts from scratch. */
    private static Path empty(Path directory) {
        try {
            return Files.createDirectories(directory.resolve("empty"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
