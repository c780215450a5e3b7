package io.jcompose.engine.container;

/**
 * What a running container uses.
 *
 * @param cpuNanoseconds since it was started
 * @param systemNanoseconds what all processors of the machine have run and idled together, of the same moment
 * @param memoryBytes without page cache that can be given back
 * @param memoryLimitBytes the machine's memory when there is no limit
 * @param processes processes and threads
 * @param receivedBytes over all its own network interfaces but the loopback one
 * @param readBytes from block devices
 */
public record ContainerUsage(
        long cpuNanoseconds,
        long systemNanoseconds,
        long memoryBytes,
        long memoryLimitBytes,
        long processes,
        long receivedBytes,
        long sentBytes,
        long readBytes,
        long writtenBytes) {}
