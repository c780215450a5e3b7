package io.jcompose.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.engine.container.Container;
import io.jcompose.engine.container.ContainerSpec;
import io.jcompose.engine.container.ContainerSpec.Mount;
import io.jcompose.engine.container.ContainerSpec.RestartPolicy;
import io.jcompose.engine.container.ContainerState;
import io.jcompose.engine.container.ExecSession;
import io.jcompose.engine.container.ExecSpec;
import io.jcompose.engine.container.Logs;
import io.jcompose.engine.event.Event;
import io.jcompose.engine.image.ImageName;
import io.jcompose.error.JcomposeException;
import io.jcompose.network.NetworkSpec;
import io.jcompose.volumes.VolumeSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** One container at a time on a real engine; what is claimed is looked up in /proc where it can be. */
class EngineIT extends OneEngine {
    private ContainerState.Exit runToEnd(String name, String... command) {
        test.create(name, command);
        engine.containers().start(name);
        return engine.containers().await(name);
    }

    private List<String> logs(String... names) {
        List<String> lines = new ArrayList<>();
        engine.containers()
                .logs()
                .read(
                        List.of(names),
                        Logs.Query.ALL,
                        line -> lines.add(new String(line.text(), StandardCharsets.UTF_8)));
        return lines;
    }

    private String exec(String name, String... command) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ExecSpec spec =
                new ExecSpec(List.of(command), Map.of(), Optional.empty(), Optional.empty(), false, false, false, 0, 0);
        ExecSession session = engine.containers().exec(name, spec, (stream, bytes) -> out.writeBytes(bytes));
        session.await();
        return out.toString(StandardCharsets.UTF_8);
    }

    private static int pid(Container container) {
        return container.state() instanceof ContainerState.Running running ? running.pid() : -1;
    }

    @Test
    void runsAProgramAndKeepsWhatItSaid() {
        ContainerState.Exit exit = runToEnd("hello", "sh", "-c", "echo out; echo err >&2; printf 'no end'; exit 7");
        assertThat(exit.code()).isEqualTo(7);
        assertThat(logs("hello")).containsExactlyInAnyOrder("out", "err", "no end");
        assertThat(engine.containers().get("hello").state().word()).isEqualTo("exited");
        assertThat(engine.containers().get("hello").sandbox()).isEmpty();
    }

    @Test
    void theProcessIsPidOneInNamespacesOfItsOwn() throws IOException {
        test.create("c", "sleep", "1000");
        Container running = engine.containers().start("c");
        int pid = pid(running);
        assertThat(Files.readString(Path.of("/proc/" + pid + "/status")))
                .containsPattern("NSpid:\\s+" + pid + "\\s+1\n");
        for (String namespace : List.of("pid", "mnt", "net", "uts", "ipc", "cgroup")) {
            assertThat(Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/" + namespace)))
                    .isNotEqualTo(Files.readSymbolicLink(Path.of("/proc/self/ns/" + namespace)));
        }
        assertThat(exec("c", "hostname").strip()).isEqualTo(running.id().shortForm());
        assertThat(exec("c", "cat", "/etc/hosts")).contains(running.id().shortForm());
        assertThat(exec("c", "cat", "/etc/resolv.conf")).contains("nameserver 127.0.0.11");
    }

    @Test
    void aMissingProgramIs127AndLeavesNothingRunning() {
        test.create("c", "no-such-program");
        assertThatThrownBy(() -> engine.containers().start("c"))
                .isInstanceOfSatisfying(
                        JcomposeException.class, e -> assertThat(e.exitCode()).isEqualTo(127))
                .hasMessageContaining("no-such-program");
        assertThat(engine.containers().get("c").state())
                .isInstanceOfSatisfying(
                        ContainerState.Exited.class,
                        exited -> assertThat(exited.exit().code()).isEqualTo(127));
        assertThat(engine.containers().get("c").sandbox()).isEmpty();
    }

    @Test
    void stopSendsTheSignalAndKillsAfterTheGrace() {
        test.create("polite", "sh", "-c", "trap 'echo bye; exit 3' TERM; echo ready; while true; do sleep 0.05; done");
        test.create("deaf", "sh", "-c", "trap '' TERM; echo ready; while true; do sleep 0.05; done");
        engine.containers().start("polite");
        engine.containers().start("deaf");
        Awaitility.await()
                .until(() -> logs("polite").contains("ready") && logs("deaf").contains("ready"));
        engine.containers().stop("polite", Optional.empty(), Optional.of(Duration.ofSeconds(20)));
        engine.containers().stop("deaf", Optional.empty(), Optional.of(Duration.ofMillis(200)));
        assertThat(engine.containers().await("polite").code()).isEqualTo(3);
        assertThat(logs("polite")).contains("bye");
        assertThat(engine.containers().await("deaf").code()).isEqualTo(137);
    }

    @Test
    void restartsByPolicyUntilStopped() {
        ContainerSpec spec = with(TestEngine.spec("c", "false"), RestartPolicy.Condition.ON_FAILURE, 2);
        engine.containers().create(spec);
        engine.containers().start("c");
        assertThat(engine.containers().await("c").code()).isEqualTo(1);
        assertThat(engine.containers().get("c").restarts()).isEqualTo(2);

        engine.containers().create(with(TestEngine.spec("always", "true"), RestartPolicy.Condition.ALWAYS, 0));
        engine.containers().start("always");
        Awaitility.await().until(() -> engine.containers().get("always").restarts() >= 2);
        Awaitility.await().until(() -> engine.containers().get("always").state() instanceof ContainerState.Restarting);
        assertThatThrownBy(() -> engine.containers().remove("always", false, true))
                .hasMessage("cannot remove container \"always\": container is restarting");
        assertThat(engine.containers().awaitExit("always").byUser())
                .as("the next end, for those who wait for no more")
                .isFalse();
        engine.containers().stop("always", Optional.empty(), Optional.empty());
        assertThat(engine.containers().get("always").state().word()).isEqualTo("exited");
    }

    @Test
    void theBridgeThatContainersShareGoesWithTheEngineUnlessOneIsConnected() {
        test.create("c", "sleep", "1000");
        engine.containers().start("c");
        Path link = Path.of("/sys/class/net")
                .resolve(engine.networks().find("bridge").orElseThrow().bridge());
        engine = test.reopen();
        assertThat(link).exists();

        engine.containers().stop("c", Optional.of("KILL"), Optional.empty());
        engine = test.reopen();
        assertThat(link).doesNotExist();

        engine.containers().start("c");
        assertThat(engine.containers().get("c").state().running()).isTrue();
    }

    @Test
    void aStopIsFinalAtWhateverMomentOfARestartItComes() {
        engine.containers().create(with(TestEngine.spec("c", "true"), RestartPolicy.Condition.ALWAYS, 0));
        for (int i = 0; i < 20; i++) {
            engine.containers().start("c");
            engine.containers().stop("c", Optional.empty(), Optional.of(Duration.ofMinutes(1)));
            assertThat(engine.containers().get("c").state().word()).isEqualTo("exited");
        }
    }

    private static ContainerSpec with(ContainerSpec spec, RestartPolicy.Condition condition, int maximum) {
        ContainerSpec.Supervision s = spec.supervision();
        return TestEngine.with(
                spec,
                new ContainerSpec.Supervision(
                        new RestartPolicy(condition, maximum),
                        s.healthcheck(),
                        s.stopSignal(),
                        s.stopTimeout(),
                        s.autoRemove(),
                        s.log()));
    }

    private static ContainerSpec with(ContainerSpec spec, Mount... mounts) {
        return new ContainerSpec(
                spec.name(),
                spec.image(),
                spec.process(),
                List.of(mounts),
                spec.networking(),
                spec.isolation(),
                spec.resources(),
                spec.supervision(),
                spec.labels());
    }

    @Test
    void aNamedVolumeIsFilledOnceAndOutlivesItsContainers() {
        Mount data = new Mount.Volume("data", "/data", false, false, "");
        engine.containers()
                .create(with(
                        TestEngine.spec("first", "sh", "-c", "cat /data/from-image; echo more > /data/mine"), data));
        engine.containers().start("first");
        engine.containers().await("first");
        assertThat(logs("first")).containsExactly("image");
        engine.containers().remove("first", false, true);
        engine.containers().create(with(TestEngine.spec("second", "cat", "/data/mine"), data));
        engine.containers().start("second");
        engine.containers().await("second");
        assertThat(logs("second")).containsExactly("more");
        assertThatThrownBy(() -> engine.volumes().remove("data")).hasMessageContaining("second");
    }

    @Test
    void bindsTmpfsAndContentAreMounted() throws IOException {
        Path source = test.root().resolve("bound");
        Files.createDirectories(source);
        Files.writeString(source.resolve("f"), "from the host\n");
        engine.containers()
                .create(with(
                        TestEngine.spec(
                                "c",
                                "sh",
                                "-c",
                                "cat /b/f /secret; ls -l /secret; (echo x > /b/g) 2>&1; echo y > /t/y && cat /t/y"),
                        new Mount.Bind(source, "/b", true, "", false, true),
                        new Mount.Tmpfs("/t", false, 0, 0, List.of()),
                        new Mount.Content("/secret", "hidden\n".getBytes(StandardCharsets.UTF_8), 1000, 0, 0400)));
        engine.containers().start("c");
        engine.containers().await("c");
        String all = String.join("\n", logs("c"));
        assertThat(all).contains("from the host", "hidden", "-r--------", "Read-only file system", "y");
        assertThat(source.resolve("g")).doesNotExist();
    }

    @Test
    void pausedProcessesStandStill() throws IOException {
        test.create("c", "sh", "-c", "while true; do :; done");
        int pid = pid(engine.containers().start("c"));
        engine.containers().pause("c");
        assertThat(engine.containers().get("c").state().word()).isEqualTo("paused");
        String before = Files.readString(Path.of("/proc/" + pid + "/stat")).split(" ")[13];
        Awaitility.await().pollDelay(Duration.ofMillis(300)).until(() -> true);
        assertThat(Files.readString(Path.of("/proc/" + pid + "/stat")).split(" ")[13])
                .isEqualTo(before);
        assertThatThrownBy(() -> exec("c", "true")).hasMessageContaining("paused");
        engine.containers().unpause("c");
        assertThat(engine.containers().get("c").state().word()).isEqualTo("running");
        engine.containers().stop("c", Optional.empty(), Optional.of(Duration.ZERO));
    }

    @Test
    void execGivesInputOutputAndExitCode() {
        test.create("c", "sleep", "1000");
        engine.containers().start("c");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ExecSpec spec = new ExecSpec(
                List.of("sh", "-c", "cat; id -u; echo $X; exit 5"),
                Map.of("X", Optional.of("y")),
                Optional.of("app"),
                Optional.empty(),
                false,
                true,
                false,
                0,
                0);
        ExecSession session = engine.containers().exec("c", spec, (stream, bytes) -> out.writeBytes(bytes));
        byte[] much = "0123456789abcde\n".repeat(20_000).getBytes(StandardCharsets.UTF_8);
        session.write(much);
        session.closeStdin();
        assertThat(session.await()).isEqualTo(5);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo(new String(much, StandardCharsets.UTF_8) + "1000\ny\n");
    }

    @Test
    void aContainerEndsWhileProgramsAreBeingStartedInIt() throws InterruptedException {
        for (int round = 0; round < 15; round++) {
            test.create("c", "sleep", "1000");
            engine.containers().start("c");
            List<Thread> starting = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                starting.add(Thread.ofVirtual().start(this::execUntilItIsGone));
            }
            exec("c", "true");
            // Its first process ends when all others in its pid namespace have been waited for.
            engine.containers().remove("c", true, true);
            for (Thread thread : starting) {
                thread.join();
            }
        }
    }

    private void execUntilItIsGone() {
        try {
            while (true) {
                exec("c", "true");
            }
        } catch (RuntimeException gone) {
            assertThat(gone).isInstanceOfAny(JcomposeException.class, io.jcompose.linux.LinuxException.class);
        }
    }

    @Test
    void theNextEngineFindsWhatRunsAndMissesNoLine() {
        test.create("c", "sh", "-c", "i=0; while true; do echo $i; i=$((i+1)); sleep 0.01; done");
        Container before = engine.containers().start("c");
        Awaitility.await().until(() -> logs("c").size() > 20);
        engine = test.reopen();
        Container after = engine.containers().get("c");
        assertThat(pid(after)).isEqualTo(pid(before)).isPositive();
        int seen = logs("c").size();
        Awaitility.await().until(() -> logs("c").size() > seen + 20);
        List<String> all = logs("c");
        for (int i = 0; i < all.size(); i++) {
            assertThat(all.get(i)).isEqualTo(Integer.toString(i));
        }
        assertThat(exec("c", "echo", "hi")).isEqualTo("hi\n");
        engine.containers().stop("c", Optional.empty(), Optional.of(Duration.ZERO));
        assertThat(engine.containers().await("c").code()).isEqualTo(137);
    }

    @Test
    void eventsComeInDockersOrder() {
        List<String> actions = Collections.synchronizedList(new ArrayList<>());
        try (var subscription = engine.events().subscribe((Event event) -> {
            if (event.type().equals("container")) {
                actions.add(event.action());
            }
        })) {
            test.create("c", "sleep", "1000");
            engine.containers().start("c");
            engine.containers().stop("c", Optional.empty(), Optional.of(Duration.ofMillis(10)));
            engine.containers().remove("c", false, false);
            Awaitility.await().until(() -> actions.contains("destroy"));
        }
        assertThat(actions).containsExactly("create", "start", "kill", "kill", "die", "stop", "destroy");
    }

    @Test
    void volumesNetworksAndImagesAnnounceThemselves() {
        List<String> told = Collections.synchronizedList(new ArrayList<>());
        try (var subscription =
                engine.events().subscribe((Event event) -> told.add(event.type() + " " + event.action()))) {
            engine.volumes().create(new VolumeSpec("data", "local", Map.of(), Map.of()));
            engine.volumes().create(new VolumeSpec("data", "local", Map.of(), Map.of()));
            engine.volumes().remove("data");
            engine.networks().create(NetworkSpec.bridge("net"));
            engine.networks().remove("net");
            engine.images().tag(engine.images().get("busybox").id(), ImageName.parse("other:1"));
            engine.images().remove("other:1", false);
            Awaitility.await().until(() -> told.contains("image untag"));
        }
        assertThat(told)
                .containsExactly(
                        "volume create",
                        "volume destroy",
                        "network create",
                        "network destroy",
                        "image tag",
                        "image untag");
    }

    @Test
    void aNameIsGivenOnce() {
        test.create("c", "true");
        assertThatThrownBy(() -> test.create("c", "true"))
                .isInstanceOfSatisfying(
                        JcomposeException.class, e -> assertThat(e.kind()).isEqualTo(JcomposeException.Kind.CONFLICT));
        engine.containers().rename("c", "d");
        test.create("c", "true");
        assertThat(engine.containers().list()).extracting(Container::name).containsExactly("d", "c");
    }

    @Test
    void containersOfANetworkFindEachOther() {
        engine.networks().create(NetworkSpec.bridge("net"));
        for (String name : List.of("one", "two")) {
            ContainerSpec spec = TestEngine.spec(name, "sleep", "1000");
            ContainerSpec.Networking n = spec.networking();
            ContainerSpec.Attachment attachment = new ContainerSpec.Attachment(
                    "net",
                    List.of("alias-" + name),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    0,
                    0,
                    Map.of());
            ContainerSpec.Networking networking = new ContainerSpec.Networking(
                    n.mode(),
                    List.of(attachment),
                    n.ports(),
                    n.expose(),
                    n.dns(),
                    n.extraHosts(),
                    n.hostname(),
                    n.domainname());
            engine.containers()
                    .create(new ContainerSpec(
                            spec.name(),
                            spec.image(),
                            spec.process(),
                            spec.mounts(),
                            networking,
                            spec.isolation(),
                            spec.resources(),
                            spec.supervision(),
                            spec.labels()));
            engine.containers().start(name);
        }
        String address = engine.containers()
                .get("two")
                .sandbox()
                .orElseThrow()
                .endpoints()
                .getFirst()
                .ipv4();
        assertThat(exec("one", "nslookup", "alias-two")).contains(address);
        assertThat(exec("one", "nslookup", "two")).contains(address);
        exec("two", "sh", "-c", "(echo served | nc -l -p 7000 >/dev/null) &");
        assertThat(exec("one", "sh", "-c", "nc -w 5 two 7000 </dev/null")).isEqualTo("served\n");
    }
}
