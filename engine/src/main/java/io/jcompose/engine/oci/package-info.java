/**
 * The command line of an OCI runtime over the engine's own one: containers out of bundles that somebody else has made, with their state in a
 * directory, their hooks, and no image, network or log.
 */
@NullMarked
package io.jcompose.engine.oci;

import org.jspecify.annotations.NullMarked;
