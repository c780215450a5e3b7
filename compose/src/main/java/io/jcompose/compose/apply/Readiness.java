package io.jcompose.compose.apply;

import io.jcompose.compose.plan.Condition;
import io.jcompose.engine.container.Container;
import io.jcompose.engine.container.ContainerState;
import io.jcompose.engine.container.ContainerState.Health;
import java.util.Optional;

/** Whether a container is what somebody waits for. */
sealed interface Readiness {
    /** It is. */
    record Reached(Progress.Phase phase) implements Readiness {}

    /** It never will be. */
    record Hopeless(String why) implements Readiness {}

    /** Empty: not yet, but it may become so. */
    static Optional<Readiness> of(Container container, Condition condition) {
        return switch (container.state()) {
            case ContainerState.Created _ -> Optional.empty();
            case ContainerState.Running running -> running(container, running, condition);
            case ContainerState.Restarting _ -> Optional.empty();
            case ContainerState.Exited exited -> Optional.of(ended(container, exited.exit(), condition));
            case ContainerState.Removing _ ->
                Optional.of(new Hopeless("container " + container.name() + " was removed"));
        };
    }

    private static Optional<Readiness> running(
            Container container, ContainerState.Running running, Condition condition) {
        Health.Status health = running.health().status();
        return switch (condition) {
            case STARTED -> Optional.of(new Reached(Progress.Phase.STARTED));
            case COMPLETED -> Optional.empty();
            case HEALTHY, READY ->
                switch (health) {
                    case HEALTHY -> Optional.of(new Reached(Progress.Phase.HEALTHY));
                    case STARTING -> Optional.empty();
                    case UNHEALTHY ->
                        Optional.of(
                                new Hopeless("container " + container.name() + " is unhealthy" + lastProbe(running)));
                    case NONE ->
                        Optional.of(
                                condition == Condition.READY
                                        ? new Reached(Progress.Phase.STARTED)
                                        : new Hopeless(
                                                "container " + container.name() + " has no healthcheck configured"));
                };
        };
    }

    private static String lastProbe(ContainerState.Running running) {
        if (running.health().log().isEmpty()) {
            return "";
        }
        ContainerState.Probe probe = running.health().log().getLast();
        String output = probe.output().strip();
        return " (last probe: exit " + probe.exitCode()
                + (output.isEmpty() ? "" : ", " + output.lines().findFirst().orElse("")) + ")";
    }

    private static Readiness ended(Container container, ContainerState.Exit exit, Condition condition) {
        boolean good = exit.code() == 0 && exit.error().isEmpty();
        return switch (condition) {
            case COMPLETED, READY ->
                good
                        ? new Reached(Progress.Phase.EXITED)
                        : new Hopeless(
                                "container " + container.name() + " exited (" + exit.code() + ")" + reason(exit));
            case STARTED, HEALTHY ->
                new Hopeless("container " + container.name() + " exited (" + exit.code() + ")" + reason(exit));
        };
    }

    private static String reason(ContainerState.Exit exit) {
        if (exit.oomKilled()) {
            return ", out of memory";
        }
        return exit.error().isEmpty() ? "" : ": " + exit.error();
    }
}
