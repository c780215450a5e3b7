package io.jcompose.linux.cgroup;

/**
 * What a cgroup uses.
 *
 * @param memoryBytes without page cache that nobody has used lately
 * @param memoryLimitBytes -1: none
 * @param readBytes from block devices
 */
public record CgroupUsage(
        long cpuNanoseconds,
        long memoryBytes,
        long memoryLimitBytes,
        long processes,
        long readBytes,
        long writtenBytes) {}
