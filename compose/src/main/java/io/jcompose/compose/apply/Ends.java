package io.jcompose.compose.apply;

import io.jcompose.engine.container.Containers;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ObjIntConsumer;

/** Hears of the ends of containers in the order in which they come. */
final class Ends {
    private record End(ServiceContainer container, int code) {}

    private Ends() {}

    /**
     * Blocks until all have ended.
     *
     * @param listener is told of each, with its exit code, on the calling thread
     */
    static void await(
            Containers containers, List<ServiceContainer> members, ObjIntConsumer<ServiceContainer> listener) {
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            CompletionService<End> ends = new ExecutorCompletionService<>(threads);
            for (ServiceContainer member : members) {
                String id = member.container().id().value();
                ends.submit(() -> new End(member, containers.awaitExit(id).code()));
            }
            for (int ended = 0; ended < members.size(); ended++) {
                End end = ends.take().get();
                listener.accept(end.container(), end.code());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JcomposeException(Kind.INTERRUPTED, "interrupted while containers ran");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof JcomposeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }
}
