package io.jcompose.linux.nftables;

/** A place in the packet's way where a base chain hangs. */
public enum Hook {
    PREROUTING,
    INPUT,
    FORWARD,
    OUTPUT,
    POSTROUTING
}
