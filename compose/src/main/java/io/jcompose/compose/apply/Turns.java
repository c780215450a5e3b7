package io.jcompose.compose.apply;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Who may change which project: one command at a time for each name, in the order in which they came. What a plan was made from is then still true when it
 * is carried out.
 */
public final class Turns {
    /** Shorter waits need no word. */
    private static final Duration SILENT = Duration.ofMillis(500);

    private final Map<String, Deque<Turn>> queues = new HashMap<>();

    /** From {@link #take} to {@link #close}, which any thread may call, and more than once. */
    final class Turn implements AutoCloseable {
        private final String project;
        private final CompletableFuture<Boolean> come = new CompletableFuture<>();

        private Turn(String project) {
            this.project = project;
        }

        @Override
        public void close() {
            leave(this);
        }
    }

    /**
     * Waits until all earlier commands on this project are done.
     *
     * @throws JcomposeException INTERRUPTED after an interrupt, which leaves the queue
     */
    Turn take(String project, Reporter reporter) {
        Turn turn = enter(project);
        try {
            try {
                turn.come.get(SILENT.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException late) {
                reporter.on(new Progress.Warned("waiting for another command on project \"" + project + "\" to end"));
                turn.come.get();
            }
            return turn;
        } catch (InterruptedException e) {
            turn.close();
            throw new JcomposeException(
                    Kind.INTERRUPTED, "interrupted while another command on project \"" + project + "\" ran", "", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a turn never fails", e);
        }
    }

    private synchronized Turn enter(String project) {
        Turn turn = new Turn(project);
        Deque<Turn> queue = queues.computeIfAbsent(project, _ -> new ArrayDeque<>());
        queue.add(turn);
        queue.element().come.complete(true);
        return turn;
    }

    private synchronized void leave(Turn turn) {
        Deque<Turn> queue = queues.get(turn.project);
        if (queue == null || !queue.remove(turn)) {
            return;
        }
        if (queue.isEmpty()) {
            queues.remove(turn.project);
        } else {
            queue.element().come.complete(true);
        }
    }
}
