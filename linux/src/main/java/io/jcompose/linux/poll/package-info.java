/** Readiness of descriptors: one epoll thread for all fifos, terminals and pidfds of the engine. */
@NullMarked
package io.jcompose.linux.poll;

import org.jspecify.annotations.NullMarked;
