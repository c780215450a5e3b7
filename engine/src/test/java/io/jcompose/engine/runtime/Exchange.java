package io.jcompose.engine.runtime;

import io.jcompose.linux.file.Open;
import io.jcompose.linux.syscall.Call;
import io.jcompose.linux.syscall.NativeScope;
import io.jcompose.linux.syscall.Sys;
import java.nio.file.Path;

/** What an attacker does to a path while somebody walks it: two names change places in one step. */
final class Exchange {
    private static final int RENAME_EXCHANGE = 2;

    private Exchange() {}

    /** renameat2(2). */
    static void of(Path one, Path other) {
        try (NativeScope scope = NativeScope.open()) {
            Sys.call(
                    Call.RENAMEAT2,
                    "",
                    Open.AT_FDCWD,
                    scope.string(one.toString()),
                    Open.AT_FDCWD,
                    scope.string(other.toString()),
                    RENAME_EXCHANGE);
        }
    }
}
