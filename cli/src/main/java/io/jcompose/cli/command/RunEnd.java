package io.jcompose.cli.command;

import io.jcompose.engine.Engine;
import io.jcompose.engine.event.Event;
import io.jcompose.engine.event.Events;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** The end of the first process that a container has from now on. By the event and not by asking: with --rm the container is gone as soon as it has ended. */
public final class RunEnd implements AutoCloseable {
    private final String id;
    private final CompletableFuture<Integer> code = new CompletableFuture<>();
    private final Events.Subscription events;

    public RunEnd(Engine engine, String id) {
        this.id = id;
        this.events = engine.events().subscribe(this::hear);
    }

    private void hear(Event event) {
        if (event.type().equals("container")
                && event.action().equals("die")
                && event.actor().equals(id)) {
            code.complete(Integer.parseInt(event.attributes().getOrDefault("exitCode", "0")));
        }
    }

    /** The exit code. */
    public int await() {
        try {
            return code.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JcomposeException(Kind.INTERRUPTED, "interrupted while the command ran");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        events.close();
    }
}
