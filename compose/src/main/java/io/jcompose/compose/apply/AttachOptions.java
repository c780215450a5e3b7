package io.jcompose.compose.apply;

import java.util.List;
import java.util.Optional;

/**
 * {@code up} in the foreground.
 *
 * @param attach only the logs of these; empty: of all that the operation is about and that have {@code attach} not false
 * @param noAttach not the logs of these
 * @param attachDependencies the logs of dependencies too, when services were named
 * @param ending when it ends by itself
 */
public record AttachOptions(
        List<String> attach,
        List<String> noAttach,
        boolean attachDependencies,
        Ending ending,
        Optional<String> exitCodeFrom) {
    public static final AttachOptions DEFAULT =
            new AttachOptions(List.of(), List.of(), false, Ending.ALL_EXITED, Optional.empty());

    public AttachOptions {
        attach = List.copyOf(attach);
        noAttach = List.copyOf(noAttach);
    }

    public enum Ending {
        /** When none runs any more. */
        ALL_EXITED,
        /** {@code --abort-on-container-exit}: when the first ends; the others are stopped. */
        FIRST_EXIT,
        /** {@code --abort-on-container-failure}: when the first ends with another code than 0. */
        FIRST_FAILURE
    }
}
