package io.jcompose.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jcompose.engine.seccomp.DefaultProfile;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.mount.Mounts;
import io.jcompose.linux.poll.Poller;
import io.jcompose.linux.poll.Reader;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** A place for containers out of busybox: a layer, a runtime, and the bundles made from them; all gone when closed. */
final class Busybox implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/bin/busybox");

    final Path directory;
    final Path layer;
    final Poller poller = Poller.open("test-poller");
    final ContainerRuntime runtime;
    final String engine = "jcompose-test-" + UUID.randomUUID().toString().substring(0, 8);
    private final Map<String, RuntimeSpec> made = new LinkedHashMap<>();

    Busybox() {
        this((poller, directory) -> JvmRuntime.open(poller, directory.resolve("kept")));
    }

    Busybox(BiFunction<Poller, Path, ContainerRuntime> opening) {
        try {
            directory = Files.createTempDirectory("jcompose-runtime");
            layer = Files.createDirectories(directory.resolve("layer"));
            Path bin = Files.createDirectories(layer.resolve("bin"));
            Files.copy(
                    Files.exists(PROGRAM) ? PROGRAM : Path.of("/usr/bin/busybox"),
                    bin.resolve("busybox"),
                    StandardCopyOption.COPY_ATTRIBUTES);
            for (String name : List.of(
                    "sh",
                    "ls",
                    "cat",
                    "id",
                    "stat",
                    "mount",
                    "hostname",
                    "sleep",
                    "true",
                    "false",
                    "echo",
                    "stty",
                    "tty",
                    "ps",
                    "touch",
                    "kill",
                    "readlink",
                    "grep",
                    "head",
                    "wc",
                    "dd",
                    "pwd",
                    "env",
                    "printf",
                    "mkdir",
                    "cut",
                    "test",
                    "nproc",
                    "yes")) {
                Files.createSymbolicLink(bin.resolve(name), Path.of("busybox"));
            }
            Files.createDirectories(layer.resolve("tmp"));
            Files.createDirectories(layer.resolve("etc"));
            Files.writeString(layer.resolve("etc/passwd"), "root:x:0:0:root:/:/bin/sh\n");
            Files.writeString(layer.resolve("bin/no-execute-bit"), "x");
            Path script = layer.resolve("bin/no-interpreter");
            Files.writeString(script, "#!/no/such/interpreter\n");
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
            Path noise = layer.resolve("bin/no-format");
            Files.writeString(noise, "\u0001\u0002 not a program");
            Files.setPosixFilePermissions(noise, PosixFilePermissions.fromString("rwxr-xr-x"));
            directory.toFile().setReadable(true, false);
            directory.toFile().setExecutable(true, false);
            runtime = opening.apply(poller, directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Skips without root or busybox; with CI=true that is a failure. */
    static void require() {
        boolean ci = "true".equals(System.getenv("CI"));
        boolean root =
                Descriptors.status(Open.AT_FDCWD, "/proc/self", 0).orElseThrow().uid() == 0;
        boolean busybox = Files.exists(PROGRAM) || Files.exists(Path.of("/usr/bin/busybox"));
        if (ci) {
            assertThat(root).as("CI runs as root").isTrue();
            assertThat(busybox).as("CI has busybox-static").isTrue();
        }
        assumeTrue(root, "needs root");
        assumeTrue(busybox, "needs the package busybox-static");
    }

    /** For machines that are busy with other things. */
    static ConditionFactory patiently() {
        return Awaitility.await().atMost(60, TimeUnit.SECONDS);
    }

    /** A bundle of its own with docker's defaults. */
    Bundle bundle(String... args) {
        String id = "c" + made.size() + "-" + UUID.randomUUID().toString().substring(0, 6);
        Bundle bundle = new Bundle(id, directory.resolve(id), List.of(args));
        made.put(id, bundle.spec);
        return bundle;
    }

    final class Bundle {
        final String id;
        final Path path;
        RuntimeSpec spec;
        Stdio stdio;
        private final List<Reader> readers = new ArrayList<>();
        final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
        final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
        private final List<Integer> descriptors = new ArrayList<>();

        Bundle(String id, Path path, List<String> args) {
            this.id = id;
            this.path = path;
            try {
                Files.createDirectories(path.resolve("upper"));
                Files.createDirectories(path.resolve("work"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Descriptors.makeFifo(path.resolve("stdout").toString(), 0600);
            Descriptors.makeFifo(path.resolve("stderr").toString(), 0600);
            Descriptors.makeFifo(path.resolve("stdin").toString(), 0600);
            stdio = new Stdio.Fifos(new Stdio.Stdin.Empty(), path.resolve("stdout"), path.resolve("stderr"));
            List<MountSpec> mounts = new ArrayList<>();
            mounts.add(MountSpec.overlay(List.of(layer), path.resolve("upper"), path.resolve("work")));
            mounts.addAll(ContainerDefaults.mounts(64 << 20, false));
            spec = new RuntimeSpec(
                    RuntimeSpec.OCI_VERSION,
                    command(args, ProcessSpec.User.ROOT),
                    new RuntimeSpec.Root("merged", false),
                    "box",
                    null,
                    mounts,
                    Map.of(),
                    new LinuxSpec(
                            List.of(
                                    LinuxSpec.Namespace.fresh("pid"),
                                    LinuxSpec.Namespace.fresh("mount"),
                                    LinuxSpec.Namespace.fresh("ipc"),
                                    LinuxSpec.Namespace.fresh("uts"),
                                    LinuxSpec.Namespace.fresh("network"),
                                    LinuxSpec.Namespace.fresh("cgroup")),
                            Resources.of(ContainerDefaults.DEVICE_RULES),
                            "/" + engine + "/" + id,
                            ContainerDefaults.MASKED_PATHS,
                            ContainerDefaults.READONLY_PATHS,
                            List.of(),
                            Map.of(),
                            null,
                            DefaultProfile.here(ProcessSpec.Capabilities.DEFAULT_NAMES)));
        }

        Bundle process(UnaryOperator<ProcessSpec> change) {
            return spec(s -> new RuntimeSpec(
                    s.ociVersion(),
                    change.apply(s.process()),
                    s.root(),
                    s.hostname(),
                    s.domainname(),
                    s.mounts(),
                    s.annotations(),
                    s.linux()));
        }

        /** Made by another runtime. */
        Bundle by(String runtime) {
            return spec(s -> new RuntimeSpec(
                    s.ociVersion(),
                    s.process(),
                    s.root(),
                    s.hostname(),
                    s.domainname(),
                    s.mounts(),
                    Map.of(RuntimeProgram.ANNOTATION, runtime),
                    s.linux()));
        }

        Bundle linux(UnaryOperator<LinuxSpec> change) {
            return spec(s -> new RuntimeSpec(
                    s.ociVersion(),
                    s.process(),
                    s.root(),
                    s.hostname(),
                    s.domainname(),
                    s.mounts(),
                    s.annotations(),
                    change.apply(s.linux())));
        }

        Bundle mount(MountSpec... more) {
            return spec(s -> {
                List<MountSpec> all = new ArrayList<>(s.mounts());
                all.addAll(List.of(more));
                return new RuntimeSpec(
                        s.ociVersion(),
                        s.process(),
                        s.root(),
                        s.hostname(),
                        s.domainname(),
                        all,
                        s.annotations(),
                        s.linux());
            });
        }

        Bundle spec(UnaryOperator<RuntimeSpec> change) {
            spec = change.apply(spec);
            made.put(id, spec);
            return this;
        }

        /** Also perl, which makes any system call, from this machine's own files. */
        Bundle perl() {
            List<MountSpec> mounts = new ArrayList<>();
            for (String directory : List.of("/usr", "/lib", "/lib64")) {
                if (Files.exists(Path.of(directory))) {
                    mounts.add(MountSpec.bind(Path.of(directory), directory, "ro"));
                }
            }
            return mount(mounts.toArray(MountSpec[]::new));
        }

        Bundle capabilities(String... names) {
            List<String> held = new ArrayList<>(ProcessSpec.Capabilities.DEFAULT_NAMES);
            held.addAll(List.of(names));
            return process(p -> new ProcessSpec(
                            p.terminal(),
                            p.consoleSize(),
                            p.user(),
                            p.args(),
                            p.env(),
                            p.cwd(),
                            ProcessSpec.Capabilities.of(held, p.user().uid()),
                            p.rlimits(),
                            p.noNewPrivileges(),
                            p.oomScoreAdj(),
                            null))
                    .linux(l -> l.withSeccomp(DefaultProfile.here(held)));
        }

        Bundle as(int uid, int gid, Integer... groups) {
            return process(p -> command(p.args(), new ProcessSpec.User(uid, gid, null, List.of(groups))));
        }

        ContainerProcess create() {
            if (stdio instanceof Stdio.Fifos) {
                readers.add(reader("stdout", stdout));
                readers.add(reader("stderr", stderr));
            }
            return runtime.create(id, spec, path, stdio);
        }

        private Reader reader(String name, ByteArrayOutputStream into) {
            // Read and write: the pipe then has no end, and the test reads what is left when the process has ended.
            int descriptor = Descriptors.open(path.resolve(name).toString(), Open.RDWR | Open.NONBLOCK);
            descriptors.add(descriptor);
            return Reader.open(poller, descriptor, collect(into));
        }

        ContainerProcess start() {
            ContainerProcess process = create();
            runtime.start(process);
            return process;
        }

        /** Runs to the end. */
        ExitStatus run() throws Exception {
            return await(start());
        }

        ExitStatus await(ContainerProcess process) throws Exception {
            ExitStatus status = process.exit().get(60, TimeUnit.SECONDS);
            readers.forEach(Reader::drain);
            readers.forEach(Reader::close);
            readers.clear();
            descriptors.forEach(Descriptors::close);
            descriptors.clear();
            return status;
        }

        String output() {
            return stdout.toString(StandardCharsets.UTF_8);
        }

        String errors() {
            return stderr.toString(StandardCharsets.UTF_8);
        }

        List<String> lines() {
            return output().lines().toList();
        }
    }

    static Reader.Sink collect(ByteArrayOutputStream into) {
        return new Reader.Sink() {
            @Override
            public void data(byte[] bytes) {
                into.writeBytes(bytes);
            }

            @Override
            public void end() {}
        };
    }

    static ProcessSpec command(List<String> args, ProcessSpec.User user) {
        return new ProcessSpec(
                false,
                null,
                user,
                args,
                List.of("PATH=/usr/bin:/bin", "HOME=/"),
                "/",
                ProcessSpec.Capabilities.of(ProcessSpec.Capabilities.DEFAULT_NAMES, user.uid()),
                List.of(),
                false,
                null,
                null);
    }

    @Override
    public void close() {
        RuntimeException failure = null;
        for (Map.Entry<String, RuntimeSpec> entry : made.entrySet()) {
            String kept = EngineStandIn.kept(directory.resolve(entry.getKey())).toString();
            while (Mounts.detachIfMounted(kept)) {
                // what an engine that was killed has left
            }
            try {
                runtime.delete(entry.getKey(), entry.getValue());
            } catch (RuntimeException e) {
                failure = e;
            }
        }
        runtime.close();
        poller.close();
        removeCgroupParents();
        removeTree(directory);
        if (failure != null) {
            throw failure;
        }
    }

    private void removeCgroupParents() {
        File[] hierarchies = new File("/sys/fs/cgroup").listFiles();
        for (File hierarchy : hierarchies == null ? new File[0] : hierarchies) {
            new File(hierarchy, engine).delete();
        }
        new File("/sys/fs/cgroup/" + engine).delete();
    }

    static void removeTree(Path root) {
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, IOException problem) throws IOException {
                    Files.delete(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
