package io.jcompose.network.bridge;

import java.net.Inet6Address;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A veth pair to be: one end a port of the bridge, the other in a sandbox.
 *
 * @param sysctls by path below {@code /proc/sys/net}
 * @param hairpin the bridge may send a frame back to where it came from, for a sandbox that calls its own published port
 */
public record Attachment(
        String hostInterface,
        String bridge,
        int mtu,
        boolean hairpin,
        String interfaceName,
        String mac,
        List<LinkAddress> addresses,
        Map<String, String> sysctls) {
    public Attachment {
        addresses = List.copyOf(addresses);
        sysctls = Collections.unmodifiableMap(new LinkedHashMap<>(sysctls));
    }

    /** Whether kernel settings belong to it, which are written inside the sandbox. */
    public boolean hasSettings() {
        return hasIpv6() || !sysctls.isEmpty();
    }

    boolean hasIpv6() {
        return addresses.stream().anyMatch(address -> address.address() instanceof Inet6Address);
    }

    /** The hardware address that follows from an IPv4 address, as Docker makes it: neighbours' ARP caches stay right. */
    public static String macOf(byte[] address) {
        byte[] last = new byte[] {0x02, 0x42, 0, 0, 0, 0};
        System.arraycopy(address, address.length - 4, last, 2, 4);
        return HexFormat.ofDelimiter(":").formatHex(last);
    }
}
