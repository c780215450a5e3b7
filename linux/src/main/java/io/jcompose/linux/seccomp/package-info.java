/**
 * seccomp(2): rules about system calls, compiled to the classic BPF program that the kernel asks at every call.
 *
 * <p>Names of calls and the differences between processors stay in here; who makes rules says {@code openat} and {@code SCMP_ARCH_X86_64}.
 */
@NullMarked
package io.jcompose.linux.seccomp;

import org.jspecify.annotations.NullMarked;
