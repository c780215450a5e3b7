package io.jcompose.network;

import java.nio.file.Path;

/**
 * What the network stack has to know of its engine.
 *
 * @param engineId whatever tells this engine from others on the machine; names of interfaces and tables derive from its hash
 * @param runDirectory JCOMPOSE_RUN, for {@code netns/}
 * @param hostResolvConf {@code /etc/resolv.conf} of the host, read again when it changes
 */
public record NetworkSettings(String engineId, Path runDirectory, Path hostResolvConf) {}
