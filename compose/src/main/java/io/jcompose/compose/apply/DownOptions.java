package io.jcompose.compose.apply;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How {@code down} goes.
 *
 * @param services empty: everything labelled with the project; else only containers of these and of what depends on them
 * @param volumes the project's named volumes and the anonymous ones too; external ones never
 */
public record DownOptions(
        List<String> services,
        boolean removeOrphans,
        boolean volumes,
        RemoveImages images,
        Optional<Duration> timeout) {
    public static final DownOptions DEFAULT =
            new DownOptions(List.of(), false, false, RemoveImages.NONE, Optional.empty());

    public DownOptions {
        services = List.copyOf(services);
    }

    /** {@code --rmi}: local ones are those that were built under a name that jcompose chose. */
    public enum RemoveImages {
        NONE,
        LOCAL,
        ALL
    }
}
