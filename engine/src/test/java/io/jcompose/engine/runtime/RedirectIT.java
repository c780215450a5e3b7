package io.jcompose.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.error.JcomposeException;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.FileStatus;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.file.RootDirectory;
import io.jcompose.linux.poll.Reader;
import io.jcompose.linux.process.Namespaces;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** While a container is made, somebody who shares a volume with it turns places elsewhere, so that what the engine mounts or writes would reach the host's kernel. */
final class RedirectIT {
    private static final List<Path> TREASURES = List.of(
            Path.of("/proc/sys/kernel/core_pattern"),
            Path.of("/proc/sys/kernel/hostname"),
            Path.of("/proc/sys/kernel/panic"),
            Path.of("/proc/sys/kernel/shmmni"));
    private static final int TRIES = 40;

    private Busybox box;
    private Map<Path, String> before;

    @BeforeEach
    void open() throws Exception {
        Busybox.require();
        box = new Busybox();
        before = treasures();
    }

    @AfterEach
    void close() throws Exception {
        if (box != null) {
            box.close();
            assertThat(treasures()).as("the host's").isEqualTo(before);
        }
    }

    private static Map<Path, String> treasures() throws Exception {
        Map<Path, String> contents = new LinkedHashMap<>();
        for (Path treasure : TREASURES) {
            contents.put(treasure, Files.readString(treasure));
        }
        return contents;
    }

    /** As {@code -v volume:/dev}: the engine makes no nodes there, but the terminal's. */
    private Busybox.Bundle withDevices(Path volume, String script) {
        return box.bundle("sh", "-c", script)
                .spec(spec -> new RuntimeSpec(
                        spec.ociVersion(),
                        spec.process(),
                        spec.root(),
                        spec.hostname(),
                        spec.domainname(),
                        mountsAt(volume, spec.mounts()),
                        spec.annotations(),
                        spec.linux()));
    }

    private static List<MountSpec> mountsAt(Path volume, List<MountSpec> mounts) {
        List<MountSpec> all = new ArrayList<>();
        for (MountSpec mount : mounts) {
            all.add(mount.destination().equals("/dev") ? MountSpec.bind(volume, "/dev") : mount);
        }
        return all;
    }

    /** Exchanges the two names as fast as it can until the work is done (renameat2(2), RENAME_EXCHANGE). */
    private static void swapping(Path one, Path other, ThrowingWork work) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        Thread attacker = Thread.ofPlatform().start(() -> {
            while (!over.get()) {
                Exchange.of(one, other);
            }
        });
        try {
            work.run();
        } finally {
            over.set(true);
            attacker.join();
        }
    }

    @FunctionalInterface
    private interface ThrowingWork {
        void run() throws Exception;
    }

    private Path devices() throws Exception {
        Path devices = Files.createDirectories(box.directory.resolve("devices"));
        for (String name : List.of("null", "zero", "full", "random", "urandom", "tty", "console")) {
            Files.createFile(devices.resolve(name));
        }
        for (String name : List.of("pts", "shm", "mqueue")) {
            Files.createDirectories(devices.resolve(name));
        }
        return devices;
    }

    /** What the program says at its terminal; empty when the container was refused. */
    private String atTerminal(Busybox.Bundle bundle) throws Exception {
        bundle.stdio = new Stdio.Terminal(24, 80);
        ContainerProcess process;
        try {
            process = bundle.create();
        } catch (JcomposeException | LinuxException refused) {
            return "";
        }
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (TerminalEnd terminal = process.terminal().orElseThrow();
                Reader reader = Reader.open(box.poller, terminal.descriptor(), Busybox.collect(output))) {
            box.runtime.start(process);
            process.exit().get(60, TimeUnit.SECONDS);
            reader.drain();
        }
        return output.toString(StandardCharsets.UTF_8);
    }

    /** Written to the console of a container with somebody else's /dev, it goes to the terminal, whatever link is at that name meanwhile. */
    @Test
    void whatIsWrittenToTheConsoleReachesTheTerminal() throws Exception {
        Path devices = devices();
        Path link = Files.createSymbolicLink(devices.resolve("link"), TREASURES.getFirst());
        String script = "echo '|/evil' > /dev/console; cat " + TREASURES.getFirst();
        List<String> said = new ArrayList<>();
        swapping(devices.resolve("console"), link, () -> {
            for (int i = 0; i < TRIES; i++) {
                said.add(atTerminal(withDevices(devices, script)));
                assertThat(treasures()).isEqualTo(before);
            }
        });

        assertThat(said).anyMatch(text -> text.contains("|/evil"));
    }

    /** What is mounted as the console is looked at when nobody can exchange it any more (CVE-2025-52565): here it has been exchanged just before. */
    @ParameterizedTest
    @ValueSource(strings = {"false", "link", "zero"})
    void whatIsNoTerminalDoesNotBecomeTheConsole(String instead) throws Exception {
        Path root = Files.createDirectories(box.directory.resolve("root"));
        Path terminals = Files.createDirectories(root.resolve("dev/pts"));
        Path terminal = terminals.resolve("0");
        switch (instead) {
            case "false" -> Files.createFile(terminal);
            case "link" -> {
                Files.createDirectories(root.resolve("proc/sys/kernel"));
                Files.createFile(root.resolve("proc/sys/kernel/core_pattern"));
                Files.createSymbolicLink(terminal, TREASURES.getFirst());
            }
            default -> Descriptors.makeNode(Open.AT_FDCWD, terminal.toString(), FileStatus.CHARACTER | 0666, 1, 5);
        }

        assertThatThrownBy(() -> OneWayThread.run("console", () -> {
                    Namespaces.unshare(Namespaces.FS | Namespaces.MOUNT);
                    Propagation.ofRoot("rprivate", root.toString());
                    int directory = Descriptors.open(root.toString(), Open.PATH | Open.DIRECTORY);
                    try {
                        new DeviceDirectory(new RootDirectory(directory)).bindConsole("/dev/pts/0");
                    } finally {
                        Descriptors.close(directory);
                    }
                }))
                .isInstanceOf(JcomposeException.class)
                .hasMessageContaining("\"/dev/pts/0\" of the container is not its terminal");
    }

    /** What is mounted below proc, or has its place, takes no sysctl and no mark that is meant for the kernel (CVE-2025-52881). */
    @Test
    void whatIsWrittenToProcReachesProc() throws Exception {
        Path volume = Files.createDirectories(box.directory.resolve("volume"));
        Path file = Files.writeString(volume.resolve("file"), "untouched");
        Files.createSymbolicLink(volume.resolve("link"), Path.of("/proc/sys/kernel/panic"));
        Files.createDirectories(box.layer.resolve("proc/sys/kernel"));
        Files.createSymbolicLink(box.layer.resolve("proc/sys/kernel/shmmni"), Path.of("/data/file"));
        swapping(file, volume.resolve("link"), () -> {
            for (int i = 0; i < TRIES; i++) {
                Busybox.Bundle bundle = box.bundle(
                                "sh", "-c", "busybox umount /proc/sys/kernel/shmmni; cat /proc/sys/kernel/shmmni")
                        .capabilities("CAP_SYS_ADMIN")
                        .linux(l -> l.withSysctl(Map.of("kernel.shmmni", "99")))
                        .mount(MountSpec.bind(volume, "/data"))
                        .mount(MountSpec.bind(file, "/proc/sys/kernel/shmmni"));
                try {
                    bundle.run();
                    assertThat(bundle.lines()).as(bundle.errors()).containsExactly("99");
                } catch (JcomposeException refused) {
                    // a link can't be mounted, which is as good
                }
                assertThat(treasures()).isEqualTo(before);
            }
        });

        Path untouched = Files.isSymbolicLink(file) ? volume.resolve("link") : file;
        assertThat(untouched).hasContent("untouched");
    }
}
