/**
 * Networks and network sandboxes of one engine: bridges, addresses, names, published ports.
 *
 * <p>Entry point is {@link io.jcompose.network.NetworkStack}. This module knows neither containers nor compose: it gives out network
 * namespaces ("sandboxes"), and whoever runs processes puts them inside.
 *
 * <p>What lies in the kernel for engine {@code E} (4 hex digits of the hash of the engine's id):
 *
 * <pre>
 *   bridge   jcEEEE-NNNNNNNN      N: first 8 digits of the network's id
 *   veth     veEEEE-SSSSSSSS      host side of one endpoint
 *   nft      table inet jcompose-EEEE
 *   netns    $JCOMPOSE_RUN/netns/ID (a bind mount of the namespace)
 * </pre>
 */
@NullMarked
package io.jcompose.network;

import org.jspecify.annotations.NullMarked;
