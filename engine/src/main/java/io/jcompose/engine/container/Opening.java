package io.jcompose.engine.container;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A container's output on its way to be open: its log and journals are made while its network is. */
final class Opening {
    private final CompletableFuture<Output> output = new CompletableFuture<>();

    private Opening() {}

    /** Of a container whose run directory is there. */
    static Opening begin(Container container, ContainerFiles files, EngineParts parts) {
        Opening opening = new Opening();
        Thread.ofVirtual().name("output").start(() -> opening.open(container, files, parts));
        return opening;
    }

    private void open(Container container, ContainerFiles files, EngineParts parts) {
        try {
            output.complete(Output.open(container, files, parts));
        } catch (IOException | RuntimeException | Error e) {
            output.completeExceptionally(e);
        }
    }

    /** Waits; throws why it could not be opened. */
    Output output() throws IOException {
        try {
            return output.join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case IOException cause -> throw cause;
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw e;
            }
        }
    }

    /** Closes it again, if it could be opened. */
    void finish() {
        output.handle((opened, failure) -> Optional.ofNullable(opened)).join().ifPresent(Output::finish);
    }
}
