package io.jcompose.linux.mount;

import io.jcompose.linux.LinuxException;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.syscall.Call;
import io.jcompose.linux.syscall.NativeScope;
import io.jcompose.linux.syscall.Sys;
import java.nio.charset.StandardCharsets;

/** A file system being configured (fsopen(2)): options one by one, then {@link #mount}. */
public final class FileSystem implements AutoCloseable {
    private static final int SET_FLAG = 0;
    private static final int SET_STRING = 1;
    private static final int SET_FD = 5;
    private static final int CREATE = 6;
    private static final int FSOPEN_CLOEXEC = 1;
    private static final int FSMOUNT_CLOEXEC = 1;
    private static final int MESSAGE_BYTES = 1024;

    private final String type;
    private final int context;

    private FileSystem(String type, int context) {
        this.type = type;
        this.context = context;
    }

    /** One whose source in the table of mounts is its type. */
    public static FileSystem open(String type) {
        return open(type, type);
    }

    /** @param source what the table of mounts shows first; means nothing to a file system without a device */
    public static FileSystem open(String type, String source) {
        try (NativeScope scope = NativeScope.open()) {
            FileSystem opened =
                    new FileSystem(type, (int) Sys.call(Call.FSOPEN, type, scope.string(type), FSOPEN_CLOEXEC));
            opened.set("source", source);
            return opened;
        }
    }

    public FileSystem set(String key, String value) {
        check(attempt(key, value), key + "=" + value);
        return this;
    }

    /** 0, or the negative errno of a kernel or file system that does not take the option. At most 255 bytes of value. */
    public long attempt(String key, String value) {
        try (NativeScope scope = NativeScope.open()) {
            return Sys.attempt(Call.FSCONFIG, context, SET_STRING, scope.string(key), scope.string(value), 0);
        }
    }

    public FileSystem flag(String key) {
        try (NativeScope scope = NativeScope.open()) {
            check(Sys.attempt(Call.FSCONFIG, context, SET_FLAG, scope.string(key), 0, 0), key);
        }
        return this;
    }

    /** 0, or the negative errno of a kernel that does not know this option. */
    public long attemptDescriptor(String key, int descriptor) {
        try (NativeScope scope = NativeScope.open()) {
            return Sys.attempt(Call.FSCONFIG, context, SET_FD, scope.string(key), 0, descriptor);
        }
    }

    /** Makes the superblock and a detached mount of it. The descriptor is the caller's. */
    public int mount(long attributes) {
        check(Sys.attempt(Call.FSCONFIG, context, CREATE, 0, 0, 0), type);
        return (int) Sys.call(Call.FSMOUNT, type, context, FSMOUNT_CLOEXEC, attributes);
    }

    private void check(long result, String what) {
        if (result < 0) {
            String message = kernelMessage();
            throw new LinuxException((int) -result, "mount", message.isEmpty() ? what : what + " (" + message + ")");
        }
    }

    /** What the file system itself says about the failure; reading the context gives one message, as "e overlay: ...". */
    private String kernelMessage() {
        try (NativeScope scope = NativeScope.open()) {
            long buffer = scope.allocate(MESSAGE_BYTES);
            int count = Descriptors.read(context, buffer, MESSAGE_BYTES);
            if (count <= 0) {
                return "";
            }
            String text = new String(NativeScope.getBytes(buffer, count), StandardCharsets.UTF_8).strip();
            return text.length() > 2 && text.charAt(1) == ' ' ? text.substring(2) : text;
        }
    }

    @Override
    public void close() {
        Descriptors.close(context);
    }
}
