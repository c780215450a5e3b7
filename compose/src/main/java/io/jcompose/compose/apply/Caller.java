package io.jcompose.compose.apply;

import io.jcompose.engine.image.Credentials;
import java.util.Optional;

/**
 * Who gave the command.
 *
 * @param uid owns host directories that a bind mount misses and that are made for it
 * @param version jcompose's, for the label {@code com.docker.compose.version}
 * @param credentials the logins with which images are pulled
 * @param parallel how many pulls, builds and changes of containers may go on at a time; absent: as many as do any good
 */
public record Caller(int uid, int gid, String version, Credentials credentials, Optional<Integer> parallel) {}
