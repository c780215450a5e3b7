package io.jcompose.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jcompose.error.JcomposeException;
import io.jcompose.linux.cgroup.Cgroup;
import io.jcompose.linux.cgroup.Cgroups;
import io.jcompose.linux.mount.Mounts;
import io.jcompose.linux.poll.Reader;
import io.jcompose.linux.process.Orphans;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The same specs as with the engine's own runtime, run by Debian's runc. */
final class CommandRuntimeIT {
    private Busybox box;

    @BeforeEach
    void open() {
        Busybox.require();
        boolean installed = Files.isExecutable(Path.of("/usr/sbin/runc"));
        if ("true".equals(System.getenv("CI"))) {
            assertThat(installed).as("CI has the package runc").isTrue();
        }
        assumeTrue(installed, "needs the package runc");
        box = new Busybox((poller, directory) -> new CommandRuntime(
                new RuntimePrograms(directory.resolve("config.json")),
                directory.resolve("runtimes"),
                directory.resolve("kept"),
                poller));
    }

    @AfterEach
    void close() {
        if (box != null) {
            box.close();
        }
    }

    private Busybox.Bundle bundle(String... args) {
        return named("runc", args);
    }

    private Busybox.Bundle named(String runtime, String... args) {
        return box.bundle(args).by(runtime);
    }

    private Cgroup cgroup(Busybox.Bundle bundle) {
        return Cgroups.detect().at(String.valueOf(bundle.spec.linux().cgroupsPath()));
    }

    private Path control(Busybox.Bundle bundle, String version1, String version2) {
        return cgroup(bundle).views().stream()
                .flatMap(view -> List.of(version1, version2).stream().map(name -> Path.of(view.directory(), name)))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void runsAProgramAndTellsItsOutputAndItsCode() throws Exception {
        Busybox.Bundle bundle = bundle("sh", "-c", "echo out; echo err >&2; hostname; echo > /made; exit 42");

        ExitStatus status = bundle.run();

        assertThat(status).isEqualTo(new ExitStatus.Exited(42));
        assertThat(bundle.lines()).containsExactly("out", "box");
        assertThat(bundle.errors()).contains("err");
        assertThat(bundle.path.resolve("upper/made")).exists();
    }

    @Test
    void hidesTheRootFromTheHost() throws Exception {
        Busybox.Bundle bundle = bundle("sleep", "1000");

        bundle.start();

        assertThat(Files.readString(Path.of("/proc/self/mountinfo")))
                .doesNotContain(bundle.path.resolve("merged").toString());
    }

    @Test
    void mountsInASharedBindReachTheHost() throws Exception {
        try (SharedMount shared = new SharedMount(box.directory.resolve("to-host"))) {
            assertThat(shared.hears(bundle("sleep", "1000")
                            .mount(shared.bind("rbind", "rslave"))
                            .start()))
                    .isFalse();
            assertThat(shared.hears(bundle("sleep", "1000")
                            .mount(shared.bind("rbind", "rshared"))
                            .start()))
                    .isTrue();
        }
    }

    /** Kata passes over the word for it, and runsc refuses it. */
    @Test
    void aReadOnlyBindIsSoWithWhatIsMountedBelowWithoutTheRuntimesHelp() throws Exception {
        try (SharedMount bound = new SharedMount(box.directory.resolve("read-only"))) {
            Mounts.mount("tmpfs", bound.directory.resolve("inner").toString(), "tmpfs", 0, "");
            Busybox.Bundle bundle = bundle("sh", "-c", "touch /data/x; touch /data/inner/y; touch /z");

            bundle.mount(bound.bind("rbind", "rprivate", "rro")).run();

            assertThat(bundle.errors())
                    .contains("/data/x: Read-only file system", "/data/inner/y: Read-only file system");
            assertThat(bundle.path.resolve("upper/z")).exists();
            assertThat(Files.readString(bundle.path.resolve("config.json"))).doesNotContain("\"rro\"");
        }
    }

    /** As on machines that systemd started; the host hears nothing. */
    @Test
    void mountsPassBetweenPlacesOfTheRuntimesOwnNamespace() throws Exception {
        Path seen = box.directory.resolve("seen");
        configure("looking", "cat /proc/self/mountinfo >> " + seen + "\nexec runc \"$@\"\n", "");
        Busybox.Bundle bundle = named("looking", "true");

        bundle.create();

        assertThat(Files.readAllLines(seen))
                .filteredOn(line ->
                        List.of("/", bundle.path.resolve("merged").toString()).contains(line.split(" ")[4]))
                .hasSizeGreaterThanOrEqualTo(2)
                .allMatch(line -> line.contains(" shared:"));
        box.runtime.delete(bundle.id, bundle.spec);
    }

    /** As Kata's virtual machine leaves one when it becomes a daemon. */
    @Test
    void takesWhatARuntimeLeftThatNobodyWants() throws Exception {
        Path left = box.directory.resolve("left");
        configure("leaving", """
                case " $* " in *" create "*) sh -c 'sh -c "echo \\$\\$ >> %s; exit 0" & exec sleep 0.2' ;; esac
                exec runc "$@"
                """.formatted(left), "");
        named("leaving", "true").run();
        int zombie = Integer.parseInt(Files.readAllLines(left).getFirst());
        assertThat(Orphans.isZombie(zombie)).isTrue();

        // it is not known at once that nobody else is about to ask
        Busybox.patiently().pollInterval(Duration.ofSeconds(3)).until(() -> {
            assertThat(bundle("sh", "-c", "exit 5").run()).isEqualTo(new ExitStatus.Exited(5));
            return !Orphans.pids().contains(zombie);
        });
    }

    @Test
    void waitsBetweenCreateAndStart() throws Exception {
        Busybox.Bundle bundle = bundle("touch", "/began");
        ContainerProcess process = bundle.create();
        assertThat(Path.of("/proc/" + process.identity().pid())).exists();
        assertThat(bundle.path.resolve("upper/began")).doesNotExist();

        box.runtime.start(process);

        assertThat(bundle.await(process)).isEqualTo(new ExitStatus.Exited(0));
        assertThat(bundle.path.resolve("upper/began")).exists();
    }

    @Test
    void saysInASentenceWhatTheRuntimeRefused() throws Exception {
        assertThatThrownBy(() -> bundle("no-such-program").create())
                .isInstanceOf(JcomposeException.class)
                .hasMessageContaining("the runtime \"runc\" can't create the container: ")
                .hasMessageContaining("\"no-such-program\": executable file not found in $PATH")
                .matches(e -> ((JcomposeException) e).exitCode() == 127);
        assertThatThrownBy(() -> bundle("/bin/no-execute-bit").create())
                .isInstanceOf(JcomposeException.class)
                .hasMessageContaining("permission denied")
                .matches(e -> ((JcomposeException) e).exitCode() == 126);
    }

    @Test
    void namesARuntimeThatIsNotThere() throws Exception {
        assertThatThrownBy(() -> named("kata", "true").create())
                .isInstanceOf(JcomposeException.class)
                .hasMessageContaining("the runtime \"kata\" is not installed");
        assertThatThrownBy(() -> named("rune", "true").create())
                .isInstanceOf(JcomposeException.class)
                .hasMessageContaining("unknown or invalid runtime name: rune");
        assertThatThrownBy(() -> named("/opt/none", "true").create())
                .isInstanceOf(JcomposeException.class)
                .hasMessageContaining("\"/opt/none\" is no program");
    }

    @Test
    void takesPathAndArgumentsOfConfiguredNames() throws Exception {
        Path seen = box.directory.resolve("seen");
        configure("mine", "echo \"$1\" >> " + seen + "\nshift\nexec runc \"$@\"\n", "\"--extra\"");

        Busybox.Bundle bundle = named("mine", "echo", "hello");
        bundle.run();

        assertThat(bundle.lines()).containsExactly("hello");
        assertThat(Files.readAllLines(seen)).contains("--extra");
    }

    /** A script of a name that a container may ask for. */
    private void configure(String name, String script, String arguments) throws IOException {
        Path program = Files.writeString(box.directory.resolve("wrapper"), "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(
                box.directory.resolve("config.json"),
                "{\"runtimes\": {\"%s\": {\"path\": \"%s\", \"runtimeArgs\": [%s]}}}"
                        .formatted(name, program, arguments));
    }

    /** Its log differs from that of the others. */
    @Test
    void saysWhatYoukiRefused() throws Exception {
        configure("missing", """
                case " $* " in *" delete "*) exit 0; esac
                printf '{"level":"ERROR","message":"executable %s not found in $PATH"}\n' "'x'" > "$4"
                exit 1
                """, "");
        assertThatThrownBy(() -> named("missing", "true").create())
                .hasMessage("the runtime \"missing\" can't create the container: executable 'x' not found in $PATH")
                .matches(e -> ((JcomposeException) e).exitCode() == 127);
        configure("forbidden", """
                case " $* " in *" delete "*) exit 0; esac
                printf '{"level":"ERROR","message":"executable %s does not have correct permissions"}\n' "'x'" > "$4"
                exit 1
                """, "");
        assertThatThrownBy(() -> named("forbidden", "true").create())
                .matches(e -> ((JcomposeException) e).exitCode() == 126);
    }

    /** As youki does: what was to become the program stays behind in the container, whose end the kernel puts off until somebody has taken its status. */
    @Test
    void endsAfterAFailedExecThatLeftAProcessInside() throws Exception {
        configure("careless", """
                case " $* " in *" exec "*)
                    for id; do :; done
                    pid=$(runc --root "$2" state "$id" | sed -n 's/.*"pid": \\([0-9]*\\).*/\\1/p')
                    exec nsenter --no-fork --target "$pid" --pid sh -c '
                        (echo "lost:[2:INIT]" > /proc/self/comm; sleep 0.5; exit 0) &
                        tries=0
                        until grep -q lost /proc/$!/comm || [ $((tries += 1)) -gt 100 ]; do :; done
                        exit 1'
                esac
                exec runc "$@"
                """, "");
        Busybox.Bundle bundle = named("careless", "sleep", "1000");
        ContainerProcess first = bundle.start();

        assertThatThrownBy(() -> box.runtime.exec(
                        first, Busybox.command(List.of("true"), ProcessSpec.User.ROOT), output(bundle)))
                .hasMessage("the runtime \"careless\" can't exec the container: it ended with code 1");

        assertThat(Orphans.pids()).anyMatch(pid -> Orphans.name(pid).equals("lost:[2:INIT]"));
        assertThat(box.runtime.signal(first, 9)).isTrue();
        assertThat(bundle.await(first)).isEqualTo(new ExitStatus.Killed(9));
        assertThat(Orphans.pids()).noneMatch(pid -> Orphans.name(pid).startsWith("lost:"));
    }

    private static Stdio output(Busybox.Bundle bundle) {
        return new Stdio.Fifos(new Stdio.Stdin.Empty(), bundle.path.resolve("stdout"), bundle.path.resolve("stderr"));
    }

    @Test
    void runsFurtherProcesses() throws Exception {
        Busybox.Bundle bundle = bundle("sleep", "1000");
        ContainerProcess first = bundle.start();

        ContainerProcess exec = box.runtime.exec(
                first,
                Busybox.command(List.of("sh", "-c", "id -u; exit 7"), new ProcessSpec.User(5, 6, null, List.of())),
                output(bundle));

        assertThat(exec.exit().get(60, TimeUnit.SECONDS)).isEqualTo(new ExitStatus.Exited(7));
        assertThat(box.runtime.signal(first, 9)).isTrue();
        assertThat(bundle.await(first)).isEqualTo(new ExitStatus.Killed(9));
        assertThat(bundle.lines()).containsExactly("5");
        assertThat(box.runtime.signal(first, 9)).isFalse();
    }

    /** In no group of the container, so that only who knows the process can end it. */
    @Test
    void leavesNoProcessOfARuntimeThatSendsNoTerminal() throws Exception {
        Path made = box.directory.resolve("made");
        configure("silent", """
                case " $* " in *" create "*)
                    until [ "$1" = --pid-file ]; do shift; done
                    sleep 1000 &
                    printf $! > "$2"
                    printf $! > %s
                esac
                exit 0
                """.formatted(made), "");
        Busybox.Bundle bundle = named("silent", "true");
        onATerminal(bundle);

        assertThatThrownBy(bundle::create).hasMessage("the runtime sent no terminal");

        Path process = Path.of("/proc", Files.readString(made));
        for (int wait = 0; Files.exists(process) && wait < 500; wait++) {
            Thread.sleep(20);
        }
        assertThat(process).doesNotExist();
    }

    private static void onATerminal(Busybox.Bundle bundle) {
        bundle.stdio = new Stdio.Terminal(33, 99);
        bundle.process(p -> new ProcessSpec(
                true,
                p.consoleSize(),
                p.user(),
                p.args(),
                p.env(),
                p.cwd(),
                p.capabilities(),
                p.rlimits(),
                p.noNewPrivileges(),
                p.oomScoreAdj(),
                null));
    }

    @Test
    void givesATerminal() throws Exception {
        Busybox.Bundle bundle = bundle("sh", "-c", "tty; stty size");
        onATerminal(bundle);
        ContainerProcess process = bundle.create();
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (TerminalEnd end = process.terminal().orElseThrow();
                Reader reader = Reader.open(box.poller, end.descriptor(), Busybox.collect(output))) {
            box.runtime.start(process);
            assertThat(bundle.await(process)).isEqualTo(new ExitStatus.Exited(0));
            reader.drain();
        }
        assertThat(output.toString(StandardCharsets.UTF_8)).contains("/dev/pts/0", "33 99");
    }

    @Test
    void pausesLimitsAndCounts() throws Exception {
        Busybox.Bundle bundle = bundle("sh", "-c", "while true; do echo x; done > /dev/null");
        ContainerProcess process = bundle.start();

        box.runtime.pause(process);
        assertThat(cgroup(bundle).isFrozen()).isTrue();
        assertThat(box.runtime.isPaused(process)).isTrue();
        box.runtime.resume(process);
        assertThat(box.runtime.isPaused(process)).isFalse();
        assertThat(cgroup(bundle).isFrozen()).isFalse();
        List<String> notes = box.runtime.update(
                process, new Resources(List.of(), null, null, new Resources.Pids(77), null, List.of(), Map.of()));

        assertThat(notes).isEmpty();
        assertThat(Files.readString(control(bundle, "pids.max", "pids.max")).strip())
                .isEqualTo("77");
        assertThat(box.runtime.usage(process).cpuNanoseconds()).isPositive();
    }

    @Test
    void takesUpAContainerAgainAndTellsItsEnd() throws Exception {
        Busybox.Bundle bundle = bundle("sleep", "1000");
        ContainerProcess started = bundle.start();

        ContainerProcess adopted =
                box.runtime.adopt(bundle.id, bundle.spec, started.identity()).orElseThrow();
        box.runtime.signal(adopted, 15);
        box.runtime.signal(adopted, 9);

        assertThat(adopted.exit().get(60, TimeUnit.SECONDS).code()).isIn(137, 255);
    }

    @Test
    void leavesNothing() throws Exception {
        Busybox.Bundle bundle = bundle("sh", "-c", "sleep 1000 & sleep 1000");
        bundle.start();

        box.runtime.delete(bundle.id, bundle.spec);

        cgroup(bundle)
                .views()
                .forEach(view -> assertThat(new File(view.directory())).doesNotExist());
        assertThat(box.directory.resolve("runtimes/runc/" + bundle.id)).doesNotExist();
        Map<String, Path> left = new LinkedHashMap<>();
        try (var files = Files.newDirectoryStream(box.directory.resolve("runtimes"))) {
            files.forEach(file -> left.put(file.getFileName().toString(), file));
        }
        assertThat(new ArrayList<>(left.keySet())).containsExactly("runc");
        box.runtime.delete(bundle.id, bundle.spec);
    }
}
