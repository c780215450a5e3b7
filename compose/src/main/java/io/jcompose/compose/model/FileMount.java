package io.jcompose.compose.model;

import java.util.Optional;

/**
 * A config or secret as a service (or a build) uses it.
 *
 * @param source the name of the top-level config or secret
 * @param target the path in the container; a relative one is below {@code /run/secrets} for secrets and {@code /} for configs; absent means
 *     the source's name
 * @param mode permission bits; absent means 0444
 */
public record FileMount(
        String source, Optional<String> target, Optional<String> uid, Optional<String> gid, Optional<Integer> mode) {}
