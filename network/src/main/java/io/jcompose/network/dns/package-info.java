/**
 * The name server of every sandbox at 127.0.0.11.
 *
 * <p>Its sockets are opened inside the sandbox's namespace, on a port of the kernel's choice, and served by Vert.x's event loops: no thread
 * and no process per container. A rule in that namespace leads port 53 there, so that port 53 stays free for the container.
 */
@NullMarked
package io.jcompose.network.dns;

import org.jspecify.annotations.NullMarked;
