package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.terminal.ConsoleSocket;
import io.jcompose.linux.terminal.PseudoTerminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The command line that drivers of OCI runtimes expect, over the engine's own runtime (runtime.md of the specification). */
@ExtendWith(ScenarioExtension.class)
final class OciScenario {

    @Test
    void aContainerGoesThroughItsStates(Product product) throws IOException {
        try (OciBundle bundle = OciBundle.of(product, "sleep", "1000")) {
            assertThat(bundle.oci("state", bundle.id).fails().err()).contains("\"" + bundle.id + "\" does not exist");

            bundle.oci("create", "--bundle", ".", "--pid-file", "pid", bundle.id)
                    .succeeds();

            assertThat(bundle.status()).isEqualTo("created");
            long pid = Long.parseLong(Files.readString(bundle.directory.resolve("pid")));
            assertThat(bundle.field("pid")).isEqualTo(Long.toString(pid));
            assertThat(bundle.field("bundle")).isEqualTo(bundle.directory.toString());
            assertThat(bundle.oci("state", bundle.id).out()).contains("\"org.example\": \"yes\"", "\"ociVersion\"");
            assertThat(Proc.of(pid).commandLine()).doesNotContain("sleep");
            assertThat(bundle.oci("create", bundle.id).fails().err()).contains("container with id exists");
            assertThat(bundle.oci("delete", bundle.id).fails().err()).contains("that is not stopped: created");

            bundle.oci("start", bundle.id).succeeds();

            assertThat(bundle.status()).isEqualTo("running");
            assertThat(Proc.of(pid).commandLine()).isEqualTo("sleep 1000");
            assertThat(bundle.oci("start", bundle.id).fails().err())
                    .contains("cannot start a container in the running state");
            assertThat(bundle.oci("delete", bundle.id).fails().err()).contains("that is not stopped: running");

            bundle.oci("kill", bundle.id, "KILL").succeeds();

            await().atMost(Duration.ofSeconds(60)).until(() -> bundle.status().equals("stopped"));
            assertThat(bundle.field("pid")).isEqualTo("0");
            assertThat(bundle.oci("kill", bundle.id).fails().err())
                    .contains("cannot kill a container in the stopped state");
            assertThat(bundle.oci("start", bundle.id).fails().err()).contains("in the stopped state");

            bundle.oci("delete", bundle.id).succeeds();

            bundle.oci("state", bundle.id).fails();
            assertThat(Proc.of(pid).exists()).isFalse();
            bundle.oci("delete", bundle.id).fails();
            bundle.oci("delete", "--force", bundle.id).succeeds();
        }
    }

    @Test
    void theProgramHasTheStreamsOfTheCommand(Product product) {
        try (OciBundle bundle = OciBundle.of(product)) {
            bundle.script("cat; echo out; echo err >&2; test $(ulimit -n) = 512 && exit 42");

            Outcome piped = bundle.shell("echo in | \"$JCOMPOSE\" oci run " + bundle.id);
            Outcome file = bundle.shell("{ echo first; \"$JCOMPOSE\" oci run " + bundle.id
                    + " </dev/null; echo last $?; } >file; cat file");

            assertThat(piped.code()).isEqualTo(42);
            assertThat(piped.out()).isEqualTo("in\nout\n");
            assertThat(piped.err()).isEqualTo("err\n");
            assertThat(file.lines()).containsExactly("first", "out", "last 42");
            bundle.oci("state", bundle.id).fails();
        }
    }

    @Test
    void whatTheConfigurationSaysIsSo(Product product) throws IOException {
        try (OciBundle bundle = OciBundle.of(product)) {
            bundle.change(tree -> {
                ObjectNode process = (ObjectNode) tree.get("process");
                process.put("cwd", "/tmp").put("oomScoreAdj", 100);
                process.putObject("user")
                        .put("uid", 5)
                        .put("gid", 6)
                        .putArray("additionalGids")
                        .add(7);
                ((ObjectNode) tree.get("linux")).put("cgroupsPath", "/oci-test/" + bundle.id);
            });
            bundle.script("hostname; id -u; id -g; id -G; echo $PWD; cat /proc/sys/kernel/shmmni;"
                    + " cat /proc/keys; grep -E 'CapBnd|NoNewPrivs' /proc/self/status; touch /x; exec sleep 1000");
            Outcome run = bundle.shell("\"$JCOMPOSE\" oci run -d " + bundle.id + " >out 2>err; echo $?");
            assertThat(run.out()).isEqualTo("0\n");
            await().atMost(Duration.ofSeconds(60))
                    .until(() ->
                            Files.readString(bundle.directory.resolve("err")).contains("Read-only"));
            List<String> lines = Files.readAllLines(bundle.directory.resolve("out"));

            assertThat(lines.subList(0, 6)).containsExactly("runc", "5", "6", "6 7", "/tmp", "17");
            // KILL, NET_BIND_SERVICE and AUDIT_WRITE of capabilities(7); of /proc/keys nothing is seen.
            assertThat(lines.subList(6, lines.size())).containsExactly("CapBnd:\t0000000020000420", "NoNewPrivs:\t1");
            Proc process = Proc.of(Long.parseLong(bundle.field("pid")));
            assertThat(process.read("oom_score_adj").strip()).isEqualTo("100");
            assertThat(process.cgroups())
                    .filteredOn(group -> Files.exists(group.resolve("pids.max")))
                    .allSatisfy(group -> {
                        assertThat(group.toString()).endsWith("/oci-test/" + bundle.id);
                        assertThat(Files.readString(group.resolve("pids.max")).strip())
                                .isEqualTo("31");
                    })
                    .isNotEmpty();
        } finally {
            for (String hierarchy : Trees.names(Path.of("/sys/fs/cgroup"))) {
                Path group = Path.of("/sys/fs/cgroup", hierarchy, "oci-test");
                if (Files.isDirectory(group)) {
                    Files.delete(group);
                }
            }
        }
    }

    /** Rights that an ordinary user keeps over exec: ambient ones have to be permitted and inheritable, too (capabilities(7)). */
    @Test
    void ambientCapabilitiesReachTheProgramOfAnOrdinaryUser(Product product) {
        try (OciBundle bundle = OciBundle.of(product)) {
            bundle.change(tree -> {
                ObjectNode process = (ObjectNode) tree.get("process");
                process.putObject("user").put("uid", 5).put("gid", 6);
                ObjectNode sets = process.putObject("capabilities");
                for (String set : List.of("bounding", "permitted", "inheritable", "effective")) {
                    sets.putArray(set).add("CAP_NET_BIND_SERVICE").add("CAP_KILL");
                }
                sets.putArray("ambient").add("CAP_NET_BIND_SERVICE");
            });
            bundle.script("grep -E 'Cap(Inh|Prm|Eff|Bnd|Amb)' /proc/self/status");
            assertThat(bundle.oci("run", bundle.id).succeeds().lines())
                    .containsExactly(
                            "CapInh:\t0000000000000420",
                            "CapPrm:\t0000000000000400",
                            "CapEff:\t0000000000000400",
                            "CapBnd:\t0000000000000420",
                            "CapAmb:\t0000000000000400");
        }
    }

    @Test
    void hooksRunInTheirOrderWithTheStateAsInput(Product product) throws IOException {
        try (OciBundle bundle = OciBundle.of(product)) {
            Path seen = bundle.directory.resolve("seen");
            bundle.script("cat /dev/shm/from-hook").change(tree -> {
                ObjectNode hooks = tree.putObject("hooks");
                for (String kind : List.of("prestart", "createRuntime", "poststart", "poststop")) {
                    ObjectNode hook = hooks.putArray(kind).addObject();
                    hook.put("path", "/bin/sh");
                    hook.putArray("args")
                            .add("sh")
                            .add("-c")
                            .add("echo $KIND $(sed 's/.*\"status\":\"\\([a-z]*\\)\".*/\\1/') >> " + seen);
                    hook.putArray("env").add("KIND=" + kind).add("PATH=/usr/bin:/bin");
                }
                ObjectNode inside = hooks.putArray("startContainer").addObject();
                inside.put("path", "/bin/sh");
                inside.putArray("args").add("sh").add("-c").add("hostname > /dev/shm/from-hook && test ! -e " + seen);
            });

            assertThat(bundle.oci("run", bundle.id).succeeds().out()).isEqualTo("runc\n");
            assertThat(Files.readAllLines(seen))
                    .containsExactly(
                            "prestart creating", "createRuntime creating", "poststart running", "poststop stopped");
        }
    }

    /** createContainer hooks are programs of the host that see the container's mounts, names and network (config.md, "POSIX-platform Hooks"). */
    @Test
    void hooksBeforeTheChangeOfRootAddToTheContainer(Product product) throws IOException {
        try (OciBundle bundle = OciBundle.of(product)) {
            Path seen = bundle.directory.resolve("seen");
            Path root = bundle.directory.resolve("rootfs");
            Files.writeString(bundle.directory.resolve("given"), "from the host\n");
            bundle.script("cat /tmp/given").change(tree -> {
                ((ObjectNode) tree.get("process")).put("terminal", false);
                ObjectNode hooks = tree.putObject("hooks");
                for (String kind : List.of("createContainer", "createRuntime", "prestart")) {
                    ObjectNode hook = hooks.putArray(kind).addObject();
                    hook.put("path", "/bin/sh").put("timeout", 60);
                    hook.putArray("args")
                            .add("sh")
                            .add("-c")
                            .add("read state; echo $KIND $(cat /proc/sys/kernel/hostname) $(ls -d " + root
                                    + "/dev/shm/. | wc -l) $(cat /proc/net/dev | wc -l)"
                                    + " $(echo $state | grep -c '\"status\":\"creating\",\"pid\":[1-9]') >> " + seen
                                    + "; if [ $KIND = createContainer ]; then cp " + bundle.directory + "/given " + root
                                    + "/tmp/given; fi");
                    hook.putArray("env").add("KIND=" + kind).add("PATH=/usr/bin:/bin");
                }
            });

            assertThat(bundle.oci("run", bundle.id).succeeds().out()).isEqualTo("from the host\n");

            List<String> lines = Files.readAllLines(seen);
            assertThat(lines).hasSize(3).allMatch(line -> line.endsWith(" 1"), "was given the state");
            assertThat(lines.get(0)).startsWith("prestart ");
            assertThat(lines.get(1)).startsWith("createRuntime ");
            // Two lines of heading and the loopback device.
            assertThat(lines.get(2)).matches("createContainer \\S+ 1 3 1");
            assertThat(root.resolve("tmp/given")).doesNotExist();
        }
    }

    @Test
    void aHookBeforeTheChangeOfRootThatFailsOrHangsLeavesNothing(Product product) {
        for (String program : List.of("exit 7", "exec sleep 1000")) {
            try (OciBundle bundle = OciBundle.of(product)) {
                bundle.change(tree -> {
                    ObjectNode hook =
                            tree.putObject("hooks").putArray("createContainer").addObject();
                    hook.put("path", "/bin/sh").put("timeout", 1);
                    hook.putArray("args").add("sh").add("-c").add(program);
                });

                assertThat(bundle.oci("create", bundle.id).fails().err())
                        .contains("the createContainer hook \"/bin/sh\" failed: it")
                        .contains(program.startsWith("exit") ? "ended with code 7" : "did not end within 1 s");

                bundle.oci("state", bundle.id).fails();
            }
        }
    }

    @Test
    void tellsWhatItCanDo(Product product) throws IOException {
        try (OciBundle bundle = OciBundle.of(product)) {
            JsonNode features = new ObjectMapper()
                    .readTree(bundle.oci("features").succeeds().out());

            assertThat(features.path("ociVersionMin").asText()).isEqualTo("1.0.0");
            assertThat(features.path("hooks")).hasSize(6);
            assertThat(features.path("mountOptions").toString()).contains("\"rro\"", "\"rslave\"", "\"nosymfollow\"");
            assertThat(features.path("linux").path("namespaces").toString()).doesNotContain("user");
            assertThat(features.path("linux").path("capabilities").toString()).contains("CAP_CHECKPOINT_RESTORE");
            assertThat(features.path("linux").path("seccomp").path("actions").toString())
                    .contains("SCMP_ACT_ERRNO")
                    .doesNotContain("NOTIFY");
        }
    }

    @Test
    void aHookThatFailsLeavesNothing(Product product) {
        try (OciBundle bundle = OciBundle.of(product)) {
            bundle.change(tree -> tree.putObject("hooks")
                    .putArray("createRuntime")
                    .addObject()
                    .put("path", "/bin/false"));

            assertThat(bundle.oci("create", bundle.id).fails().err())
                    .contains("the createRuntime hook \"/bin/false\" failed: it ended with code 1");

            bundle.oci("state", bundle.id).fails();
        }
    }

    @Test
    void aTerminalGoesToTheConsoleSocket(Product product) throws IOException {
        try (OciBundle bundle = OciBundle.of(product)) {
            bundle.script("tty > /tmp/tty; exec sleep 1000");
            bundle.change(tree -> ((ObjectNode) tree.get("process")).put("terminal", true));
            assertThat(bundle.oci("create", bundle.id).fails().err())
                    .contains("cannot allocate tty without a console socket");
            String path = bundle.directory.resolve("console").toString();
            try (ConsoleSocket socket = ConsoleSocket.listen(path)) {
                bundle.oci("create", "--console-socket", path, bundle.id).succeeds();
                PseudoTerminal terminal = socket.take().orElseThrow();
                try {
                    bundle.oci("start", bundle.id).succeeds();
                    await().atMost(Duration.ofSeconds(60))
                            .until(() -> bundle.oci("exec", bundle.id, "cat", "/tmp/tty")
                                    .out()
                                    .equals("/dev/pts/" + terminal.number() + "\n"));
                } finally {
                    Descriptors.close(terminal.descriptor());
                }
            }
        }
    }

    @Test
    void aFurtherProcessHasATerminalToo(Product product) throws IOException {
        try (OciBundle bundle = OciBundle.of(product, "sleep", "1000")) {
            bundle.oci("run", "-d", bundle.id).succeeds();
            String path = bundle.directory.resolve("console").toString();
            assertThat(bundle.oci("exec", "--tty", bundle.id, "tty").fails().err())
                    .contains("cannot allocate tty without a console socket");
            try (ConsoleSocket socket = ConsoleSocket.listen(path)) {
                bundle.oci(
                                "exec",
                                "--tty",
                                "--console-socket",
                                path,
                                bundle.id,
                                "sh",
                                "-c",
                                "tty > /tmp/tty && test -t 0 && test -t 1")
                        .succeeds();
                PseudoTerminal terminal = socket.take().orElseThrow();
                try {
                    assertThat(bundle.oci("exec", bundle.id, "cat", "/tmp/tty").out())
                            .isEqualTo("/dev/pts/" + terminal.number() + "\n");
                } finally {
                    Descriptors.close(terminal.descriptor());
                }
            }
        }
    }

    @Test
    void furtherProcessesPausesAndTheList(Product product) throws IOException {
        try (OciBundle bundle = OciBundle.of(product)) {
            bundle.oci("run", "-d", bundle.id).succeeds();
            Outcome exec = bundle.oci("exec", "-e", "A=b", bundle.id, "sh", "-c", "echo $A; exit 3");
            Files.writeString(
                    bundle.directory.resolve("process.json"),
                    "{\"args\": [\"sh\", \"-c\", \"echo $0\"], \"cwd\": \"/\", \"env\": [\"PATH=/bin\"], \"user\": {\"uid\": 0, \"gid\": 0}}");
            Outcome file = bundle.oci("exec", "--process", "process.json", bundle.id);

            assertThat(exec.code()).isEqualTo(3);
            assertThat(exec.out()).isEqualTo("b\n");
            assertThat(file.succeeds().out()).isEqualTo("sh\n");
            bundle.oci("pause", bundle.id).succeeds();
            assertThat(bundle.status()).isEqualTo("paused");
            bundle.oci("resume", bundle.id).succeeds();
            assertThat(bundle.oci("list").succeeds().out()).contains(bundle.id, "running", bundle.directory.toString());
            assertThat(bundle.oci("list", "-q").succeeds().lines()).contains(bundle.id);
            assertThat(bundle.oci("list", "-f", "json").succeeds().out())
                    .startsWith("[{")
                    .contains(bundle.id);
            bundle.oci("kill", "--all", bundle.id, "9").succeeds();
            await().atMost(Duration.ofSeconds(60)).until(() -> bundle.status().equals("stopped"));
        }
    }

    @Test
    void aRunningContainerOutlivesAnEngineThatIsKilled(Product product) {
        try (OciBundle bundle = OciBundle.of(product)) {
            bundle.oci("run", "-d", bundle.id).succeeds();

            product.killEngine();

            assertThat(bundle.status()).isEqualTo("running");
            bundle.oci("kill", bundle.id, "KILL").succeeds();
            await().atMost(Duration.ofSeconds(60)).until(() -> bundle.status().equals("stopped"));
            bundle.oci("delete", bundle.id).succeeds();
        }
    }

    @Test
    void errorsAreSaidAndLogged(Product product) throws IOException {
        try (OciBundle bundle = OciBundle.of(product, "no-such-program")) {
            Outcome missing =
                    bundle.oci("--log", "log", "--log-format", "json", "--systemd-cgroup", "create", bundle.id);
            assertThat(missing.code()).isEqualTo(127);
            assertThat(missing.err()).contains("\"no-such-program\": executable file not found in $PATH");
            assertThat(Files.readString(bundle.directory.resolve("log")))
                    .contains("\"level\":\"error\"", "no-such-program");
            bundle.oci("state", bundle.id).fails();

            assertThat(bundle.oci("create", "a/b").fails().err()).contains("invalid container ID format: a/b");
            assertThat(bundle.oci("create", "--bundle", "/nowhere", bundle.id)
                            .fails()
                            .err())
                    .contains("there is no config.json in \"/nowhere\"");
            bundle.change(tree -> tree.put("ociVersion", "2.0.0"));
            assertThat(bundle.oci("create", bundle.id).fails().err()).contains("ociVersion 2.0.0 is not supported");
            Files.writeString(bundle.directory.resolve("config.json"), "{");
            assertThat(bundle.oci("create", bundle.id).fails().err()).contains("config.json\": ");
            assertThat(bundle.oci("--version").succeeds().out()).contains("jcompose version", "spec: 1.");
        }
    }
}
