@NullMarked
package io.jcompose.cli.server;

import org.jspecify.annotations.NullMarked;
