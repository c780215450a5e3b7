package io.jcompose.linux.netlink;

/**
 * A network interface.
 *
 * @param master index of the bridge it is a port of, 0 for none
 * @param kind {@code bridge}, {@code veth}, ... or empty for hardware
 * @param flags IFF_UP is 1
 * @param alias a note that somebody put on it (IFLA_IFALIAS), or empty
 */
public record Link(int index, String name, int master, String kind, int flags, int mtu, String mac, String alias) {
    public boolean up() {
        return (flags & 1) != 0;
    }
}
