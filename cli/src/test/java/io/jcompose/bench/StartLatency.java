package io.jcompose.bench;

import io.jcompose.engine.Engine;
import io.jcompose.engine.EngineFactory;
import io.jcompose.engine.EngineHome;
import io.jcompose.engine.container.Container;
import io.jcompose.engine.container.ContainerSpec;
import io.jcompose.engine.container.ContainerState;
import io.jcompose.engine.container.Containers;
import io.jcompose.engine.container.ExecSession;
import io.jcompose.engine.container.ExecSpec;
import io.jcompose.engine.image.ImageConfig;
import io.jcompose.engine.image.ImageName;
import io.vertx.core.Vertx;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What a warm engine needs from the request to a running first process. Arguments: home, run directory, a tar file with busybox in it, the number of
 * runs. Prints a line {@code name milliseconds} for each row.
 */
public final class StartLatency {
    private static final int WARM_UP = 300;
    /** Lives after which the second compiler has all of them: the engine has it take on only what is called 20,000 times. */
    private static final int COMPILED = 5000;
    /**
     * Who makes a file on ext4 without a journal looks past every inode of the directory's group that was deleted in the last minute (recently_deleted in
     * fs/ext4/ialloc.c). After thousands of lives on end that is 8 % of the processor time; nobody but this loop lives so.
     */
    private static final Duration FORGOTTEN_DELETIONS = Duration.ofSeconds(75);

    private StartLatency() {}

    public static void main(String[] arguments) throws Exception {
        EngineHome home = new EngineHome(Path.of(arguments[0]), Path.of(arguments[1]));
        int runs = Integer.parseInt(arguments[3]);
        Vertx vertx = Vertx.vertx();
        try (Engine engine = EngineFactory.open(home, vertx)) {
            try (InputStream tar = Files.newInputStream(Path.of(arguments[2]))) {
                engine.images().importTar(tar, Optional.of(ImageName.parse("bench")), ImageConfig.EMPTY);
            }
            // The engine's calls belong on virtual threads, as commands make them.
            Thread.ofVirtual().start(() -> measure(engine, runs)).join();
        } finally {
            vertx.close().await();
        }
    }

    /** Each row in a loop of its own, so that what one kind leaves to do behind its back (a bridge's interfaces) is paid for by that kind. */
    private static void measure(Engine engine, int runs) {
        ContainerSpec.NetworkMode alone = new ContainerSpec.NetworkMode.None();
        ContainerSpec.NetworkMode connected = new ContainerSpec.NetworkMode.Networks();
        for (int run = 0; run < WARM_UP; run++) {
            run(engine, alone);
            run(engine, connected);
            life(engine, alone);
            life(engine, connected);
        }
        report("exec of true, request to exit code", execs(engine, runs).stream());
        report(
                "request to running first process, no network",
                times(runs, () -> run(engine, alone)).map(Times::start));
        List<Times> starts = times(runs, () -> run(engine, connected)).toList();
        report("request to running first process, own bridge", starts.stream().map(Times::start));
        report("creating the container before that", starts.stream().map(Times::create));
        pause();
        report("create, start, exit and removal of true, no network", times(runs, () -> life(engine, alone)));
        report("create, start, exit and removal of true, own bridge", times(runs, () -> life(engine, connected)));
        for (int run = 0; run < COMPILED; run += 2) {
            life(engine, alone);
            life(engine, connected);
        }
        pause();
        report("that after 5,000 more, no network", times(runs, () -> life(engine, alone)));
        report("that after 5,000 more, own bridge", times(runs, () -> life(engine, connected)));
    }

    private static void pause() {
        try {
            Thread.sleep(FORGOTTEN_DELETIONS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T> Stream<T> times(int runs, Supplier<T> figure) {
        return Stream.generate(figure).limit(runs);
    }

    private static void report(String row, Stream<Double> figures) {
        System.out.println(row.replace(' ', '_') + " " + median(figures.toList()));
    }

    private static List<Double> execs(Engine engine, int runs) {
        ExecSpec command = new ExecSpec(
                List.of("/bin/busybox", "true"),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                false,
                false,
                false,
                0,
                0);
        String id = engine.containers()
                .create(spec(new ContainerSpec.NetworkMode.None(), "sleep", "1000"))
                .id()
                .value();
        engine.containers().start(id);
        List<Double> times = new ArrayList<>();
        for (int run = -WARM_UP; run < runs; run++) {
            long asked = System.nanoTime();
            try (ExecSession session = engine.containers().exec(id, command, (stream, bytes) -> {})) {
                if (session.await() != 0) {
                    throw new IllegalStateException("true failed");
                }
            }
            if (run >= 0) {
                times.add((System.nanoTime() - asked) / 1e6);
            }
        }
        engine.containers().remove(id, true, true);
        return times;
    }

    private record Times(double create, double start) {}

    private static Times run(Engine engine, ContainerSpec.NetworkMode mode) {
        ContainerSpec spec = spec(mode, "sleep", "1000");
        long asked = System.nanoTime();
        Container container = engine.containers().create(spec);
        long made = System.nanoTime();
        Container started = engine.containers().start(container.id().value());
        long running = System.nanoTime();
        if (!(started.state() instanceof ContainerState.Running)) {
            throw new IllegalStateException("it does not run: " + started.state());
        }
        engine.containers().remove(container.id().value(), true, true);
        return new Times((made - asked) / 1e6, (running - made) / 1e6);
    }

    /** Milliseconds of all that {@code container run --rm} asks of the engine. */
    private static double life(Engine engine, ContainerSpec.NetworkMode mode) {
        long asked = System.nanoTime();
        String id = engine.containers().create(spec(mode, "true")).id().value();
        try (Containers.Attachment attachment = engine.containers()
                .startAttached(id, new Containers.Caller((stream, bytes) -> {}, false, Containers.Window.UNKNOWN))) {
            if (engine.containers().await(id).code() != 0) {
                throw new IllegalStateException("true failed");
            }
            engine.containers().remove(id, false, true);
        }
        return (System.nanoTime() - asked) / 1e6;
    }

    private static ContainerSpec spec(ContainerSpec.NetworkMode mode, String... command) {
        ContainerSpec plain = ContainerSpec.of("", "bench");
        ContainerSpec.Networking none = ContainerSpec.Networking.NONE;
        return new ContainerSpec(
                plain.name(),
                plain.image(),
                new ContainerSpec.Process(
                        Optional.empty(),
                        Optional.of(Stream.concat(Stream.of("/bin/busybox"), Stream.of(command))
                                .toList()),
                        plain.process().environment(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        false,
                        false,
                        false,
                        ContainerSpec.StandardStream.OUTPUTS),
                plain.mounts(),
                new ContainerSpec.Networking(
                        mode,
                        none.attachments(),
                        none.ports(),
                        none.expose(),
                        none.dns(),
                        none.extraHosts(),
                        none.hostname(),
                        none.domainname()),
                plain.isolation(),
                plain.resources(),
                plain.supervision(),
                plain.labels());
    }

    private static String median(List<Double> figures) {
        List<Double> sorted = figures.stream().sorted().toList();
        int middle = sorted.size() / 2;
        double value = sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return "%.1f".formatted(value);
    }
}
