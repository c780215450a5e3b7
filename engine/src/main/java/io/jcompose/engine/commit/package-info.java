/** What a container has changed in its image's files, and the image that is made of it: {@code diff}, {@code commit} and {@code export}. */
@NullMarked
package io.jcompose.engine.commit;

import org.jspecify.annotations.NullMarked;
