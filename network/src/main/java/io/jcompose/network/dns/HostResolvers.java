package io.jcompose.network.dns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/** The host's resolv.conf, read again after it changed. Safe for concurrent use. */
public final class HostResolvers {
    private static final FileTime NEVER = FileTime.fromMillis(0);

    private record Snapshot(FileTime modified, ResolvConf value) {}

    private final Path file;
    private volatile Snapshot snapshot = new Snapshot(NEVER, ResolvConf.parse(""));

    public HostResolvers(Path file) {
        this.file = file;
    }

    public ResolvConf current() {
        try {
            FileTime modified = Files.exists(file) ? Files.getLastModifiedTime(file) : NEVER;
            if (!modified.equals(snapshot.modified())) {
                snapshot = new Snapshot(modified, ResolvConf.read(file));
            }
            return snapshot.value();
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + file, e);
        }
    }
}
