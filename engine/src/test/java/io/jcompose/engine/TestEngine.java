package io.jcompose.engine;

import io.jcompose.engine.container.Container;
import io.jcompose.engine.container.ContainerSpec;
import io.jcompose.engine.image.ImageConfig;
import io.jcompose.engine.image.ImageName;
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
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Assumptions;

/** A real engine in a home of its own, with an image {@code busybox} made from the machine's busybox-static. */
public final class TestEngine implements AutoCloseable {
    private static final Path BUSYBOX = Path.of("/bin/busybox");

    private final Path root;
    private Vertx vertx;
    private Engine engine;

    private TestEngine(Path root) {
        this.root = root;
        this.vertx = Vertx.vertx();
        this.engine = EngineFactory.open(new EngineHome(root.resolve("home"), root.resolve("run")), vertx);
    }

    /** Skips the test without root or busybox-static; under CI that is a failure. */
    public static TestEngine open() throws IOException {
        boolean root = Files.isWritable(Path.of("/proc/sys/net/ipv4/ip_forward"));
        boolean busybox = Files.isExecutable(BUSYBOX);
        if ("true".equals(System.getenv("CI")) && !(root && busybox)) {
            throw new AssertionError("CI needs root and /bin/busybox (package busybox-static)");
        }
        Assumptions.assumeTrue(root, "containers need root");
        Assumptions.assumeTrue(busybox, "the package busybox-static is not installed");
        TestEngine opened = new TestEngine(Files.createTempDirectory("jcompose-engine"));
        opened.engine
                .images()
                .importTar(
                        new ByteArrayInputStream(busyboxTar()),
                        Optional.of(ImageName.parse("busybox")),
                        ImageConfig.EMPTY);
        return opened;
    }

    public Engine engine() {
        return engine;
    }

    public Path root() {
        return root;
    }

    /** Ends this engine and opens the next one on the same home, as after a restart. */
    public Engine reopen() {
        engine.close();
        await(vertx);
        vertx = Vertx.vertx();
        engine = EngineFactory.open(new EngineHome(root.resolve("home"), root.resolve("run")), vertx);
        return engine;
    }

    /** The ids of the containers that the next engine would find in the database. */
    public List<String> savedContainers() {
        List<String> ids = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + root.resolve("home/state.db"));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id FROM container")) {
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
            return ids;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Creates a container that runs a line of shell. */
    public Container create(String name, String... command) {
        return engine.containers().create(spec(name, command));
    }

    public static ContainerSpec spec(String name, String... command) {
        ContainerSpec plain = ContainerSpec.of(name, "busybox");
        ContainerSpec.Process p = plain.process();
        ContainerSpec.Process process = new ContainerSpec.Process(
                Optional.empty(),
                Optional.of(List.of(command)),
                p.environment(),
                p.user(),
                p.workingDir(),
                p.groupAdd(),
                false,
                false,
                false,
                ContainerSpec.StandardStream.OUTPUTS);
        return new ContainerSpec(
                name,
                "busybox",
                process,
                plain.mounts(),
                plain.networking(),
                plain.isolation(),
                plain.resources(),
                plain.supervision(),
                plain.labels());
    }

    public static ContainerSpec withUser(ContainerSpec spec, String user) {
        ContainerSpec.Process p = spec.process();
        return new ContainerSpec(
                spec.name(),
                spec.image(),
                new ContainerSpec.Process(
                        p.entrypoint(),
                        p.command(),
                        p.environment(),
                        Optional.of(user),
                        p.workingDir(),
                        p.groupAdd(),
                        p.tty(),
                        p.openStdin(),
                        p.init(),
                        p.attached()),
                spec.mounts(),
                spec.networking(),
                spec.isolation(),
                spec.resources(),
                spec.supervision(),
                spec.labels());
    }

    public static ContainerSpec with(ContainerSpec spec, ContainerSpec.Supervision supervision) {
        return new ContainerSpec(
                spec.name(),
                spec.image(),
                spec.process(),
                spec.mounts(),
                spec.networking(),
                spec.isolation(),
                spec.resources(),
                supervision,
                spec.labels());
    }

    private static byte[] busyboxTar() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            for (String directory : List.of("bin/", "etc/", "tmp/", "root/", "data/")) {
                TarArchiveEntry entry = new TarArchiveEntry(directory);
                entry.setMode(directory.equals("tmp/") ? 01777 : 0755);
                tar.putArchiveEntry(entry);
                tar.closeArchiveEntry();
            }
            file(tar, "bin/busybox", 0755, Files.readAllBytes(BUSYBOX));
            for (String name : List.of(
                    "sh",
                    "sleep",
                    "cat",
                    "echo",
                    "true",
                    "false",
                    "id",
                    "ls",
                    "mount",
                    "nslookup",
                    "nc",
                    "wget",
                    "head",
                    "stty",
                    "hostname")) {
                TarArchiveEntry link = new TarArchiveEntry("bin/" + name, TarArchiveEntry.LF_SYMLINK);
                link.setLinkName("busybox");
                tar.putArchiveEntry(link);
                tar.closeArchiveEntry();
            }
            file(
                    tar,
                    "etc/passwd",
                    0644,
                    "root:x:0:0:root:/root:/bin/sh\napp:x:1000:1000::/home/app:/bin/sh\n"
                            .getBytes(StandardCharsets.UTF_8));
            file(tar, "etc/group", 0644, "root:x:0:\napp:x:1000:\n".getBytes(StandardCharsets.UTF_8));
            file(tar, "data/from-image", 0640, "image".getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static void file(TarArchiveOutputStream tar, String name, int mode, byte[] content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setMode(mode);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    /** Removes every container and network of this engine, whatever the test did, and its files. */
    @Override
    public void close() throws IOException {
        engine.containers()
                .list()
                .forEach(container -> engine.containers().remove(container.id().value(), true, true));
        engine.networks().list().forEach(network -> engine.networks().remove(network.id()));
        engine.close();
        await(vertx);
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

    private static void await(Vertx vertx) {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("Vert.x did not close", e);
        }
    }
}
