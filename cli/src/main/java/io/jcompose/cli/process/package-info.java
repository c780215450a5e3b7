/** What ps(1) tells of processes, from /proc: a machine needs no ps for it. */
@NullMarked
package io.jcompose.cli.process;

import org.jspecify.annotations.NullMarked;
