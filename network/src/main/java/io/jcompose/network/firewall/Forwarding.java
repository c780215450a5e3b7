package io.jcompose.network.firewall;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * One published port of one address family.
 *
 * @param host null for every local address
 * @param udp else tcp
 */
public record Forwarding(@Nullable InetAddress host, int hostPort, boolean udp, InetAddress target, int targetPort) {}
