@NullMarked
package io.jcompose.cli.render;

import org.jspecify.annotations.NullMarked;
