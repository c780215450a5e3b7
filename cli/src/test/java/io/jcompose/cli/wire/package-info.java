@NullMarked
package io.jcompose.cli.wire;

import org.jspecify.annotations.NullMarked;
