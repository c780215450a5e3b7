package io.jcompose.cli.command.container;

import io.jcompose.cli.command.Conduit;
import io.jcompose.cli.command.DetachKeys;
import io.jcompose.cli.invocation.Invocation;
import io.jcompose.cli.invocation.Streams;
import io.jcompose.engine.log.Stream;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a caller is connected with a container's process. */
final class AttachFlags {
    @Option(
            names = "--sig-proxy",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            arity = "0..1",
            description = "Proxy received signals to the process (default: true)")
    boolean signals = true;

    @Option(
            names = "--detach-keys",
            paramLabel = "KEYS",
            description = "Override the key sequence for detaching a container (ctrl-p,ctrl-q)")
    @Nullable
    String detachKeys;

    /** The end of attach and exec by the detach keys, which docker counts as a failure, other than that of run and start. */
    static int left(Streams streams) {
        streams.errLine("read escape sequence");
        return 1;
    }

    /** @param terminal whether the process has one */
    Conduit.Wishes wishes(Invocation invocation, boolean terminal, boolean input, Set<Stream> outputs) {
        return new Conduit.Wishes(
                terminal && invocation.terminals().out(),
                input,
                outputs,
                // At a terminal Ctrl-C is a byte like others.
                signals,
                false,
                Optional.of(DetachKeys.of(detachKeys, invocation)));
    }
}
