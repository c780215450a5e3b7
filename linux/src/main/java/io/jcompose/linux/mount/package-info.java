/** Mounts through the descriptor-based interface of Linux 5.2 and later (fsopen(2), open_tree(2), move_mount(2), mount_setattr(2)). */
@NullMarked
package io.jcompose.linux.mount;

import org.jspecify.annotations.NullMarked;
