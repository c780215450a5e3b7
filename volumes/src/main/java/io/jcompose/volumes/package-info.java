/** Named and anonymous volumes: where containers keep data that outlives them. */
@NullMarked
package io.jcompose.volumes;

import org.jspecify.annotations.NullMarked;
