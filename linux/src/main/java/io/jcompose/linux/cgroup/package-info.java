/**
 * Control groups, version 1 (cgroup-v1/ in the kernel's Documentation) and 2 (cgroup-v2.rst), behind one interface.
 *
 * <p>A machine is taken as version 2 when cgroup2 is all it has or is mounted at /sys/fs/cgroup; in a hybrid the version 1 hierarchies are
 * used and the version 2 tree is left alone.
 */
@NullMarked
package io.jcompose.linux.cgroup;

import org.jspecify.annotations.NullMarked;
