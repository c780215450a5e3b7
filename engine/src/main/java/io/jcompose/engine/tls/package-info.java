/** What registries and log servers share of TLS. */
@NullMarked
package io.jcompose.engine.tls;

import org.jspecify.annotations.NullMarked;
