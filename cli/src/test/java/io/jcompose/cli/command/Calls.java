package io.jcompose.cli.command;

import io.jcompose.cli.invocation.Interrupts;
import io.jcompose.cli.invocation.Invocation;
import io.jcompose.cli.wire.EnginePaths;
import io.jcompose.compose.apply.Turns;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Calls commands in a directory, with no engine behind them. */
final class Calls {
    private Calls() {}

    /** The exit code. */
    static int run(Path directory, Map<String, String> environment, CapturedStreams streams, String... arguments) {
        Services services = new Services(
                new EnginePaths(directory.resolve("home"), directory.resolve("run")),
                "1.2.3",
                directory.resolve("engine.log"),
                () -> {
                    throw new JcomposeException(Kind.UNAVAILABLE, "no engine in this test", "use another test");
                },
                new Turns());
        Invocation invocation = new Invocation(
                List.of(arguments),
                environment,
                directory,
                0022,
                1,
                new Invocation.Terminals(false, false, false),
                streams,
                new Interrupts(() -> {}));
        return new Commands(services, List.of()).run(invocation);
    }
}
