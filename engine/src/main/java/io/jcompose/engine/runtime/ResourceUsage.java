package io.jcompose.engine.runtime;

/**
 * What a container uses, from its cgroup.
 *
 * @param cpuNanoseconds since its creation
 * @param memoryBytes without reclaimable page cache, as {@code docker stats} counts
 * @param memoryLimitBytes -1 when there is none
 * @param processes processes and threads
 * @param readBytes from block devices
 */
public record ResourceUsage(
        long cpuNanoseconds,
        long memoryBytes,
        long memoryLimitBytes,
        long processes,
        long readBytes,
        long writtenBytes) {}
