package io.jcompose.network.port;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A port to be reserved.
 *
 * @param host null for all addresses of both families
 * @param first 0 for any; else the first of a range of which one is taken
 */
public record PortRequest(@Nullable InetAddress host, int first, int last, boolean udp) {
    String describe(int port) {
        String address = host == null ? "" : host.getHostAddress() + ":";
        return address + port + "/" + (udp ? "udp" : "tcp");
    }
}
