package io.jcompose.compose.apply;

import io.jcompose.engine.image.Credentials;
import java.util.Optional;

/**
 * Who gave the command.
 *
 * @param version jcompose's, for the label {@code com.docker.compose.version}
 * @param credentials the logins with which images are pulled
 * @param parallel how many pulls, builds and changes of containers may go on at a time; absent: as many as do any good
 */
public record Caller(String version, Credentials credentials, Optional<Integer> parallel) {}
