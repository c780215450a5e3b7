/** The images of one engine: the OCI layout, the unpacked layers and the registries put together. */
@NullMarked
package io.jcompose.engine.store;

import org.jspecify.annotations.NullMarked;
