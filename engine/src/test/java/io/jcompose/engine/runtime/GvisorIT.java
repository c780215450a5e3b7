package io.jcompose.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jcompose.error.JcomposeException;
import io.jcompose.linux.process.Orphans;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The same specs in the sandbox of Debian's runsc (gVisor), which leaves a second process beside the container's first. */
final class GvisorIT {
    private static final Path PROGRAM = Path.of("/usr/bin/runsc");

    private Busybox box;

    @BeforeEach
    void open() throws Exception {
        Busybox.require();
        boolean installed = Files.isExecutable(PROGRAM);
        if ("true".equals(System.getenv("CI"))) {
            assertThat(installed).as("CI has the package runsc").isTrue();
        }
        assumeTrue(installed, "needs the package runsc");
        box = new Busybox((poller, directory) -> new CommandRuntime(
                new RuntimePrograms(directory.resolve("config.json")),
                directory.resolve("runtimes"),
                directory.resolve("kept"),
                poller));
        Files.writeString(
                box.directory.resolve("config.json"),
                "{\"runtimes\": {\"runsc\": {\"path\": \"" + PROGRAM
                        + "\", \"runtimeArgs\": [\"--network=host\", \"--overlay2=none\"]}}}");
    }

    @AfterEach
    void close() {
        if (box != null) {
            box.close();
        }
    }

    private Busybox.Bundle bundle(String... args) {
        return box.bundle(args).by("runsc");
    }

    private static List<Integer> orphansOf(Busybox.Bundle bundle) {
        return Orphans.pids().stream()
                .filter(pid -> Orphans.commandLine(pid).contains(bundle.id))
                .toList();
    }

    @Test
    void runsAProgramAndTellsItsOutputAndItsCode() throws Exception {
        Busybox.Bundle bundle = bundle("sh", "-c", "echo out; echo err >&2; hostname; echo > /made; exit 42");

        ExitStatus status = bundle.run();

        assertThat(status).isEqualTo(new ExitStatus.Exited(42));
        assertThat(bundle.lines()).containsExactly("out", "box");
        assertThat(bundle.errors()).contains("err");
        assertThat(bundle.path.resolve("upper/made")).exists();
        box.runtime.delete(bundle.id, bundle.spec);
    }

    @Test
    void aReadOnlyBindIsReadOnly() throws Exception {
        Path bound = Files.createDirectories(box.directory.resolve("read-only"));
        Busybox.Bundle bundle = bundle("sh", "-c", "touch /data/x");

        bundle.mount(new MountSpec("/data", "bind", bound.toString(), List.of("rbind", "rprivate", "rro")))
                .run();

        assertThat(bundle.errors()).contains("/data/x: Read-only file system");
        box.runtime.delete(bundle.id, bundle.spec);
    }

    @Test
    void leavesNoZombieOfItsHelpers() throws Exception {
        Busybox.Bundle bundle = bundle("sleep", "1000");
        ContainerProcess first = bundle.start();
        List<Integer> processes = orphansOf(bundle);
        assertThat(processes).hasSize(2).contains(first.identity().pid());

        assertThat(box.runtime.signal(first, 9)).isTrue();

        assertThat(bundle.await(first)).isEqualTo(new ExitStatus.Exited(137));
        box.runtime.delete(bundle.id, bundle.spec);
        Busybox.patiently().until(() -> Orphans.pids().stream().noneMatch(processes::contains));
    }

    @Test
    void leavesNothingOfOneThatWasNeverStarted() throws Exception {
        Busybox.Bundle bundle = bundle("sleep", "1000");
        bundle.create();
        List<Integer> processes = orphansOf(bundle);

        box.runtime.delete(bundle.id, bundle.spec);

        assertThat(processes).hasSize(2);
        Busybox.patiently().until(() -> Orphans.pids().stream().noneMatch(processes::contains));
    }

    @Test
    void saysInASentenceWhatTheRuntimeRefused() throws Exception {
        assertThatThrownBy(() -> bundle("no-such-program").start())
                .isInstanceOf(JcomposeException.class)
                .hasMessageContaining("the runtime \"runsc\" can't start the container: ")
                .hasMessageContaining("no-such-program")
                .matches(e -> ((JcomposeException) e).exitCode() == 127);
        assertThatThrownBy(() -> bundle("/bin/no-such-program").start())
                .isInstanceOf(JcomposeException.class)
                .hasMessageContaining("no such file")
                .matches(e -> ((JcomposeException) e).exitCode() == 127);
        assertThatThrownBy(() -> bundle("/bin/no-execute-bit").start())
                .isInstanceOf(JcomposeException.class)
                .hasMessageContaining("permission denied")
                .matches(e -> ((JcomposeException) e).exitCode() == 126);
    }

    @Test
    void runsFurtherProcessesAndPauses() throws Exception {
        Busybox.Bundle bundle = bundle("sleep", "1000");
        ContainerProcess first = bundle.start();
        Stdio stdio =
                new Stdio.Fifos(new Stdio.Stdin.Empty(), bundle.path.resolve("stdout"), bundle.path.resolve("stderr"));

        box.runtime.pause(first);
        assertThat(box.runtime.isPaused(first)).isTrue();
        box.runtime.resume(first);
        assertThat(box.runtime.isPaused(first)).isFalse();
        ContainerProcess exec = box.runtime.exec(
                first,
                Busybox.command(List.of("sh", "-c", "id -u; exit 7"), new ProcessSpec.User(5, 6, null, List.of())),
                stdio);

        assertThat(exec.exit().get(60, TimeUnit.SECONDS)).isEqualTo(new ExitStatus.Exited(7));
        assertThat(box.runtime.signal(first, 15)).isTrue();
        bundle.await(first);
        assertThat(bundle.lines()).containsExactly("5");
    }
}
