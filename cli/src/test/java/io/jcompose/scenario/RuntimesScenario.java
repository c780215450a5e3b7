package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Services that run by Debian's runc or runsc instead of the engine's own runtime; nobody can tell but by looking for it. */
@ExtendWith(ScenarioExtension.class)
final class RuntimesScenario {
    @BeforeAll
    static void image(Images images) {
        Requirements.programs("runc");
        images.small();
    }

    @Test
    void aServiceOfAnotherRuntimeIsLookedAfterLikeAnyOther(Product product) {
        try (Stack stack = Stack.of(product, "byrunc", """
                services:
                  web:
                    image: %1$s
                    runtime: runc
                    command: ["sh", "-c", "echo it is up; trap 'exit 3' TERM; while true; do sleep 0.1; done"]
                    mem_limit: 64m
                    volumes: ["data:/data"]
                  asking:
                    image: %1$s
                    runtime: /usr/sbin/runc
                    command: ["sh", "-c", "nslookup web && sleep 1000"]
                    stop_signal: SIGKILL
                volumes:
                  data:
                """.formatted(Images.SMALL))) {
            stack.up();
            assertThat(stack.logs("web")).contains("it is up");
            assertThat(Proc.of(stack.pid("web")).cgroups()).isNotEmpty();
            Outcome exec = stack.jcompose("exec", "-T", "web", "sh", "-c", "echo inside > /data/x; exit 5")
                    .run();
            assertThat(exec.code()).isEqualTo(5);
            assertThat(stack.jcompose("exec", "-T", "asking", "nslookup", "web")
                            .run()
                            .succeeds()
                            .out())
                    .contains("Address");
            stack.jcompose("pause", "web").run().succeeds();
            stack.jcompose("unpause", "web").run().succeeds();
            Footprint footprint = stack.footprint();

            product.killEngine();

            assertThat(stack.jcompose("exec", "-T", "web", "cat", "/data/x")
                            .run()
                            .succeeds()
                            .out())
                    .contains("inside");
            stack.jcompose("stop", "web").run().succeeds();
            assertThat(stack.logs("web")).contains("it is up");
            stack.down("-v");
            footprint.isGone();
        }
    }

    /** Beside version 1 runc makes groups in version 2 too, of which the engine uses none. */
    @Test
    void theGroupAboveItsGroupsGoesWithTheEngine(Product product) {
        try (Stack stack = Stack.of(product, "runcgroups", """
                services:
                  web:
                    image: %s
                    runtime: runc
                    command: ["sleep", "1000"]
                    stop_signal: SIGKILL
                """.formatted(Images.SMALL))) {
            stack.up();
            List<Path> parents = Proc.of(stack.pid("web")).cgroups().stream()
                    .map(Path::getParent)
                    .toList();
            assertThat(parents).isNotEmpty().allMatch(Files::isDirectory);
            stack.down();
            product.command("engine", "stop").run().succeeds();
            assertThat(parents).noneMatch(Files::exists);
        }
    }

    @Test
    void whatItSaysLastAndHowItEndsIsKeptWhileThereIsNoEngine(Product product) throws IOException {
        assumeTrue(Files.readString(Path.of("/proc/filesystems")).contains("\tautofs\n"), "needs autofs");
        try (Stack stack = Stack.of(product, "endbyrunc", """
                services:
                  ending:
                    image: %s
                    runtime: runc
                    command: ["sh", "-c", "trap 'echo last words; exit 7' TERM; echo ready; while true; do usleep 1000; done"]
                """.formatted(Images.SMALL))) {
            stack.up();
            Awaitility.await().until(() -> stack.logs("ending").equals("ready\n"));
            Proc first = Proc.of(stack.pid("ending"));
            Footprint last = stack.footprint();
            product.killEngine();
            Command.system("kill", "-TERM", Long.toString(first.pid())).succeeds();
            // gone altogether: the kernel tells the status of a zombie to its parent alone
            Awaitility.await().until(() -> !Files.exists(Path.of("/proc/" + first.pid())));

            assertThat(stack.logs("ending")).isEqualTo("ready\nlast words\n");
            assertThat(stack.jcompose("ps", "-a", "--format", "json")
                            .run()
                            .succeeds()
                            .out())
                    .contains("\"ExitCode\":" + (Requirements.kernelIsAtLeast(6, 15) ? 7 : 255));
            stack.down();
            last.isGone();
        }
    }

    @Test
    void itSharesNamespacesAndMemoryWithOthers(Product product) throws IOException {
        try (Stack stack = Stack.of(product, "sharedbyrunc", """
                services:
                  first:
                    image: %1$s
                    command: ["sh", "-c", "echo shared > /dev/shm/x; exec sleep 1000"]
                    stop_signal: SIGKILL
                    ipc: shareable
                  second:
                    image: %1$s
                    runtime: runc
                    command: ["sleep", "1000"]
                    stop_signal: SIGKILL
                    depends_on: [first]
                    pid: service:first
                    ipc: service:first
                    network_mode: service:first
                """.formatted(Images.SMALL))) {
            stack.up();
            for (String type : List.of("pid", "ipc", "net")) {
                assertThat(Proc.of(stack.pid("second")).link("ns/" + type))
                        .isPresent()
                        .isEqualTo(Proc.of(stack.pid("first")).link("ns/" + type));
            }
            stack.jcompose("exec", "-T", "second", "sh", "-c", "read was < /dev/shm/x; echo $was again > /dev/shm/y")
                    .run()
                    .succeeds();
            assertThat(stack.jcompose("exec", "-T", "first", "cat", "/dev/shm/y")
                            .run()
                            .succeeds()
                            .out())
                    .isEqualTo("shared again\n");
            Footprint footprint = stack.footprint();
            stack.down();
            footprint.isGone();
        }
    }

    /** gVisor, which has the files of a container served by a second process; its own network stack refuses kernels that tell net.core.rmem_default in each namespace. */
    @Test
    void aSandboxIsLookedAfterLikeAnyOther(Product product) throws IOException {
        Requirements.programs("runsc");
        configure(product, "sandbox", "/usr/bin/runsc", "\"--network=host\", \"--overlay2=none\"");
        try (Stack stack = Stack.of(product, "byrunsc", """
                services:
                  web:
                    image: %1$s
                    runtime: sandbox
                    command: ["sh", "-c", "trap 'exit 3' TERM; echo it is up; while true; do sleep 0.1; done"]
                    volumes: ["data:/data"]
                  again:
                    image: %1$s
                    runtime: sandbox
                    command: ["sh", "-c", "echo run; exit 1"]
                    restart: on-failure:2
                volumes:
                  data:
                """.formatted(Images.SMALL))) {
            stack.up();
            Awaitility.await().until(() -> stack.logs("again").equals("run\nrun\nrun\n"));
            assertThat(stack.jcompose("exec", "-T", "web", "sh", "-c", "nslookup again; echo inside > /data/x; exit 5")
                            .run()
                            .code())
                    .isEqualTo(5);
            assertThat(stack.jcompose("exec", "-T", "web", "no-such-program")
                            .run()
                            .code())
                    .isEqualTo(127);
            stack.jcompose("exec", "-T", "web", "sh", "-c", "mkdir -p /etc; echo bob:x:7:8::/:/bin/sh > /etc/passwd")
                    .run()
                    .succeeds();
            assertThat(stack.jcompose("exec", "-T", "-u", "bob", "web", "id", "-u")
                            .run()
                            .succeeds()
                            .out())
                    .isEqualTo("7\n");
            stack.jcompose("pause", "web").run().succeeds();
            stack.jcompose("unpause", "web").run().succeeds();
            Footprint footprint = stack.footprint();

            product.killEngine();

            assertThat(stack.jcompose("exec", "-T", "web", "cat", "/data/x")
                            .run()
                            .succeeds()
                            .out())
                    .isEqualTo("inside\n");
            stack.jcompose("stop", "web").run().succeeds();
            assertThat(stack.logs("web")).isEqualTo("it is up\n");
            assertThat(stack.jcompose("ps", "-a", "web", "--format", "json")
                            .run()
                            .succeeds()
                            .out())
                    .contains("\"ExitCode\":3");
            stack.down("-v");
            footprint.isGone();
        }
    }

    /**
     * As Kata, of which all that is on the machine are processes with the machine's own root and namespaces, in a group of another name than it was told. By hand it was tried with Kata itself (docs/runtimes.md).
     */
    private static final String ELSEWHERE = """
            #!/bin/sh
            for last; do :; done
            while [ $# -gt 0 ]; do
                case $1 in
                    --root) state=$2; shift ;;
                    --bundle) bundle=$2; shift ;;
                    --pid-file) pid_file=$2; shift ;;
                    --process | --console-socket | --log | --log-format) shift ;;
                    create | start | exec | delete) verb=$1 ;;
                    kill) verb=kill; last=$2; signal=$3; break ;;
                esac
                shift
            done
            case $verb in
                create)
                    sleep 1000 &
                    echo $! > $state/$last
                    group=$(sed -n 's,.*"cgroupsPath":"\\([^"]*\\)/[^"]*".*,\\1,p' $bundle/config.json)/kata_$last
                    for hierarchy in /sys/fs/cgroup /sys/fs/cgroup/[bdfmp]*; do
                        if [ -e $hierarchy/cgroup.procs ]; then
                            mkdir -p $hierarchy$group && echo $! > $hierarchy$group/cgroup.procs
                        fi
                    done ;;
                exec)
                    cat > /dev/null &
                    echo $! > $pid_file; exit ;;
                kill) kill -$signal $(cat $state/$last) ;;
                delete) rm -f $state/$last ;;
            esac
            [ -z "$pid_file" ] || cp $state/$last $pid_file
            """;

    @Test
    void whatIsTheMachinesIsNotTakenForTheContainers(Product product) throws IOException {
        Path program = Files.writeString(product.home().resolve("elsewhere"), ELSEWHERE);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        configure(product, "elsewhere", program.toString(), "");
        String name = "elsewhere-" + UUID.randomUUID();
        Path file = Files.writeString(product.home().resolve(name), "copied");
        Path outside = Path.of("/tmp", name);
        try (Stack stack = Stack.of(product, "elsewhere", """
                services:
                  web:
                    image: %1$s
                    runtime: elsewhere
                    command: ["sleep", "1000"]
                    volumes: ["data:/data"]
                  other:
                    image: %1$s
                    profiles: [other]
                    network_mode: service:web
                    command: ["sleep", "1000"]
                volumes:
                  data:
                """.formatted(Images.SMALL))) {
            stack.up();

            for (String target : List.of(outside.toString(), "/data/file")) {
                stack.jcompose("cp", file.toString(), "web:" + target).run().succeeds();
                assertThat(stack.jcompose("cp", "web:" + target, "-")
                                .run()
                                .succeeds()
                                .out())
                        .contains("copied");
            }
            assertThat(outside).doesNotExist();
            assertThat(product.home().resolve("volumes/" + stack.project() + "_data/_data/file"))
                    .hasContent("copied");
            assertThat(stack.jcompose("exec", "-T", "-u", "daemon", "web", "id")
                            .run()
                            .err())
                    .contains("unable to find user daemon");
            assertThat(stack.jcompose("up", "-d", "other").run().err())
                    .contains("cannot join the namespaces of container \"" + stack.project()
                            + "-web-1\", its runtime keeps them in a virtual machine");
            long pid = stack.pid("web");
            assertThat(stack.jcompose("top", "web").run().succeeds().out()).contains("sleep 1000");
            Footprint footprint = stack.footprint();

            product.killEngine();

            assertThat(stack.pid("web")).isEqualTo(pid);
            assertThat(Path.of("/proc/" + pid)).exists();
            stack.down("-v", "-t", "1");
            footprint.isGone();
        } finally {
            Files.deleteIfExists(outside);
        }
    }

    @Test
    void aRuntimeThatCannotDeleteKeepsNobodyWaiting(Product product) throws IOException {
        Path program = Files.writeString(product.home().resolve("no-delete"), """
                #!/bin/sh
                case " $* " in *" delete "*) exit 1 ;; esac
                exec runc "$@"
                """);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        configure(product, "clumsy", program.toString(), "");
        try (Stack stack = Stack.of(product, "nodelete", """
                services:
                  once:
                    image: %s
                    runtime: clumsy
                    command: ["sh", "-c", "exit 9"]
                """.formatted(Images.SMALL))) {
            stack.up();
            assertThat(stack.jcompose("wait", "once").run().code()).isEqualTo(9);
            assertThat(Files.readString(product.home().resolve("engine.log")))
                    .contains("what is left of container " + stack.project()
                            + "-once-1 in the kernel stays: the runtime \"clumsy\" can't delete the container: ");
            stack.down();
            assertThat(stack.containers()).isEmpty();
        }
    }

    private static void configure(Product product, String name, String program, String arguments) throws IOException {
        Files.writeString(
                product.home().resolve("config.json"),
                "{\"runtimes\": {\"%s\": {\"path\": \"%s\", \"runtimeArgs\": [%s]}}}"
                        .formatted(name, program, arguments));
    }

    @Test
    void aProgramsCodeIsTheContainers(Product product) {
        try (Stack stack = Stack.of(product, "runcode", """
                services:
                  once:
                    image: %s
                    runtime: runc
                    command: ["sh", "-c", "exit 9"]
                """.formatted(Images.SMALL))) {
            stack.up();
            assertThat(stack.jcompose("wait", "once").run().code()).isEqualTo(9);
        }
    }

    @Test
    void aRuntimeThatIsNotThereIsNamedAndNothingIsMade(Product product) {
        try (Stack stack = Stack.of(product, "noruntime", """
                services:
                  web:
                    image: %s
                    runtime: kata
                """.formatted(Images.SMALL))) {
            assertThat(stack.jcompose("up", "-d").run().fails().err())
                    .contains("the runtime \"kata\" is not installed", "install it");
            assertThat(stack.containers()).isEmpty();
        }
    }
}
