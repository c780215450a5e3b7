package io.jcompose.linux.seccomp;

import io.jcompose.linux.file.Descriptors;
import java.util.List;

/**
 * Addresses of this process.
 *
 * @param end the first one behind it
 */
record AddressRange(long start, long end) {
    /** The code of the C library, from which all system calls of a JVM are made (proc_pid_maps(5)). */
    static AddressRange ofLibc() {
        for (String line : Descriptors.readFile("/proc/self/maps").split("\n")) {
            List<String> fields = List.of(line.split(" +"));
            String file = fields.getLast();
            if (fields.get(1).startsWith("r-x")
                    && file.substring(file.lastIndexOf('/') + 1).startsWith("libc.so")) {
                List<String> ends = List.of(fields.getFirst().split("-"));
                return new AddressRange(
                        Long.parseUnsignedLong(ends.getFirst(), 16), Long.parseUnsignedLong(ends.getLast(), 16));
            }
        }
        throw new IllegalStateException("this process has no C library in its memory");
    }
}
