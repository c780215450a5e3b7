package io.jcompose.engine.runtime;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jcompose.linux.poll.Poller;
import io.jcompose.linux.process.Credentials;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Stands for an engine that is killed: starts the container of a bundle, says which process it is, and waits. */
final class EngineStandIn {
    private EngineStandIn() {}

    public static void main(String[] arguments) throws Exception {
        Path bundle = Path.of(arguments[0]);
        String id = arguments[1];
        Credentials.makeUndumpable();
        RuntimeSpec spec =
                new ObjectMapper().readValue(bundle.resolve("config.json").toFile(), RuntimeSpec.class);
        JvmRuntime runtime = JvmRuntime.open(Poller.open("stand-in"));
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
