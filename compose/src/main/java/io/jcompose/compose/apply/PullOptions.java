package io.jcompose.compose.apply;

import java.util.List;
import java.util.Optional;

/**
 * How {@code pull} goes.
 *
 * @param policy {@code always} or {@code missing}; absent: always
 */
public record PullOptions(
        List<String> services,
        boolean dependencies,
        boolean ignoreFailures,
        boolean ignoreBuildable,
        Optional<String> policy) {
    public static final PullOptions DEFAULT = new PullOptions(List.of(), false, false, false, Optional.empty());

    public PullOptions {
        services = List.copyOf(services);
    }
}
