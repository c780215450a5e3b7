package io.jcompose.compose.model;

/**
 * Where a service comes from.
 *
 * @param definition the service in canonical form as compact JSON with sorted keys, without what does not change a container (build, pull_policy,
 *     scale, depends_on, profiles, develop); equal texts mean equal containers as far as the compose file decides it
 */
public record ServiceOrigin(SourceMark mark, String definition) {}
