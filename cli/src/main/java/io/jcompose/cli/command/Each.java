package io.jcompose.cli.command;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Does something to each of several named things; what fails does not keep the others from being done, and is thrown in the end, all of it in one message. */
public final class Each {
    private @Nullable JcomposeException first;
    private final StringBuilder others = new StringBuilder();

    private Each() {}

    /** One after the other. */
    public static void of(List<String> names, Consumer<String> work) {
        Each each = new Each();
        for (String name : names) {
            each.attempt(() -> work.accept(name));
        }
        each.complain();
    }

    /**
     * All of them at the same time.
     *
     * @param done is called for those that were done, in the order of the names
     */
    public static void atOnce(List<String> names, Consumer<String> work, Consumer<String> done) {
        Each each = new Each();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            List<Future<?>> pending = new ArrayList<>();
            names.forEach(name -> pending.add(threads.submit(() -> work.accept(name))));
            for (int i = 0; i < names.size(); i++) {
                Future<?> one = pending.get(i);
                String name = names.get(i);
                each.attempt(() -> {
                    await(one);
                    done.accept(name);
                });
            }
        } finally {
            threads.shutdownNow();
        }
        each.complain();
    }

    private static void await(Future<?> work) {
        try {
            work.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JcomposeException(Kind.INTERRUPTED, "interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private void attempt(Runnable work) {
        try {
            work.run();
        } catch (JcomposeException e) {
            if (first == null) {
                first = e;
            } else {
                first.addSuppressed(e);
                others.append('\n').append(e.getMessage());
            }
        }
    }

    private void complain() {
        JcomposeException failure = first;
        if (failure == null) {
            return;
        }
        if (others.isEmpty()) {
            throw failure;
        }
        throw new JcomposeException(
                failure.kind(), failure.getMessage() + others, failure.remedy().orElse(""), failure);
    }
}
