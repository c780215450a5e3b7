package io.jcompose.compose.apply;

import io.jcompose.engine.image.Credentials;

/**
 * Who gave the command.
 *
 * @param uid owns host directories that a bind mount misses and that are made for it
 * @param version jcompose's, for the label {@code com.docker.compose.version}
 * @param credentials the logins with which images are pulled
 */
public record Caller(int uid, int gid, String version, Credentials credentials) {}
