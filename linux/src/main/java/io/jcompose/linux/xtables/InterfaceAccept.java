package io.jcompose.linux.xtables;

/**
 * A rule that accepts whatever comes in by, or goes out by, an interface.
 *
 * @param prefix the name is only the beginning, what iptables writes {@code name+}
 */
public record InterfaceAccept(String name, boolean prefix, boolean outgoing) {}
