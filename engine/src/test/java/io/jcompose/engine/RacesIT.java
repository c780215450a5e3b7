package io.jcompose.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcompose.engine.commit.Changes;
import io.jcompose.engine.commit.Commits;
import io.jcompose.engine.container.Container;
import io.jcompose.engine.container.ContainerLayers;
import io.jcompose.engine.container.ContainerSpec;
import io.jcompose.engine.container.ContainerSpec.Mount;
import io.jcompose.engine.container.ContainerState;
import io.jcompose.engine.container.ExecSession;
import io.jcompose.engine.container.ExecSpec;
import io.jcompose.engine.container.Limits;
import io.jcompose.engine.image.Image;
import io.jcompose.engine.image.ImageName;
import io.jcompose.error.JcomposeException;
import io.jcompose.volumes.VolumeSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.util.Throwables;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Two commands at once on one thing: the one or the other is refused, and what is there afterwards is whole. */
class RacesIT extends OneEngine {
    private static final int ROUNDS = 100;

    /** Runs both at the same moment. A refusal is an answer; anything else that is thrown fails the test. */
    private static void atOnce(Runnable one, Runnable other) throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running =
                    List.of(threads.submit(() -> meet(both, one)), threads.submit(() -> meet(both, other)));
            for (Future<?> each : running) {
                try {
                    each.get();
                } catch (ExecutionException e) {
                    assertThat(e.getCause()).as(Throwables.getStackTrace(e)).isInstanceOf(JcomposeException.class);
                }
            }
        }
    }

    private static void meet(CountDownLatch both, Runnable work) {
        both.countDown();
        try {
            both.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        work.run();
    }

    private static Runnable later(int micros, Runnable work) {
        return () -> {
            LockSupport.parkNanos(Duration.ofNanos(micros * 1000L).toNanos());
            work.run();
        };
    }

    private static ContainerSpec withData(String name) {
        ContainerSpec spec = TestEngine.spec(name, "sleep", "1000");
        return new ContainerSpec(
                spec.name(),
                spec.image(),
                spec.process(),
                List.of(new Mount.Volume("data", "/data", false, false, "")),
                spec.networking(),
                spec.isolation(),
                spec.resources(),
                spec.supervision(),
                spec.labels());
    }

    private static ContainerSpec removedAtItsEnd(String name) {
        ContainerSpec spec = TestEngine.spec(name, "sleep", "1000");
        ContainerSpec.Supervision usual = spec.supervision();
        return TestEngine.with(
                spec,
                new ContainerSpec.Supervision(
                        usual.restart(),
                        usual.healthcheck(),
                        usual.stopSignal(),
                        usual.stopTimeout(),
                        true,
                        usual.log()));
    }

    /** As docker, whose restart takes the wish away meanwhile. */
    @Test
    void aRestartIsNoEndForOneThatIsRemovedAtItsEnd() {
        for (int round = 0; round < 20; round++) {
            String id = engine.containers().create(removedAtItsEnd("one")).id().value();
            engine.containers().start("one");
            assertThat(engine.containers().restart("one", Optional.of("KILL"), Optional.empty()))
                    .hasValueSatisfying(exit -> assertThat(exit.code()).isEqualTo(137));

            assertThat(engine.containers().get("one").state().running()).isTrue();
            assertThat(processes(id)).as("round %d", round).isEqualTo(1);
            engine.containers().stop("one", Optional.of("KILL"), Optional.empty());
            Awaitility.await()
                    .untilAsserted(
                            () -> assertThat(engine.containers().find(id)).isEmpty());
        }
    }

    @Test
    void oneThatIsStartedAgainBeforeItIsRemovedAtItsEndIsThereUntilItsNext() throws Exception {
        for (int round = 0; round < 20; round++) {
            String id = engine.containers().create(removedAtItsEnd("one")).id().value();
            engine.containers().start("one");
            atOnce(
                    () -> {
                        engine.containers().stop("one", Optional.of("KILL"), Optional.empty());
                        engine.containers().start(id);
                    },
                    later(round * 200, () -> engine.containers().start(id)));

            String what = "round " + round;
            Awaitility.await()
                    .untilAsserted(() -> assertThat(processes(id) > 0)
                            .as(what)
                            .isEqualTo(engine.containers().find(id).isPresent()));
            agree(what);
        }
    }

    @Test
    void aVolumeIsNotRemovedFromUnderAContainerThatIsBeingMade() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            int micros = round * 100;
            atOnce(
                    () -> engine.containers().create(withData("user")),
                    later(micros, () -> engine.volumes().remove("data")));

            assertThat(engine.containers().find("user")).isPresent();
            assertThat(engine.volumes().find("data"))
                    .as("round %d: the volume of a container", round)
                    .hasValueSatisfying(volume -> assertThat(volume.mountpoint().resolve("from-image"))
                            .exists());
            engine.containers().remove("user", true, true);
            engine.volumes().remove("data");
        }
    }

    /** One that is a directory of the host, too, in whose place nothing can be renamed. */
    @Test
    void aVolumeIsFilledOnceForContainersThatAreMadeAtOnce() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Path host = Files.createDirectories(test.root().resolve("host" + round));
            Map<String, String> options =
                    round % 2 == 0 ? Map.of() : Map.of("type", "none", "o", "bind", "device", host.toString());
            engine.volumes().create(new VolumeSpec("data", "local", options, Map.of()));

            atOnce(
                    () -> engine.containers().create(withData("one")),
                    () -> engine.containers().create(withData("two")));

            assertThat(engine.containers().list()).as("round %d", round).hasSize(2);
            Path filled = options.isEmpty()
                    ? engine.volumes().find("data").orElseThrow().mountpoint()
                    : host;
            assertThat(filled.resolve("from-image")).hasContent("image");
            engine.containers().remove("one", true, true);
            engine.containers().remove("two", true, true);
            engine.volumes().remove("data");
        }
    }

    @Test
    void anImageIsNotRemovedFromUnderAContainerThatIsBeingMade() throws Exception {
        Image image = engine.images().get("busybox");
        engine.images().tag(image.id(), ImageName.parse("busybox:kept"));
        Path saved = test.root().resolve("image.tar");
        try (var out = Files.newOutputStream(saved)) {
            engine.images().save(List.of("busybox"), out);
        }
        engine.images().remove("busybox:kept", false);
        for (int round = 0; round < ROUNDS; round++) {
            int micros = round * 50;
            atOnce(
                    () -> engine.containers().create(TestEngine.spec("user", "true")),
                    later(micros, () -> engine.images().remove("busybox", false)));

            Optional<Container> made = engine.containers().find("user");
            assertThat(engine.images().find("busybox").isPresent())
                    .as("round %d: the image, and a container of it", round)
                    .isEqualTo(made.isPresent());
            if (made.isPresent()) {
                assertThat(engine.images().layerDirectories(engine.images().get("busybox")))
                        .allMatch(Files::isDirectory);
                engine.containers().remove("user", true, true);
            } else {
                try (var in = Files.newInputStream(saved)) {
                    engine.images().load(in);
                }
            }
        }
    }

    private record Command(String name, Runnable work) {}

    /** What is done to a container called {@code one}, running or not; some of it is refused. */
    private List<Command> commands() {
        return List.of(
                new Command("start", () -> engine.containers().start("one")),
                new Command("stop", () -> engine.containers().stop("one", Optional.of("KILL"), Optional.empty())),
                new Command("restart", () -> engine.containers().restart("one", Optional.of("KILL"), Optional.empty())),
                new Command("kill", () -> engine.containers().kill("one", "KILL")),
                new Command("remove", () -> engine.containers().remove("one", false, true)),
                new Command("remove by force", () -> engine.containers().remove("one", true, true)),
                new Command("rename", () -> engine.containers().rename("one", "two")),
                new Command("pause", () -> engine.containers().pause("one")));
    }

    /** What works on its processes, its namespaces, its groups or its files, all of which go while the command is at it. */
    private List<Command> inside() {
        Limits pids = new Limits(
                Limits.Memory.NONE, Limits.Cpu.NONE, Limits.BlockIo.NONE, 40, 0, Optional.empty(), List.of());
        return List.of(
                new Command("exec", this::exec),
                new Command("pause", () -> engine.containers().pause("one")),
                new Command("stand still", () -> engine.containers().whilePaused("one", () -> "")),
                new Command("update", () -> engine.containers().update("one", pids, Optional.empty())),
                new Command("processes", () -> engine.containers().processes("one")),
                new Command("usage", () -> engine.containers().usage("one")),
                new Command("size", () -> engine.containers().size("one")),
                new Command("copy", () -> engine.containers().openRoot("one").close()),
                new Command("diff", this::diff),
                new Command("commit", this::commit));
    }

    private void diff() {
        try (ContainerLayers layers = engine.containers().layers("one")) {
            Changes.of(layers);
        }
    }

    private void commit() {
        new Commits(engine.containers(), engine.images(), Clock.systemUTC())
                .commit("one", new Commits.Options(Optional.empty(), "", "", List.of(), true));
    }

    private void exec() {
        ExecSpec spec = new ExecSpec(
                List.of("/bin/busybox", "true"),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                false,
                false,
                false,
                0,
                0);
        try (ExecSession session = engine.containers().exec("one", spec, (stream, bytes) -> {})) {
            session.await();
        }
    }

    @Test
    void aContainerThatGoesMeanwhileIsNotRunningOrNotThereForWhoeverIsAtIt() throws Exception {
        List<Command> ends = List.of(
                new Command("kill", () -> engine.containers().kill("one", "KILL")),
                new Command("remove by force", () -> engine.containers().remove("one", true, true)));
        for (Command one : inside()) {
            for (Command end : ends) {
                for (int micros = 0; micros <= 1400; micros += 700) {
                    test.create("one", "sleep", "1000");
                    engine.containers().start("one");
                    atOnce(one.work(), later(micros, end.work()));
                    agree(one.name() + " and " + end.name());
                }
            }
        }
    }

    /** What stands still may be killed, also where that needs no thawing (cgroup v2); what cannot stand still because it ends is no less itself. */
    @Test
    void aContainerThatIsKilledMeanwhileStandsStillForWhoeverWantsItTo() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            int micros = round * 20;
            test.create("one", "sleep", "1000");
            engine.containers().start("one");
            CompletableFuture<String> done = new CompletableFuture<>();
            atOnce(
                    () -> done.complete(engine.containers().whilePaused("one", () -> {
                        LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
                        return "done";
                    })),
                    later(micros, () -> engine.containers().kill("one", "KILL")));

            assertThat(done).as("killed after %d µs", micros).isCompletedWithValue("done");
            assertThat(engine.containers().await("one").code()).isEqualTo(137);
            engine.containers().remove("one", false, true);
        }
    }

    @Test
    void twoCommandsAtOnceOnAContainerLeaveItAsOneOfThemWould() throws Exception {
        List<Command> commands = commands();
        for (boolean running : List.of(false, true)) {
            for (int i = 0; i < commands.size(); i++) {
                for (Command other : commands.subList(i, commands.size())) {
                    for (int round = 0; round < 2; round++) {
                        Command one = commands.get(i);
                        test.create("one", "sleep", "1000");
                        if (running) {
                            engine.containers().start("one");
                        }
                        atOnce(one.work(), later(round * 200, other.work()));
                        agree(one.name() + " and " + other.name() + (running ? ", running" : ", not running"));
                    }
                }
            }
        }
    }

    /** The one container, if it is there, is found by its name and is what the kernel says, also for the next engine. */
    private void agree(String what) {
        List<Container> all = engine.containers().list();
        assertThat(all).as(what).hasSizeLessThanOrEqualTo(1);
        assertThat(engine.containers()
                        .find("one")
                        .or(() -> engine.containers().find("two"))
                        .isPresent())
                .as("%s: found by its name", what)
                .isEqualTo(!all.isEmpty());
        assertThat(test.savedContainers()).as("%s: saved", what).hasSameSizeAs(all);
        for (Container container : all) {
            String id = container.id().value();
            Awaitility.await().untilAsserted(() -> {
                ContainerState state = engine.containers().get(id).state();
                assertThat(state.running()).as("%s: %s", what, state).isEqualTo(processes(id) > 0);
            });
            engine.containers().remove(id, true, true);
        }
        assertThat(engine.containers().list()).as(what).isEmpty();
        assertThat(test.savedContainers()).as("%s: saved", what).isEmpty();
    }

    private static long processes(String id) {
        try (var entries = Files.list(Path.of("/proc"))) {
            return entries.filter(entry -> {
                        try {
                            return Files.readString(entry.resolve("cgroup")).contains(id);
                        } catch (IOException gone) {
                            return false;
                        }
                    })
                    .count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
