package io.jcompose.compose.apply;

import io.jcompose.compose.apply.Progress.Kind;
import io.jcompose.compose.apply.Progress.Phase;
import io.jcompose.compose.plan.Action;
import io.jcompose.compose.plan.Condition;
import io.jcompose.error.JcomposeException;
import java.util.Optional;

/** Waits for the conditions of dependencies, woken by events. */
final class Waits implements AutoCloseable {
    private final Session session;
    private final ContainerWatch watch;
    private final Optional<Long> deadline;

    /** @param deadline of {@code --wait-timeout}, in nanoseconds of {@link System#nanoTime} */
    Waits(Session session, Optional<Long> deadline) {
        this.session = session;
        this.watch = new ContainerWatch(session.engine());
        this.deadline = deadline;
    }

    void await(Action.AwaitService await) throws InterruptedException {
        try {
            for (String container : await.containers()) {
                session.tell(Kind.CONTAINER, container, Phase.WAITING);
            }
            for (String container : await.containers()) {
                await(container, await.condition());
            }
        } catch (JcomposeException e) {
            if (await.required() || e.kind() == JcomposeException.Kind.INTERRUPTED) {
                throw e;
            }
            session.warn("optional dependency \"" + await.service() + "\" failed to start: " + e.getMessage());
        }
    }

    private void await(String container, Condition condition) throws InterruptedException {
        Optional<Readiness> verdict = watch.until(container, deadline, now -> Readiness.of(now, condition));
        switch (verdict.orElse(
                new Readiness.Hopeless("timeout waiting for container " + container + " to be " + word(condition)))) {
            case Readiness.Reached(Phase phase) -> session.tell(Kind.CONTAINER, container, phase);
            case Readiness.Hopeless(String why) -> {
                session.tell(Kind.CONTAINER, container, Phase.FAILED, why);
                throw new JcomposeException(
                        JcomposeException.Kind.FAILED_PRECONDITION,
                        (condition == Condition.READY ? "" : "dependency failed to start: ") + why,
                        "look at its log: jcompose logs " + container);
            }
        }
    }

    private static String word(Condition condition) {
        return switch (condition) {
            case STARTED, READY -> "running";
            case HEALTHY -> "healthy";
            case COMPLETED -> "completed";
        };
    }

    @Override
    public void close() {
        watch.close();
    }
}
