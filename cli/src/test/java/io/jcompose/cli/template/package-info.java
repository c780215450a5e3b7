/** Tests of the templates. */
@NullMarked
package io.jcompose.cli.template;

import org.jspecify.annotations.NullMarked;
