package io.jcompose.compose.plan;

import java.util.function.Predicate;

/**
 * How wanted and observed are brought together.
 *
 * @param start false: containers are created, not started
 * @param await wait in the end until all is ready
 * @param orphans what becomes of containers whose service the project does not have
 * @param confirm asked before data is lost
 */
public record ReconcileOptions(
        Recreate selected,
        Recreate dependencies,
        boolean renewAnonymousVolumes,
        boolean start,
        boolean await,
        Orphans orphans,
        Predicate<String> confirm) {
    public enum Recreate {
        DIVERGED,
        ALWAYS,
        NEVER
    }

    public enum Orphans {
        WARN,
        IGNORE,
        REMOVE
    }
}
