package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Containers without a compose file: {@code container run}, create, exec, attach, logs, top, port and prune. */
@ExtendWith(ScenarioExtension.class)
final class ContainerCommandsScenario {
    @BeforeAll
    static void image(Images images) {
        images.small();
    }

    private static long pid(String id) {
        return Footprint.of(List.of(id)).pids().stream().min(Long::compare).orElseThrow();
    }

    private static String control(long pid, String version1, String version2) throws IOException {
        for (Path group : Proc.of(pid).cgroups()) {
            for (String name : List.of(version1, version2)) {
                if (Files.isRegularFile(group.resolve(name))) {
                    return Files.readString(group.resolve(name)).strip();
                }
            }
        }
        throw new AssertionError("neither " + version1 + " nor " + version2);
    }

    @Test
    void theFlagsOfRunReachTheKernel(Product product) throws IOException {
        try (Room room = Room.of(product, "flags")) {
            room.stack()
                    .with("variables", "# a comment\nFROM_FILE=1\nBOTH=file\n")
                    .with("site/index.html", "served\n");
            String id = room.run(
                    "all",
                    "--env-file",
                    "variables",
                    "-e",
                    "BOTH=$flag",
                    "-v",
                    "./site:/www:ro",
                    "--tmpfs",
                    "/scratch:size=1m",
                    "--read-only",
                    "-m",
                    "64m",
                    "--pids-limit",
                    "50",
                    "--cap-drop",
                    "ALL",
                    "--cap-add",
                    "NET_RAW",
                    "-u",
                    "1000:1001",
                    "--group-add",
                    "44",
                    "-w",
                    "/www",
                    "--oom-score-adj",
                    "100",
                    "--hostname",
                    "named",
                    "-p",
                    "127.0.0.1::8080",
                    Images.SMALL,
                    "httpd",
                    "-f",
                    "-p",
                    "8080",
                    "-h",
                    "/www");
            Proc first = Proc.of(pid(id));

            assertThat(first.commandLine()).isEqualTo("httpd -f -p 8080 -h /www");
            assertThat(first.environment().lines()).contains("FROM_FILE=1", "BOTH=$flag", "HOSTNAME=named");
            assertThat(first.link("cwd")).contains("/www");
            assertThat(first.read("status"))
                    .containsPattern("Uid:\\s+1000\\s+1000")
                    .containsPattern("Gid:\\s+1001\\s+1001")
                    .containsPattern("Groups:.*\\b44\\b")
                    .containsPattern("CapBnd:\\s+0{12}2000\\n");
            assertThat(first.read("oom_score_adj").strip()).isEqualTo("100");
            assertThat(first.mounts())
                    .anyMatch(mount -> mount.contains(" / / ro") && mount.contains(" - overlay "))
                    .anyMatch(mount -> mount.contains("/site /www ro"))
                    .anyMatch(mount -> mount.contains(" /scratch ") && mount.contains("size=1024k"));
            assertThat(control(first.pid(), "memory.limit_in_bytes", "memory.max"))
                    .isEqualTo("67108864");
            assertThat(control(first.pid(), "pids.max", "pids.max")).isEqualTo("50");

            String limited = room.run("limited", "--ulimit", "nofile=100:200", Images.SMALL, "sleep", "1000");
            assertThat(Proc.of(pid(limited)).read("limits")).containsPattern("Max open files\\s+100\\s+200");

            String published =
                    room.container("port", id, "8080").run().succeeds().out().strip();
            assertThat(published).startsWith("127.0.0.1:");
            assertThat(room.container("port", id).run().succeeds().out()).isEqualTo("8080/tcp -> " + published + "\n");
            Awaitility.await()
                    .untilAsserted(() -> assertThat(Command.system("curl", "-s", "http://" + published + "/")
                                    .out())
                            .isEqualTo("served\n"));
        }
    }

    @Test
    void containersMeetInNetworksAndNamespaces(Product product) {
        try (Room room = Room.of(product, "meeting")) {
            room.stack().up();
            String network = room.stack().project() + "_default";
            String id =
                    room.run("first", "--network", "name=" + network + ",alias=other", Images.SMALL, "sleep", "1000");
            assertThat(room.container("run", "--rm", "--network", network, Images.SMALL, "ping", "-c1", "other")
                            .run()
                            .succeeds()
                            .out())
                    .contains("1 packets received");
            String joined = room.run(
                    "second",
                    "--network",
                    "container:" + id,
                    "--pid",
                    "container:" + room.name("first"),
                    Images.SMALL,
                    "sleep",
                    "1000");
            for (String namespace : List.of("ns/net", "ns/pid")) {
                assertThat(Proc.of(pid(joined)).link(namespace))
                        .isEqualTo(Proc.of(pid(id)).link(namespace));
            }
            assertThat(Proc.of(pid(joined)).link("ns/mnt"))
                    .isNotEqualTo(Proc.of(pid(id)).link("ns/mnt"));
        }
    }

    @Test
    void exitCodesAreTheProgramsOrDockersOwn(Product product) {
        try (Room room = Room.of(product, "codes")) {
            assertThat(room.container("run", "--rm", Images.SMALL, "sh", "-c", "exit 7")
                            .run()
                            .code())
                    .isEqualTo(7);
            assertThat(room.container("run", "--rm", Images.SMALL, "/nowhere")
                            .run()
                            .fails(127)
                            .err())
                    .contains("exec: \"/nowhere\": stat /nowhere: no such file or directory");
            assertThat(room.container("run", "--rm", Images.SMALL, "/tmp")
                            .run()
                            .fails(126)
                            .err())
                    .contains("/tmp\": is a directory");
            room.container("run", "--rm", "--no-such-flag", Images.SMALL).run().fails(125);
            room.container("run", "--rm", "--pull", "never", "no/such:image")
                    .run()
                    .fails(125);
            String id = room.run("host", Images.SMALL, "sleep", "1000");
            assertThat(room.container("exec", id, "sh", "-c", "exit 9").run().code())
                    .isEqualTo(9);
            assertThat(room.container("exec", id, "/nowhere").run().code()).isEqualTo(127);
            room.container("exec", "no-such-one", "true").run().fails(1);
            assertThat(room.container("exec", "-i", id, "tr", "a-z", "A-Z")
                            .stdin("in\n")
                            .run()
                            .succeeds()
                            .out())
                    .isEqualTo("IN\n");
        }
    }

    @Test
    void aContainerThatIsRemovedAtItsEndLeavesNothing(Product product) {
        try (Room room = Room.of(product, "removed")) {
            List<String> volumes =
                    product.command("volume", "ls", "-q").run().succeeds().lines();
            String id = room.run("once", "--rm", "--network", "none", "-v", "/data", Images.SMALL, "sleep", "1000");
            Footprint before = Footprint.of(List.of(id));
            room.container("kill", id).run().succeeds();
            Awaitility.await().untilAsserted(() -> assertThat(room.ids()).isEmpty());
            before.isGone();
            assertThat(product.home().resolve("containers").resolve(id)).doesNotExist();
            for (int i = 0; i < 3; i++) {
                // The name is free again as soon as the command has ended.
                assertThat(room.container(
                                        "run",
                                        "--rm",
                                        "--name",
                                        room.name("again"),
                                        "-v",
                                        "/data",
                                        Images.SMALL,
                                        "echo",
                                        "x")
                                .run()
                                .succeeds()
                                .out())
                        .isEqualTo("x\n");
            }
            room.container("run", "--rm", "--name", room.name("again"), "-v", "/data", Images.SMALL, "/nowhere")
                    .run()
                    .fails(127);
            room.container("create", "--rm", "--name", room.name("again"), "-v", "/data", Images.SMALL, "/nowhere")
                    .run()
                    .succeeds();
            room.container("start", room.name("again")).run().fails();
            assertThat(room.container("ls", "-aq", "--filter", "name=" + room.name("again"))
                            .run()
                            .succeeds()
                            .out())
                    .isEmpty();
            assertThat(product.command("volume", "ls", "-q").run().succeeds().lines())
                    .isEqualTo(volumes);
        }
    }

    @Test
    void oneLeavesAContainerByKeysAndComesBack(Product product) {
        Requirements.programs("tmux");
        try (Room room = Room.of(product, "keys");
                Tmux tmux = Tmux.of(room.stack())) {
            String name = room.name("shell");
            tmux.begin(
                    "\"$JCOMPOSE\" container run -it --label " + room.label() + " --name " + name + " " + Images.SMALL);
            tmux.awaitScreen("#");
            tmux.type("stty size; echo pid-$$");
            tmux.awaitScreen("pid-1");
            assertThat(tmux.screen()).contains("30 100");
            tmux.key("C-p");
            tmux.key("C-q");
            tmux.awaitScreen("ended 0");
            long pid = pid(room.ids().getFirst());

            tmux.next("\"$JCOMPOSE\" container attach " + name);
            tmux.type("echo back-$((1+1))");
            tmux.awaitScreen("back-2");
            tmux.key("C-p");
            tmux.key("C-q");
            tmux.awaitScreen("read escape sequence");
            tmux.awaitScreen("ended 1");

            tmux.next("\"$JCOMPOSE\" container exec -it --detach-keys ctrl-a,x " + name
                    + " sh -c 'echo here; exec sleep 999'");
            tmux.awaitScreen("here");
            tmux.key("C-a");
            tmux.key("x");
            tmux.awaitScreen("ended 1");
            assertThat(room.container("top", name, "-o", "args")
                            .run()
                            .succeeds()
                            .lines())
                    .anyMatch(line -> line.startsWith("sleep 999"));

            tmux.next("\"$JCOMPOSE\" container attach " + name);
            assertThat(Proc.of(pid).exists()).isTrue();
            tmux.type("exit 4");
            tmux.awaitScreen("ended 4");
            assertThat(Proc.of(pid).exists()).isFalse();
        }
    }

    @Test
    void signalsReachTheProgramUnlessTheyAreNotToBePassedOn(Product product) {
        String trapping = "trap 'echo heard; exit 3' TERM; echo ready; while :; do sleep 0.1; done";
        try (Room room = Room.of(product, "signals");
                Command.Running run = room.container("run", "--label", room.label(), Images.SMALL, "sh", "-c", trapping)
                        .start()) {
            Awaitility.await().untilAsserted(() -> assertThat(run.out()).contains("ready"));
            run.signal("TERM");
            Outcome ended = run.await(Duration.ofSeconds(30));
            assertThat(ended.out()).endsWith("heard\n");
            assertThat(ended.code()).isEqualTo(3);

            String id = room.run("deaf", Images.SMALL, "sh", "-c", "while :; do echo tick; sleep 0.1; done");
            try (Command.Running attach = room.container("attach", "--sig-proxy=false", "--no-stdin", id)
                    .start()) {
                Awaitility.await().untilAsserted(() -> assertThat(attach.out()).contains("tick"));
                attach.signal("TERM");
                attach.await(Duration.ofSeconds(30));
                assertThat(Proc.of(pid(id)).exists()).isTrue();
            }
        }
    }

    private static void assertNoContainer(Room room, String idFile, String... rest) {
        List<String> words = new ArrayList<>(List.of("create", "--label", "refused=yes", "--cidfile", idFile));
        words.addAll(List.of(rest));
        room.container(words.toArray(String[]::new)).run().fails(1);
        assertThat(room.stack().directory().resolve(idFile)).doesNotExist();
        assertThat(room.container("ls", "-aq", "--filter", "label=refused")
                        .run()
                        .succeeds()
                        .out())
                .isEmpty();
    }

    @Test
    void aMadeContainerIsStartedReadAndPruned(Product product) {
        try (Room room = Room.of(product, "made")) {
            String id = room.container(
                            "create",
                            "--label",
                            room.label(),
                            "--cidfile",
                            "id",
                            Images.SMALL,
                            "sh",
                            "-c",
                            "echo out; echo err >&2; exit 5")
                    .run()
                    .succeeds()
                    .out()
                    .strip();
            assertThat(room.stack().directory().resolve("id")).hasContent(id);
            room.container("create", "--cidfile", "id", Images.SMALL).run().fails(1);
            assertNoContainer(room, "none/id", Images.SMALL);
            assertNoContainer(room, "other", "--cap-add=none", Images.SMALL);
            Outcome started = room.container("start", "-a", id).run();
            assertThat(started).isEqualTo(new Outcome(started.command(), 5, "out\n", "err\n"));
            Outcome logs = room.container("logs", id).run().succeeds();
            assertThat(logs.out()).isEqualTo("out\n");
            assertThat(logs.err()).isEqualTo("err\n");
            assertThat(room.container("logs", "-t", id).run().succeeds().out())
                    .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}Z out\n");

            String running = room.run("running", Images.SMALL, "sleep", "1000");
            assertThat(room.container("prune", "--filter", "label=" + room.label())
                            .stdin("n\n")
                            .run()
                            .succeeds()
                            .out())
                    .doesNotContain(id);
            assertThat(room.container("prune", "-f", "--filter", "label=" + room.label())
                            .run()
                            .succeeds()
                            .lines())
                    .startsWith("Deleted Containers:", id)
                    .anyMatch(line -> line.startsWith("Total reclaimed space: "));
            assertThat(room.ids()).containsExactly(running);
            assertThat(product.home().resolve("containers").resolve(id)).doesNotExist();
            room.container("attach", id).run().fails(1);
        }
    }

    @Test
    void flagsThatMakeNoSenseAreRefusedBeforeAnythingIsMade(Product product) {
        try (Room room = Room.of(product, "senseless")) {
            refused(room, "lots\" is not a size", "-m", "lots");
            refused(room, "cannot specify both --restart and --rm", "--rm", "--restart", "always");
            refused(room, "invalid container port \"abc\"", "-p", "abc");
            refused(room, "invalid field 'foo' must be a key=value pair", "--mount", "foo");
            refused(room, "unexpected key 'foo'", "--mount", "type=volume,foo=1,target=/x");
            refused(room, "bad format", "--ulimit", "nofile");
            refused(room, "network \"no-such-net\" not found", "--network", "no-such-net");
            refused(room, "gw_priority", "--network", "name=no-such-net,gw-priority=high");
            refused(room, "user-defined networks only", "--ip", "10.0.0.9");
            refused(room, "valid streams are STDIN, STDOUT and STDERR", "-a", "sideways");
            refused(room, "does not provide the specified platform (linux/sparc64)", "--platform", "linux/sparc64");
            refused(room, "open none.env: no such file or directory", "--env-file", "none.env");
            // These show at the start; without --rm the container would stay for a look at it.
            refused(
                    room,
                    "bind source path does not exist: /no/where",
                    "--rm",
                    "--mount",
                    "type=bind,src=/no/where,dst=/x");
            refused(room, "unable to find user nobody-here", "--rm", "-u", "nobody-here");
            room.container("logs", "no-such-one").run().fails(1);
            room.container("top", "no-such-one").run().fails(1);
        }
    }

    /** Whatever was made before the refusal must be gone or never have run. */
    private static void refused(Room room, String words, String... flags) {
        List<String> all = new ArrayList<>(List.of("run", "--label", room.label()));
        all.addAll(List.of(flags));
        all.addAll(List.of(Images.SMALL, "true"));
        assertThat(room.container(all.toArray(String[]::new)).run().fails(125).err())
                .contains(words);
        assertThat(room.ids()).as("after %s", all).isEmpty();
    }
}
