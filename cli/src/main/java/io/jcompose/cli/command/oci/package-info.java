/** {@code jcompose oci}: the command line of runc, for programs that drive an OCI runtime. */
@NullMarked
package io.jcompose.cli.command.oci;

import org.jspecify.annotations.NullMarked;
