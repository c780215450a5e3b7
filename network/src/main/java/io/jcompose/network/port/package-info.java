/**
 * Published ports: who holds them, and the way of those packets that the firewall's address translation can't serve.
 *
 * <p>The main path is the kernel's (see {@code io.jcompose.network.firewall}): it is fast and works while the engine is dead. Beside it the
 * engine holds a listening socket for every published port. It reserves the port, so that conflicts show before anything starts and nobody
 * else takes it later, and it serves as a proxy for what the kernel does not translate: clients of ::1, and IPv6 clients of a sandbox that
 * has IPv4 only.
 */
@NullMarked
package io.jcompose.network.port;

import org.jspecify.annotations.NullMarked;
