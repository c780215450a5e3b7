package io.jcompose.network.dns;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** Names like {@code 2.0.18.172.in-addr.arpa} and their IPv6 siblings (RFC 1035 3.5, RFC 3596 2.5). */
final class ReverseName {
    private static final String IPV4 = ".in-addr.arpa";
    private static final String IPV6 = ".ip6.arpa";

    private ReverseName() {}

    static Optional<InetAddress> address(String name) {
        if (name.endsWith(IPV4)) {
            return parse(name.substring(0, name.length() - IPV4.length()).split("\\."), 4, 10);
        }
        if (name.endsWith(IPV6)) {
            return parse(name.substring(0, name.length() - IPV6.length()).split("\\."), 32, 16);
        }
        return Optional.empty();
    }

    /** The labels stand in reverse order. */
    private static Optional<InetAddress> parse(String[] labels, int count, int radix) {
        if (labels.length != count) {
            return Optional.empty();
        }
        byte[] bytes = new byte[count == 4 ? 4 : 16];
        int limit = radix == 10 ? 256 : 16;
        try {
            for (int i = 0; i < count; i++) {
                int value = Integer.parseInt(labels[count - 1 - i], radix);
                if (value < 0 || value >= limit) {
                    return Optional.empty();
                }
                if (radix == 10) {
                    bytes[i] = (byte) value;
                } else {
                    bytes[i / 2] |= (byte) (i % 2 == 0 ? value << 4 : value);
                }
            }
            return Optional.of(InetAddress.getByAddress(bytes));
        } catch (NumberFormatException | UnknownHostException e) {
            return Optional.empty();
        }
    }
}
