package io.jcompose.compose.load;

/**
 * Which stages run.
 *
 * @param interpolate replace variables
 * @param normalize add what is implied: the default network, implicit dependencies, names
 * @param resolvePaths make paths absolute
 * @param consistency check that what is referred to exists
 * @param resolveEnvironment read env_file and look up variables without value
 * @param allResources keep networks, volumes, configs, secrets and models that no enabled service uses
 * @param compatibility part names by {@code _} as version 1 of docker compose did; COMPOSE_COMPATIBILITY of the environment does the same
 */
public record LoadFlags(
        boolean interpolate,
        boolean normalize,
        boolean resolvePaths,
        boolean consistency,
        boolean resolveEnvironment,
        boolean allResources,
        boolean compatibility) {
    public static final LoadFlags DEFAULT = stages(true, true, true, true, true);

    /** With the names and the resources of an ordinary project. */
    public static LoadFlags stages(
            boolean interpolate,
            boolean normalize,
            boolean resolvePaths,
            boolean consistency,
            boolean resolveEnvironment) {
        return new LoadFlags(interpolate, normalize, resolvePaths, consistency, resolveEnvironment, false, false);
    }

    /** The same stages with these. */
    public LoadFlags with(boolean allResources, boolean compatibility) {
        return new LoadFlags(
                interpolate, normalize, resolvePaths, consistency, resolveEnvironment, allResources, compatibility);
    }
}
