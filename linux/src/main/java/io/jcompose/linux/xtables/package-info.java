/**
 * The filter table of the older iptables (iptables-legacy), read and replaced as a whole.
 *
 * <p>The kernel's interface is a blob of entries in and out by socket options ({@code linux/netfilter_ipv4/ip_tables.h}). Offsets inside it
 * are positions in the blob, so that an inserted entry moves everything behind it:
 *
 * <pre>
 *   entry: match of addresses and interfaces (84 bytes, IPv6 136) | u32 cache | u16 offset of target | u16 length | u32 | counters (16)
 *          | further matches | target: u16 size, char name[29], u8 revision, then for the standard target an i32 verdict:
 *            negative: accept, drop, return; else the position of the entry to jump to
 * </pre>
 */
@NullMarked
package io.jcompose.linux.xtables;

import org.jspecify.annotations.NullMarked;
