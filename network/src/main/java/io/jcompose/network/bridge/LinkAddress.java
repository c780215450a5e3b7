package io.jcompose.network.bridge;

import java.net.InetAddress;

/** An address with the length of its subnet's prefix. */
public record LinkAddress(InetAddress address, int prefix) {}
