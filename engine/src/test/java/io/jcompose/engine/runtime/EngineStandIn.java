package io.jcompose.engine.runtime;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jcompose.linux.poll.Poller;
import io.jcompose.linux.process.Credentials;
import io.jcompose.linux.process.OwnExecutable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Stands for an engine that is killed: starts the container of a bundle, says which process it is, and waits. */
final class EngineStandIn {
    private EngineStandIn() {}

    /** Where it keeps what outlives it; the test's to unmount. */
    static Path kept(Path bundle) {
        return bundle.resolve("kept");
    }

    /** A running one, and the process of its container; killed when closed. */
    record Started(Process engine, ProcessIdentity container) implements AutoCloseable {
        @Override
        public void close() throws InterruptedException {
            engine.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
        }
    }

    /** @param mode with a word the container is created only */
    static Started start(Busybox.Bundle bundle, String... mode) throws IOException {
        new ObjectMapper().writeValue(bundle.path.resolve("config.json").toFile(), bundle.spec);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                EngineStandIn.class.getName(),
                bundle.path.toString(),
                bundle.id));
        command.addAll(List.of(mode));
        Process engine = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String[] said = String.valueOf(engine.inputReader().readLine()).split(" ");
        return new Started(engine, new ProcessIdentity(Integer.parseInt(said[0]), Long.parseLong(said[1])));
    }

    public static void main(String[] arguments) throws Exception {
        Path bundle = Path.of(arguments[0]);
        String id = arguments[1];
        OwnExecutable.replaceByCopy();
        Credentials.makeUndumpable();
        RuntimeSpec spec =
                new ObjectMapper().readValue(bundle.resolve("config.json").toFile(), RuntimeSpec.class);
        JvmRuntime runtime = JvmRuntime.open(Poller.open("stand-in"), kept(bundle));
        ContainerProcess process = runtime.create(
                id,
                spec,
                bundle,
                new Stdio.Fifos(new Stdio.Stdin.Empty(), bundle.resolve("stdout"), bundle.resolve("stderr")));
        if (arguments.length == 2) {
            runtime.start(process);
        }
        System.out.println(process.identity().pid() + " " + process.identity().startTime());
        System.out.flush();
        new CountDownLatch(1).await();
    }
}
