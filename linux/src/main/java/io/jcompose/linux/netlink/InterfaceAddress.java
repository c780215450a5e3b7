package io.jcompose.linux.netlink;

import java.net.InetAddress;

/** An address of an interface. */
public record InterfaceAddress(int link, InetAddress address, int prefixLength) {}
