package io.jcompose.engine.log;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The files of one log that were put aside: {@code .1} or {@code .1.gz} is the youngest.
 *
 * <p>Putting aside is some renames and happens on the writing thread; packing takes long and happens on the packer's, while files are put aside under it. A
 * file is known by its inode, so that it is found again under whatever number it has then. Each step leaves a state that {@link #recover} and readers
 * understand: a plain file beside a packed one of the same number is the whole one.
 */
final class LogRotation {
    private static final String PACKED = ".gz";
    private static final int CHUNK = 64 * 1024;

    private final Path current;
    private final Rotation settings;
    private final LogPacker packer;
    private boolean packing;

    LogRotation(Path current, Rotation settings, LogPacker packer) {
        this.current = current;
        this.settings = settings;
        this.packer = packer;
    }

    private Path aside(int number, String ending) {
        return current.resolveSibling(current.getFileName() + "." + number + ending);
    }

    /** The file that takes the current one's place in {@link #putAside}. It is made before, so that there is always one to be written. */
    Path next() {
        return current.resolveSibling(current.getFileName() + ".next");
    }

    private Path halfPacked() {
        return current.resolveSibling(current.getFileName() + ".packing");
    }

    /** Whether nothing was ever written: while files are put aside there may be no current one, but then there is the next. */
    boolean isFirst() {
        return !Files.exists(current) && !Files.exists(next());
    }

    /** Takes up what a killed engine has left: half-made and double files, and those that it had no time to pack. */
    synchronized void recover() throws IOException {
        Files.deleteIfExists(halfPacked());
        Files.deleteIfExists(next());
        for (int number = 1; number < settings.maxFiles(); number++) {
            if (Files.exists(aside(number, ""))) {
                Files.deleteIfExists(aside(number, PACKED));
            }
        }
        packSoon();
    }

    /** Renames the current file to {@code .1}, the others to the next number, and {@link #next} to the current one; the oldest goes when there are too many. */
    synchronized void putAside() throws IOException {
        // an attempt that failed below has put it aside already
        if (settings.maxFiles() > 1 && Files.exists(current)) {
            makeRoom();
            Files.move(current, aside(1, ""));
        }
        Files.move(next(), current, StandardCopyOption.ATOMIC_MOVE);
        packSoon();
    }

    private void makeRoom() throws IOException {
        int free = 1;
        while (free < settings.maxFiles() && isThere(free)) {
            free++;
        }
        if (free == settings.maxFiles()) {
            free--;
            Files.deleteIfExists(aside(free, ""));
            Files.deleteIfExists(aside(free, PACKED));
        }
        for (int number = free - 1; number >= 1; number--) {
            for (String ending : new String[] {"", PACKED}) {
                if (Files.exists(aside(number, ending))) {
                    Files.move(aside(number, ending), aside(number + 1, ending));
                }
            }
        }
    }

    private boolean isThere(int number) {
        return Files.exists(aside(number, "")) || Files.exists(aside(number, PACKED));
    }

    private void packSoon() {
        if (settings.compress() && !packing && oldestPlain().isPresent()) {
            packing = packer.add(this);
        }
    }

    private Optional<Path> oldestPlain() {
        for (int number = settings.maxFiles() - 1; number >= 1; number--) {
            if (Files.exists(aside(number, ""))) {
                return Optional.of(aside(number, ""));
            }
        }
        return Optional.empty();
    }

    /** On the packer's thread: packs what is to be packed, the oldest first. */
    void pack() throws IOException {
        try {
            while (!Thread.currentThread().isInterrupted() && packOldest()) {
                continue;
            }
        } catch (IOException e) {
            synchronized (this) {
                packing = false;
            }
            throw e;
        } finally {
            Files.deleteIfExists(halfPacked());
        }
    }

    private boolean packOldest() throws IOException {
        Object key;
        InputStream in;
        synchronized (this) {
            Optional<Path> plain = oldestPlain();
            if (plain.isEmpty()) {
                packing = false;
                return false;
            }
            key = Objects.requireNonNull(key(plain.get()));
            in = Files.newInputStream(plain.get());
        }
        try (in;
                OutputStream out = new FastGzip(Files.newOutputStream(halfPacked()))) {
            byte[] chunk = new byte[CHUNK];
            for (int count = in.read(chunk); count > 0; count = in.read(chunk)) {
                out.write(chunk, 0, count);
                if (Thread.currentThread().isInterrupted()) {
                    return false;
                }
            }
        }
        replace(key);
        return true;
    }

    /** The packed file takes the place of the plain one, wherever that is now; it may be gone as the oldest. */
    private synchronized void replace(Object key) throws IOException {
        for (int number = 1; number < settings.maxFiles(); number++) {
            if (key.equals(key(aside(number, "")))) {
                Files.move(halfPacked(), aside(number, PACKED), StandardCopyOption.ATOMIC_MOVE);
                Files.delete(aside(number, ""));
                return;
            }
        }
    }

    private static @Nullable Object key(Path file) throws IOException {
        return Files.exists(file)
                ? Files.readAttributes(file, BasicFileAttributes.class).fileKey()
                : null;
    }

    /** Packs in a third of the usual time and a few per cent worse: a log that floods is packed while it is written. */
    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(OutputStream out) throws IOException {
            super(out, CHUNK);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
