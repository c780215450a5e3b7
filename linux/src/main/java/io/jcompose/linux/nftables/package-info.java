/**
 * nf_tables over netlink: tables, chains, rules, sets and maps, changed in atomic batches and read back.
 *
 * <p>The wire format is that of {@code linux/netfilter/nf_tables.h} (the kernel's uapi); integers of attributes are in network order, values
 * in registers are in the order that the packet or the machine has them.
 */
@NullMarked
package io.jcompose.linux.nftables;

import org.jspecify.annotations.NullMarked;
