package io.jcompose.linux.netlink;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A route of the main table.
 *
 * @param destination network address; with prefixLength 0 the default route
 * @param link index of the outgoing interface
 */
public record Route(
        InetAddress destination, int prefixLength, @Nullable InetAddress gateway, int link) {}
