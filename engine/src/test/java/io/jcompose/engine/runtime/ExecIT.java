package io.jcompose.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.poll.Reader;
import io.jcompose.linux.syscall.NativeScope;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Further processes in a running container, terminals and stdin. */
final class ExecIT {
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
    void runsInAllNamespacesAndTheCgroupOfTheContainer() throws Exception {
        ContainerProcess container = box.bundle("sleep", "1000").start();
        Path host = Path.of("/proc/" + container.identity().pid());

        Result result = exec(
                container,
                "sh",
                "-c",
                "for n in mnt pid net ipc uts cgroup; do readlink /proc/self/ns/$n; done; cat /proc/self/cgroup; hostname; exit 3");

        List<String> lines = result.output().lines().toList();
        int i = 0;
        for (String name : List.of("mnt", "pid", "net", "ipc", "uts", "cgroup")) {
            assertThat(lines.get(i++))
                    .isEqualTo(
                            Files.readSymbolicLink(host.resolve("ns/" + name)).toString());
        }
        assertThat(lines.getLast()).isEqualTo("box");
        assertThat(lines.subList(6, lines.size() - 1))
                .allMatch(line -> line.endsWith(":/") || line.contains(container.containerId()));
        assertThat(result.status()).isEqualTo(new ExitStatus.Exited(3));
    }

    @Test
    void leavesNothingOfItsGateBehind() throws Exception {
        ContainerProcess container = box.bundle("sleep", "1000").start();

        Result result = exec(container, "ls", "-A", "/dev");

        assertThat(result.output()).doesNotContain("jcompose");
    }

    @Test
    void seesNoDescriptorsButItsStdio() throws Exception {
        ContainerProcess container = box.bundle("sleep", "1000").start();

        assertThat(exec(container, "ls", "/proc/self/fd").output().lines()).containsExactly("0", "1", "2", "3");
    }

    @Test
    void runsManyAtOnce() throws Exception {
        ContainerProcess container = box.bundle("sleep", "1000").start();
        List<Future<Result>> results = new ArrayList<>();

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                String number = Integer.toString(i);
                results.add(threads.submit(() -> exec(container, "sh", "-c", "echo " + number + "; exit " + number)));
            }
            for (int i = 0; i < 20; i++) {
                assertThat(results.get(i).get(60, TimeUnit.SECONDS))
                        .isEqualTo(new Result(new ExitStatus.Exited(i), i + "\n"));
            }
        }
    }

    @Test
    void saysWhichProgramIsNotThere() {
        ContainerProcess container = box.bundle("sleep", "1000").start();

        assertThatThrownBy(() -> exec(container, "nope"))
                .hasMessage("exec: \"nope\": executable file not found in $PATH");
        assertThatThrownBy(() -> exec(container, "/bin/no-format")).hasMessageContaining("exec format error");
    }

    @Test
    void refusesAContainerThatHasEndedOrIsPaused() throws Exception {
        Busybox.Bundle ended = box.bundle("true");
        ContainerProcess past = ended.start();
        ended.await(past);
        ContainerProcess running = box.bundle("sleep", "1000").start();
        box.runtime.pause(running);

        assertThatThrownBy(() -> exec(past, "true")).hasMessageContaining("is not running");
        assertThatThrownBy(() -> exec(running, "true")).hasMessageContaining("is paused");

        box.runtime.resume(running);
        assertThat(exec(running, "echo", "on").output()).isEqualTo("on\n");
    }

    @Test
    void readsPipedStdinToItsEnd() throws Exception {
        ContainerProcess container = box.bundle("sleep", "1000").start();
        Fifos fifos = new Fifos(box);
        int input = Descriptors.open(fifos.stdin.toString(), Open.RDWR);
        ContainerProcess cat = box.runtime.exec(
                container,
                Busybox.command(List.of("wc", "-c"), ProcessSpec.User.ROOT),
                new Stdio.Fifos(new Stdio.Stdin.Closable(fifos.stdin), fifos.stdout, fifos.stderr));

        byte[] bytes = new byte[100_000];
        for (int written = 0; written < bytes.length; ) {
            written += Descriptors.write(input, bytes, written, bytes.length - written);
        }
        Descriptors.close(input);

        assertThat(cat.exit().get(60, TimeUnit.SECONDS)).isEqualTo(new ExitStatus.Exited(0));
        assertThat(fifos.read()).isEqualTo("100000\n");
    }

    @Test
    void keepsStdinOpenThatIsHeldOpen() throws Exception {
        Busybox.Bundle bundle = box.bundle("cat");
        bundle.stdio = new Stdio.Fifos(
                new Stdio.Stdin.HeldOpen(bundle.path.resolve("stdin")),
                bundle.path.resolve("stdout"),
                bundle.path.resolve("stderr"));
        ContainerProcess cat = bundle.start();
        for (int i = 0; i < 2; i++) {
            int input = Descriptors.open(bundle.path.resolve("stdin").toString(), Open.RDWR);
            Descriptors.write(input, "line\n".getBytes(StandardCharsets.UTF_8), 0, 5);
            Descriptors.close(input);
            int lines = i + 1;
            Busybox.patiently().until(() -> bundle.lines().size() == lines);
        }

        assertThat(cat.exit()).isNotDone();
    }

    @Test
    void givesATerminalOutOfTheContainersDevpts() throws Exception {
        ContainerProcess container = box.bundle("sleep", "1000").start();
        ContainerProcess shell = box.runtime.exec(
                container,
                Busybox.command(
                        List.of(
                                "sh",
                                "-c",
                                "tty; stty size; echo $(cat /proc/self/stat | cut -d' ' -f7); read x; stty size"),
                        new ProcessSpec.User(1000, 1000, null, List.of())),
                new Stdio.Terminal(40, 120));
        TerminalEnd terminal = shell.terminal().orElseThrow();
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (Reader reader = Reader.open(box.poller, terminal.descriptor(), Busybox.collect(output))) {
            Busybox.patiently()
                    .until(() -> output.toString(StandardCharsets.UTF_8).lines().count() >= 3);
            terminal.resize(50, 60);
            Descriptors.write(terminal.descriptor(), "\n".getBytes(StandardCharsets.UTF_8), 0, 1);
            assertThat(shell.exit().get(60, TimeUnit.SECONDS)).isEqualTo(new ExitStatus.Exited(0));
            reader.drain();
        }
        terminal.close();

        assertThat(output.toString(StandardCharsets.UTF_8).lines().filter(line -> !line.isEmpty()))
                .containsExactly("/dev/pts/0", "40 120", "34816", "50 60");
    }

    @Test
    void givesTheFirstProcessATerminalAndAConsole() throws Exception {
        Busybox.Bundle bundle = box.bundle("sh", "-c", "tty; echo console > /dev/console");
        bundle.stdio = new Stdio.Terminal(24, 80);
        ContainerProcess shell = bundle.create();
        TerminalEnd terminal = shell.terminal().orElseThrow();
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (Reader reader = Reader.open(box.poller, terminal.descriptor(), Busybox.collect(output))) {
            box.runtime.start(shell);
            shell.exit().get(60, TimeUnit.SECONDS);
            reader.drain();
        }
        terminal.close();

        assertThat(output.toString(StandardCharsets.UTF_8)).isEqualTo("/dev/pts/0\r\nconsole\r\n");
    }

    record Result(ExitStatus status, String output) {}

    private Result exec(ContainerProcess container, String... command) throws Exception {
        return exec(box, container, command);
    }

    static Result exec(Busybox box, ContainerProcess container, String... command) throws Exception {
        Fifos fifos = new Fifos(box);
        try {
            ContainerProcess process = box.runtime.exec(
                    container,
                    Busybox.command(List.of(command), ProcessSpec.User.ROOT),
                    new Stdio.Fifos(new Stdio.Stdin.Empty(), fifos.stdout, fifos.stderr));
            ExitStatus status = process.exit().get(60, TimeUnit.SECONDS);
            return new Result(status, fifos.read());
        } finally {
            fifos.close();
        }
    }

    /** The engine's side of an exec without a terminal. */
    private static final class Fifos {
        final Path stdin;
        final Path stdout;
        final Path stderr;
        private final int out;

        Fifos(Busybox box) {
            String name = UUID.randomUUID().toString();
            stdin = box.directory.resolve(name + ".in");
            stdout = box.directory.resolve(name + ".out");
            stderr = box.directory.resolve(name + ".err");
            List.of(stdin, stdout, stderr).forEach(path -> Descriptors.makeFifo(path.toString(), 0600));
            out = Descriptors.open(stdout.toString(), Open.RDWR | Open.NONBLOCK);
        }

        String read() {
            ByteArrayOutputStream output = new ByteArrayOutputStream();
            byte[] some = new byte[0];
            try (NativeScope scope = NativeScope.open()) {
                long buffer = scope.allocate(65536);
                for (int n = Descriptors.read(out, buffer, 65536); n > 0; n = Descriptors.read(out, buffer, 65536)) {
                    some = NativeScope.getBytes(buffer, n);
                    output.writeBytes(some);
                }
            }
            return output.toString(StandardCharsets.UTF_8);
        }

        void close() {
            Descriptors.close(out);
        }
    }
}
