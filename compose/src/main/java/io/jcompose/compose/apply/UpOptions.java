package io.jcompose.compose.apply;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How {@code up} and {@code create} go.
 *
 * @param services empty: all; else these and what they depend on
 * @param start false: create only
 * @param stopTimeout for containers that are stopped on the way; absent: their own
 */
public record UpOptions(
        List<String> services,
        boolean noDeps,
        boolean start,
        Recreation recreation,
        Supply supply,
        Orphans orphans,
        Optional<Duration> stopTimeout,
        Wait waiting) {
    public static final UpOptions DEFAULT = new UpOptions(
            List.of(), false, true, Recreation.DEFAULT, Supply.DEFAULT, Orphans.WARN, Optional.empty(), Wait.NONE);

    public UpOptions {
        services = List.copyOf(services);
    }

    /**
     * @param alwaysDependencies {@code --always-recreate-deps}
     * @param scale {@code --scale SERVICE=NUM}
     */
    public record Recreation(
            When services, boolean alwaysDependencies, boolean renewAnonymousVolumes, Map<String, Integer> scale) {
        public static final Recreation DEFAULT = new Recreation(When.DIVERGED, false, false, Map.of());

        public Recreation {
            scale = Collections.unmodifiableMap(new LinkedHashMap<>(scale));
        }
    }

    public enum When {
        DIVERGED,
        /** {@code --force-recreate} */
        ALWAYS,
        /** {@code --no-recreate} */
        NEVER
    }

    /**
     * Where images come from.
     *
     * @param pull {@code --pull}: always, missing, never, build, daily, ...; absent: each service's own policy
     */
    public record Supply(Building building, Optional<String> pull, boolean quietPull) {
        public static final Supply DEFAULT = new Supply(Building.MISSING, Optional.empty(), false);
    }

    public enum Building {
        MISSING,
        /** {@code --build} */
        ALWAYS,
        /** {@code --no-build} */
        NEVER
    }

    public enum Orphans {
        WARN,
        IGNORE,
        REMOVE
    }

    /** {@code --wait} and {@code --wait-timeout}; a one-shot that exited 0 counts as well. */
    public record Wait(boolean wanted, Optional<Duration> timeout) {
        public static final Wait NONE = new Wait(false, Optional.empty());
    }
}
