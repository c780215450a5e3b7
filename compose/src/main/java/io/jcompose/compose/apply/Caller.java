package io.jcompose.compose.apply;

/**
 * Who gave the command.
 *
 * @param uid owns host directories that a bind mount misses and that are made for it
 * @param version jcompose's, for the label {@code com.docker.compose.version}
 */
public record Caller(int uid, int gid, String version) {}
