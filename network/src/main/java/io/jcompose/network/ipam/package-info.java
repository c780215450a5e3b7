/** Subnets and addresses: arithmetic, choice of free subnets, leases. Knows nothing of the kernel. */
@NullMarked
package io.jcompose.network.ipam;

import org.jspecify.annotations.NullMarked;
