package io.jcompose.linux.socket;

import io.jcompose.linux.syscall.Call;
import io.jcompose.linux.syscall.NativeScope;
import io.jcompose.linux.syscall.Sys;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/** A descriptor on its way through a unix socket: SCM_RIGHTS of unix(7). */
public final class PassedDescriptor {
    private static final int MSG_CMSG_CLOEXEC = 0x40000000;
    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;
    /** struct cmsghdr and one descriptor, rounded up: CMSG_SPACE(4). */
    private static final int CONTROL_BYTES = 24;

    private static final int MAX_NAME = 4096;

    private PassedDescriptor() {}

    /**
     * A struct msghdr for sendmsg(2).
     *
     * @param name the bytes that go with it; never empty
     */
    public static long message(NativeScope scope, String name, int descriptor) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        long buffer = scope.allocate(text.length);
        NativeScope.putBytes(buffer, text, 0, text.length);
        long control = scope.allocate(CONTROL_BYTES);
        NativeScope.putLong(control, 20);
        NativeScope.putInt(control + 8, SOL_SOCKET);
        NativeScope.putInt(control + 12, SCM_RIGHTS);
        NativeScope.putInt(control + 16, descriptor);
        return message(scope, buffer, text.length, control);
    }

    /** What comes with the next message; empty when nothing does, or nothing is there on a socket that does not block. */
    public static OptionalInt receive(int socket) {
        try (NativeScope scope = NativeScope.open()) {
            long control = scope.allocate(CONTROL_BYTES);
            long message = message(scope, scope.allocate(MAX_NAME), MAX_NAME, control);
            long count = Sys.attempt(Call.RECVMSG, socket, message, MSG_CMSG_CLOEXEC);
            boolean rights = count >= 0
                    && NativeScope.getLong(message + 40) > 16
                    && NativeScope.getInt(control + 8) == SOL_SOCKET
                    && NativeScope.getInt(control + 12) == SCM_RIGHTS;
            return rights ? OptionalInt.of(NativeScope.getInt(control + 16)) : OptionalInt.empty();
        }
    }

    /** struct msghdr with one buffer, and room for or with one descriptor. */
    private static long message(NativeScope scope, long buffer, int length, long control) {
        long vector = scope.allocate(16);
        NativeScope.putLong(vector, buffer);
        NativeScope.putLong(vector + 8, length);
        long message = scope.allocate(56);
        NativeScope.putLong(message + 16, vector);
        NativeScope.putLong(message + 24, 1);
        NativeScope.putLong(message + 32, control);
        NativeScope.putLong(message + 40, CONTROL_BYTES);
        return message;
    }
}
