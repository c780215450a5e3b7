/** Bridges on the host and veth pairs into sandboxes. */
@NullMarked
package io.jcompose.network.bridge;

import org.jspecify.annotations.NullMarked;
