package io.jcompose.engine.build.context;

import io.jcompose.linux.tree.FileStatus;
import io.jcompose.linux.tree.OpenFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * SHA-256 of files, remembered by device, inode, size and both times to the nanosecond.
 *
 * <p>The change time can't be set by programs, so a file that was written after it was hashed shows it, unless both happened within one tick of the
 * kernel's clock: a file that changed in the last two seconds is hashed anew every time (git's "racy" files).
 */
public final class FileHashes {
    private static final int REMEMBERED = 200_000;
    private static final long RACY_SECONDS = 2;

    private final Clock clock;
    private final Map<Identity, String> known = new LinkedHashMap<>(1024, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Identity, String> eldest) {
            return size() > REMEMBERED;
        }
    };

    private record Identity(long device, long inode, long size, FileStatus.Time modified, FileStatus.Time changed) {
        static Identity of(FileStatus status) {
            return new Identity(status.device(), status.inode(), status.size(), status.modified(), status.changed());
        }
    }

    public FileHashes(Clock clock) {
        this.clock = clock;
    }

    /** The digest of a regular file's bytes, in hex. */
    public String of(FileTree tree, TreeFile file) {
        Identity identity = Identity.of(file.status());
        synchronized (known) {
            String hash = known.get(identity);
            if (hash != null) {
                return hash;
            }
        }
        Instant now = clock.instant();
        String hash = hash(tree, file);
        if (now.getEpochSecond() - file.status().changed().seconds() > RACY_SECONDS) {
            synchronized (known) {
                known.put(identity, hash);
            }
        }
        return hash;
    }

    private static String hash(FileTree tree, TreeFile file) {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[(int) Math.clamp(file.status().size() + 1, 512, 1 << 16)];
        try (OpenFile open = tree.read(file);
                InputStream in = open.input()) {
            int n;
            while ((n = in.read(buffer, 0, buffer.length)) >= 0) {
                digest.update(buffer, 0, n);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** A fresh SHA-256. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
