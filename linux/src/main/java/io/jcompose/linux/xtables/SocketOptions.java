package io.jcompose.linux.xtables;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.Pointer;

/** The C functions this package needs, by JNA direct mapping. */
final class SocketOptions {
    static {
        Native.register(SocketOptions.class, "c");
    }

    private SocketOptions() {}

    static native int socket(int domain, int type, int protocol) throws LastErrorException;

    static native int getsockopt(int fd, int level, int option, byte[] value, int[] length) throws LastErrorException;

    static native int setsockopt(int fd, int level, int option, Pointer value, int length) throws LastErrorException;

    static native int open(String path, int flags, int mode) throws LastErrorException;

    static native int flock(int fd, int operation) throws LastErrorException;

    static native int close(int fd) throws LastErrorException;
}
