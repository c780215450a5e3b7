package io.jcompose.compose.apply;

import io.jcompose.compose.apply.Executor.Failure;
import io.jcompose.compose.apply.Executor.Outcome;
import io.jcompose.compose.apply.Progress.Kind;
import io.jcompose.compose.apply.Progress.Phase;
import io.jcompose.compose.plan.Action;
import io.jcompose.compose.plan.Step;
import io.jcompose.error.JcomposeException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Turns a failed outcome into one error that names the first cause and says who is kept from starting by what. */
final class Failures {
    private Failures() {}

    /** Does nothing when all went well. */
    static void raise(Session session, Outcome outcome) {
        if (!outcome.failures().isEmpty()) {
            outcome.failures().forEach(failure -> tell(session, failure));
            Failure first = outcome.failures().getFirst();
            RuntimeException error = error(first.cause(), table(session, outcome));
            outcome.failures().stream()
                    .map(Failure::cause)
                    .filter(other -> other != first.cause())
                    .distinct()
                    .forEach(error::addSuppressed);
            throw error;
        }
        if (outcome.interrupted()) {
            throw new JcomposeException(JcomposeException.Kind.INTERRUPTED, "interrupted");
        }
    }

    private static RuntimeException error(Throwable cause, String table) {
        return switch (cause) {
            case JcomposeException known ->
                new JcomposeException(
                        known.kind(), known.getMessage() + table, known.remedy().orElse(""), known);
            case InterruptedException e ->
                new JcomposeException(JcomposeException.Kind.INTERRUPTED, "interrupted", "", e);
            case RuntimeException defect -> defect;
            case Error defect -> throw defect;
            default -> new IllegalStateException(cause);
        };
    }

    private static void tell(Session session, Failure failure) {
        String message = Optional.ofNullable(failure.cause().getMessage())
                .orElse(failure.cause().toString());
        resource(failure.step())
                .ifPresent(resource -> session.on(new Progress.Changed(resource, Phase.FAILED, message)));
    }

    private static Optional<Progress.Resource> resource(Step step) {
        return switch (step.action()) {
            case Action.PullImage pull -> Optional.of(new Progress.Resource(Kind.IMAGE, pull.image()));
            case Action.BuildImage build -> Optional.of(new Progress.Resource(Kind.IMAGE, build.image()));
            case Action.RemoveImage remove -> Optional.of(new Progress.Resource(Kind.IMAGE, remove.image()));
            case Action.CreateNetwork create -> Optional.of(new Progress.Resource(Kind.NETWORK, create.name()));
            case Action.RemoveNetwork remove -> Optional.of(new Progress.Resource(Kind.NETWORK, remove.name()));
            case Action.CreateVolume create -> Optional.of(new Progress.Resource(Kind.VOLUME, create.name()));
            case Action.RemoveVolume remove -> Optional.of(new Progress.Resource(Kind.VOLUME, remove.name()));
            case Action.StopContainer stop -> Optional.of(new Progress.Resource(Kind.CONTAINER, stop.name()));
            case Action.RemoveContainer remove -> Optional.of(new Progress.Resource(Kind.CONTAINER, remove.name()));
            case Action.OfContainer other -> Optional.of(new Progress.Resource(Kind.CONTAINER, other.container()));
            // Told by the wait itself, for the container that it is about.
            case Action.AwaitService _ -> Optional.empty();
        };
    }

    /** A line for each service that was not started: what it needed, and why that failed. */
    private static String table(Session session, Outcome outcome) {
        Map<String, String> lines = new LinkedHashMap<>();
        outcome.blocked().forEach((step, failure) -> {
            if (step.action() instanceof Action.StartContainer start
                    && start.fallback().isEmpty()) {
                String culprit = failure.step().action().subject();
                session.tell(Kind.CONTAINER, start.container(), Phase.BLOCKED, "needs " + culprit);
                lines.putIfAbsent(start.service(), "\n  " + start.service() + " was not started: it needs " + culprit);
            }
        });
        return String.join("", lines.values());
    }
}
