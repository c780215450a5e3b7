/**
 * Talks to image registries: the Docker Registry HTTP API v2, that is the OCI distribution-spec, pulling only.
 *
 * <p>The client is java.net.http: its blocking streams fit sequential code on virtual threads, a body is read as fast as the disk takes it and no faster, and an
 * event loop would only hand gigabytes from one thread to another.
 */
@NullMarked
package io.jcompose.engine.registry;

import org.jspecify.annotations.NullMarked;
