package io.jcompose.compose.load;

/**
 * Which stages run.
 *
 * @param interpolate replace variables
 * @param normalize add what is implied: the default network, implicit dependencies, names
 * @param resolvePaths make paths absolute
 * @param consistency check that what is referred to exists
 * @param resolveEnvironment read env_file and look up variables without value
 */
public record LoadFlags(
        boolean interpolate, boolean normalize, boolean resolvePaths, boolean consistency, boolean resolveEnvironment) {
    public static final LoadFlags DEFAULT = new LoadFlags(true, true, true, true, true);
}
