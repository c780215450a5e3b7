package io.jcompose.linux.netlink;

/**
 * A veth pair to be made: one end here as a port of a bridge, the other in another namespace.
 *
 * @param master index of the bridge
 * @param peerNamespace descriptor of the namespace of the other end
 * @param peerMac {@code 02:42:ac:12:00:02}
 */
public record VethPair(String name, int master, int mtu, String peerName, int peerNamespace, String peerMac) {}
