package io.jcompose.engine.runtime;

/**
 * A process that can't be mistaken for a later one with the same pid.
 *
 * @param pid in the host's pid namespace
 * @param startTime field 22 of proc_pid_stat(5), in clock ticks since boot
 */
public record ProcessIdentity(int pid, long startTime) {}
