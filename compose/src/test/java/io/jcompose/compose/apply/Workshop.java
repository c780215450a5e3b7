package io.jcompose.compose.apply;

import io.jcompose.compose.load.LoadRequest;
import io.jcompose.compose.load.ProjectLoader;
import io.jcompose.compose.model.Project;
import io.jcompose.engine.Engine;
import io.jcompose.engine.EngineFactory;
import io.jcompose.engine.EngineHome;
import io.jcompose.engine.container.Container;
import io.jcompose.engine.container.ContainerState;
import io.jcompose.engine.image.Credentials;
import io.jcompose.engine.image.ImageConfig;
import io.jcompose.engine.image.ImageName;
import io.jcompose.error.JcomposeException;
import io.vertx.core.Vertx;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Assumptions;

/** A real engine of its own with an image {@code busybox}, and compose files written into its directory. All gone when it is closed. */
final class Workshop implements AutoCloseable {
    private static final Path BUSYBOX = Path.of("/bin/busybox");

    final Engine engine;
    final ProjectOperations operations;
    /** What was told, as {@code Container p-web-1 Started}. */
    final List<String> told = new CopyOnWriteArrayList<>();

    final Reporter reporter = this::hear;
    private final Path root;
    private final Vertx vertx;

    private Workshop(Path root) {
        this.root = root;
        this.vertx = Vertx.vertx();
        this.engine = EngineFactory.open(new EngineHome(root.resolve("home"), root.resolve("run")), vertx);
        this.operations = operations(Optional.empty());
    }

    /** @param parallel how many things may be done at a time */
    ProjectOperations operations(Optional<Integer> parallel) {
        return ProjectOperations.on(engine, new Turns(), new Caller("test", Credentials.NONE, parallel));
    }

    static Workshop open() throws IOException {
        boolean root = Files.isWritable(Path.of("/proc/sys/net/ipv4/ip_forward"));
        boolean busybox = Files.isExecutable(BUSYBOX);
        if ("true".equals(System.getenv("CI")) && !(root && busybox)) {
            throw new AssertionError("CI needs root and /bin/busybox (package busybox-static)");
        }
        Assumptions.assumeTrue(root, "containers need root");
        Assumptions.assumeTrue(busybox, "the package busybox-static is not installed");
        Workshop workshop = new Workshop(Files.createTempDirectory("jcompose-compose"));
        workshop.image("busybox");
        return workshop;
    }

    private void hear(Progress progress) {
        switch (progress) {
            case Progress.Changed changed ->
                told.add(changed.resource().kind().word() + " "
                        + changed.resource().name() + " " + changed.phase().word());
            case Progress.Warned warned -> told.add("warning: " + warned.message());
            case Progress.HookLine hook -> told.add(hook.container().logName() + " -> " + hook.text());
            case Progress.Ending ending -> told.add(ending.sentence());
            case Progress.Layer _, Progress.Build _, Progress.Attaching _ -> {}
        }
    }

    void image(String name) {
        engine.images()
                .importTar(new ByteArrayInputStream(tar(name)), Optional.of(ImageName.parse(name)), ImageConfig.EMPTY);
    }

    /** The project in a directory of this name, with this compose file. */
    Project project(String name, String yaml) {
        return projectAt(name, name, yaml);
    }

    Project projectAt(String directory, String name, String yaml) {
        try {
            Path place = Files.createDirectories(root.resolve("projects").resolve(directory));
            Path file = Files.writeString(place.resolve("compose.yaml"), "name: " + name + "\n" + yaml);
            return new ProjectLoader()
                    .load(LoadRequest.of(place, Map.of("HOME", "/root"), List.of(file)))
                    .project();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    Path directory(String project) {
        return root.resolve("projects").resolve(project);
    }

    List<ServiceContainer> up(Project project) {
        return operations.up(project, UpOptions.DEFAULT, reporter);
    }

    void down(Project project) {
        operations.down(ProjectRef.of(project), DownOptions.DEFAULT, reporter);
    }

    Container container(String name) {
        return engine.containers().get(name);
    }

    /** The pid, as long as the kernel knows the process. */
    int pid(String name) {
        if (container(name).state() instanceof ContainerState.Running running
                && Files.exists(Path.of("/proc/" + running.pid()))) {
            return running.pid();
        }
        throw new AssertionError(name + " does not run: " + container(name).state());
    }

    /** A file as the container's first process sees it. */
    String read(String container, String path) throws IOException {
        return Files.readString(Path.of("/proc/" + pid(container) + "/root" + path));
    }

    /** A ustar archive with busybox, and one file that makes images of different names differ. */
    private static byte[] tar(String salt) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            for (String directory : List.of("bin/", "etc/", "tmp/", "data/")) {
                entry(out, directory, '5', "", new byte[0], 0755);
            }
            entry(out, "bin/busybox", '0', "", Files.readAllBytes(BUSYBOX), 0755);
            for (String name : List.of("sh", "sleep", "cat", "echo", "true", "false", "ls", "nslookup", "test")) {
                entry(out, "bin/" + name, '2', "busybox", new byte[0], 0777);
            }
            CRC32 crc = new CRC32();
            crc.update(salt.getBytes(StandardCharsets.UTF_8));
            entry(out, "etc/salt", '0', "", Long.toHexString(crc.getValue()).getBytes(StandardCharsets.UTF_8), 0644);
            entry(out, "etc/passwd", '0', "", "root:x:0:0:root:/root:/bin/sh\n".getBytes(StandardCharsets.UTF_8), 0644);
            entry(out, "data/from-image", '0', "", "image".getBytes(StandardCharsets.UTF_8), 0644);
            out.write(new byte[1024]);
            return out.toByteArray();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void entry(ByteArrayOutputStream out, String name, char type, String link, byte[] content, int mode)
            throws IOException {
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 100, String.format("%07o", mode));
        put(header, 108, "0000000");
        put(header, 116, "0000000");
        put(header, 124, String.format("%011o", content.length));
        put(header, 136, "00000000000");
        put(header, 148, "        ");
        header[156] = (byte) type;
        put(header, 157, link);
        put(header, 257, "ustar");
        put(header, 263, "00");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, String.format("%06o", sum));
        header[154] = 0;
        out.write(header);
        out.write(content);
        out.write(new byte[(512 - content.length % 512) % 512]);
    }

    private static void put(byte[] header, int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, offset, bytes.length);
    }

    /** A one-off may be removing itself at the same moment. */
    private void remove(String container) {
        try {
            engine.containers().remove(container, true, true);
        } catch (JcomposeException e) {
            if (e.kind() != JcomposeException.Kind.NOT_FOUND) {
                throw e;
            }
        }
    }

    @Override
    public void close() throws IOException {
        engine.containers().list().forEach(container -> remove(container.id().value()));
        engine.networks().list().forEach(network -> engine.networks().remove(network.id()));
        engine.close();
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("Vert.x did not close", e);
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
