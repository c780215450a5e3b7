/**
 * The one binding to libc and the numbers of the system calls. Everything else in this module is built on {@link io.jcompose.linux.syscall.Sys}
 * and {@link io.jcompose.linux.syscall.NativeScope}; a package that needs a call of its own wraps {@code Sys.call} beside its subject.
 */
@NullMarked
package io.jcompose.linux.syscall;

import org.jspecify.annotations.NullMarked;
