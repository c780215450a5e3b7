package io.jcompose.compose.plan;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A node of a plan.
 *
 * @param id counts from 1; every predecessor has a smaller one
 * @param cause why, in a few words
 * @param after the steps that must have succeeded before, ascending
 */
public record Step(int id, Action action, String cause, List<Integer> after) {
    public Step {
        after = List.copyOf(after);
    }

    /** {@code [1,2] -> #3 service:db:1 CreateContainer, no existing container}. */
    @Override
    public String toString() {
        String before = after.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
        String what = switch (action) {
            case Action.AwaitService await ->
                action.verb() + " " + await.condition().word();
            case Action.ConnectNetwork connect -> action.verb() + " " + connect.key();
            case Action.DisconnectNetwork disconnect -> action.verb() + " " + disconnect.network();
            case Action.RenameContainer rename -> action.verb() + " " + rename.container();
            default -> action.verb();
        };
        return before + " -> #" + id + " " + action.subject() + " " + what + ", " + cause;
    }
}
