/**
 * Profiles of system calls: docker's format, the rules that every container has when nothing else is said, and what of a profile counts for one
 * container on one machine.
 */
@NullMarked
package io.jcompose.engine.seccomp;

import org.jspecify.annotations.NullMarked;
