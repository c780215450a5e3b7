package io.jcompose.linux.cgroup;

/** @param memoryLimitBytes -1: none */
public record CgroupUsage(long cpuNanoseconds, long memoryBytes, long memoryLimitBytes, long processes) {}
