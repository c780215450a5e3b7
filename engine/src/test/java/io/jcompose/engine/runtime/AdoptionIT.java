package io.jcompose.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.poll.Reader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An engine is killed with -9; the containers go on and another takes them up. */
final class AdoptionIT {
    private Busybox box;

    @BeforeEach
    void open() {
        Busybox.require();
        box = new Busybox();
    }

    @AfterEach
    void close() {
        if (box != null) {
            box.close();
        }
    }

    @Test
    void takesUpAContainerWhoseEngineWasKilledAndMissesNoLine() throws Exception {
        Busybox.Bundle bundle = box.bundle(
                "sh", "-c", "i=0; while [ $i -lt 300 ]; do echo line $i; i=$((i+1)); sleep 0.01; done; exit 42");
        ProcessIdentity identity = startAndKill(bundle);

        ContainerProcess adopted =
                box.runtime.adopt(bundle.id, bundle.spec, identity).orElseThrow();
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        int fifo = Descriptors.open(bundle.path.resolve("stdout").toString(), Open.RDWR | Open.NONBLOCK);
        try (Reader reader = Reader.open(box.poller, fifo, Busybox.collect(output))) {
            ExitStatus status = adopted.exit().get(60, TimeUnit.SECONDS);
            reader.drain();
            if (kernelKeepsStatus()) {
                assertThat(status).isEqualTo(new ExitStatus.Exited(42));
            } else {
                assertThat(status).isEqualTo(new ExitStatus.Unknown());
            }
        } finally {
            Descriptors.close(fifo);
        }
        assertThat(output.toString(StandardCharsets.UTF_8).lines())
                .isEqualTo(IntStream.range(0, 300).mapToObj(i -> "line " + i).toList());
    }

    @Test
    void runsFurtherProcessesInAnAdoptedContainer() throws Exception {
        Busybox.Bundle bundle = box.bundle("sleep", "1000");
        ProcessIdentity identity = startAndKill(bundle);
        ContainerProcess adopted =
                box.runtime.adopt(bundle.id, bundle.spec, identity).orElseThrow();

        ContainerProcess exec = box.runtime.exec(
                adopted,
                Busybox.command(List.of("touch", "/was-here"), ProcessSpec.User.ROOT),
                new Stdio.Fifos(new Stdio.Stdin.Empty(), bundle.path.resolve("stdout"), bundle.path.resolve("stderr")));

        assertThat(exec.exit().get(60, TimeUnit.SECONDS)).isEqualTo(new ExitStatus.Exited(0));
        assertThat(bundle.path.resolve("upper/was-here")).exists();
        assertThat(box.runtime.signal(adopted, 15)).isTrue();
    }

    @Test
    void doesNotTakeUpAnotherProcessWithTheSamePid() {
        Busybox.Bundle bundle = box.bundle("sleep", "1000");
        ContainerProcess running = bundle.start();
        ProcessIdentity other =
                new ProcessIdentity(running.identity().pid(), running.identity().startTime() - 1);

        assertThat(box.runtime.adopt(bundle.id, bundle.spec, other)).isEqualTo(Optional.empty());
        assertThat(box.runtime.adopt(bundle.id, bundle.spec, new ProcessIdentity(4_194_303, 1)))
                .isEmpty();
    }

    @Test
    void deletesWhatAnEngineHadCreatedButNotStarted() throws Exception {
        Busybox.Bundle bundle = box.bundle("sleep", "1000");
        ProcessIdentity identity = startAndKill(bundle, "create-only");
        assertThat(Path.of("/proc/" + identity.pid())).exists();

        box.runtime.delete(bundle.id, bundle.spec);

        Busybox.patiently().until(() -> Files.notExists(Path.of("/proc/" + identity.pid())));
    }

    @Test
    void learnsFromTheKernelHowAContainerEndedWhileThereWasNoEngineAndWhatItSaidLast() throws Exception {
        assumeTrue(Files.readString(Path.of("/proc/filesystems")).contains("\tautofs\n"), "needs autofs");
        Busybox.Bundle bundle =
                box.bundle("sh", "-c", "trap 'echo last words; exit 7' TERM; while true; do sleep 0.01; done");
        ProcessIdentity identity = startAndKill(bundle);
        Path process = Path.of("/proc/" + identity.pid());
        Busybox.patiently().until(() -> catchesTerm(process));
        new ProcessBuilder("kill", "-TERM", Integer.toString(identity.pid()))
                .start()
                .waitFor();
        Busybox.patiently().until(() -> Files.notExists(process));

        Path kept = EngineStandIn.kept(bundle.path);
        try (JvmRuntime next = JvmRuntime.open(box.poller, kept)) {
            assertThat(next.adopt(bundle.id, bundle.spec, identity)).isEmpty();
            Optional<ExitStatus> ending =
                    kernelKeepsStatus() ? Optional.of(new ExitStatus.Exited(7)) : Optional.empty();
            assertThat(next.ending(bundle.id)).isEqualTo(ending);
            assertThat(readNow(bundle.path.resolve("stdout"))).isEqualTo("last words\n");

            next.clear(bundle.id, bundle.spec);
            assertThat(next.ending(bundle.id))
                    .as("for the engine after one that is killed before it has saved this")
                    .isEqualTo(ending);

            next.forget(bundle.id, bundle.spec);
            assertThat(next.ending(bundle.id)).isEmpty();
        }
        assertThat(kept).doesNotExist();
        assertThat(readNow(bundle.path.resolve("stdout"))).isEmpty();
    }

    /** As /run on a machine with systemd, some of whose services have mount namespaces of their own. */
    @Test
    void keepsWhatIsSaidLastWhereOthersGetEveryMount() throws Exception {
        assumeTrue(Files.readString(Path.of("/proc/filesystems")).contains("\tautofs\n"), "needs autofs");
        Path shared = Files.createTempDirectory("jcompose-shared");
        run("mount", "-t", "tmpfs", "--make-shared", "none", shared.toString());
        Process other = new ProcessBuilder("unshare", "--mount", "--propagation", "slave", "sleep", "1000").start();
        try (Busybox onShared = new Busybox((poller, directory) -> JvmRuntime.open(poller, shared.resolve("kept")))) {
            Busybox.patiently()
                    .until(() -> !Files.readSymbolicLink(Path.of("/proc/" + other.pid() + "/ns/mnt"))
                            .equals(Files.readSymbolicLink(Path.of("/proc/self/ns/mnt"))));

            ContainerProcess running = onShared.bundle("sleep", "1000").start();

            assertThat(running.notes()).isEmpty();
            assertThat(Files.readAllLines(Path.of("/proc/self/mountinfo")))
                    .anyMatch(mount -> mount.contains(shared.resolve("kept") + " ") && mount.contains(" - nsfs "));
        } finally {
            other.destroyForcibly().waitFor();
            run("umount", shared.toString());
            Files.delete(shared);
        }
    }

    private static void run(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor())
                .as(String.join(" ", command))
                .isZero();
    }

    /** Bit 14 of the caught signals of proc_pid_status(5) is SIGTERM. */
    private static boolean catchesTerm(Path process) throws IOException {
        return Files.readAllLines(process.resolve("status")).stream()
                .filter(line -> line.startsWith("SigCgt:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 1 << 14) != 0);
    }

    private String readNow(Path pipe) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        int fifo = Descriptors.open(pipe.toString(), Open.RDWR | Open.NONBLOCK);
        try (Reader reader = Reader.open(box.poller, fifo, Busybox.collect(output))) {
            reader.drain();
        } finally {
            Descriptors.close(fifo);
        }
        return output.toString(StandardCharsets.UTF_8);
    }

    private static boolean kernelKeepsStatus() throws IOException {
        String[] release =
                Files.readString(Path.of("/proc/sys/kernel/osrelease")).split("[.-]");
        int major = Integer.parseInt(release[0]);
        return major > 6 || major == 6 && Integer.parseInt(release[1]) >= 15;
    }

    private static ProcessIdentity startAndKill(Busybox.Bundle bundle, String... mode) throws Exception {
        try (EngineStandIn.Started started = EngineStandIn.start(bundle, mode)) {
            return started.container();
        }
    }
}
