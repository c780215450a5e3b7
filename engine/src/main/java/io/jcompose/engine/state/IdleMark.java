package io.jcompose.engine.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Tells an engine that ended because nobody needed it, and is started by the next command, from one that was stopped, killed or went down with the machine:
 * only after the latter do restart policies start containers that had been stopped.
 */
public final class IdleMark {
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final String KEY = "idle-in-boot";

    private final StateDb db;

    public IdleMark(StateDb db) {
        this.db = db;
    }

    /** The engine ends, and the next one of this boot goes on as if it were the same. */
    public void set() {
        db.saveMeta(KEY, boot());
    }

    /** Whether the engine before set it in this boot. It is told once. */
    public boolean take() {
        boolean idle = db.meta(KEY).filter(boot()::equals).isPresent();
        if (idle) {
            db.saveMeta(KEY, "");
        }
        return idle;
    }

    private static String boot() {
        try {
            return Files.readString(BOOT).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
