package io.jcompose.linux.netlink;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;

/** The C functions this package needs, by JNA direct mapping. */
final class SocketCalls {
    static {
        Native.register(SocketCalls.class, "c");
    }

    private SocketCalls() {}

    static native int socket(int domain, int type, int protocol) throws LastErrorException;

    static native int bind(int fd, byte[] address, int length) throws LastErrorException;

    static native int setsockopt(int fd, int level, int option, byte[] value, int length) throws LastErrorException;

    static native int getsockopt(int fd, int level, int option, byte[] value, int[] length) throws LastErrorException;

    static native NativeLong send(int fd, byte[] data, NativeLong length, int flags) throws LastErrorException;

    static native NativeLong recv(int fd, byte[] data, NativeLong length, int flags) throws LastErrorException;

    static native int open(String path, int flags) throws LastErrorException;

    static native int close(int fd) throws LastErrorException;

    static native int unshare(int flags) throws LastErrorException;

    static native int setns(int fd, int type) throws LastErrorException;

    static native int mount(String source, String target, String type, NativeLong flags, byte[] data)
            throws LastErrorException;

    static native int umount2(String target, int flags) throws LastErrorException;
}
