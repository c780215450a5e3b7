package io.jcompose.linux.file;

import io.jcompose.linux.syscall.Call;
import io.jcompose.linux.syscall.NativeScope;
import io.jcompose.linux.syscall.Sys;

/** The two ends of a pipe (pipe2(2)), both close-on-exec and blocking. The descriptors are the caller's to close. */
public record Pipe(int readEnd, int writeEnd) {
    public static Pipe open() {
        try (NativeScope scope = NativeScope.open()) {
            long ends = scope.allocate(8);
            Sys.call(Call.PIPE2, "", ends, Open.CLOEXEC);
            return new Pipe(NativeScope.getInt(ends), NativeScope.getInt(ends + 4));
        }
    }
}
