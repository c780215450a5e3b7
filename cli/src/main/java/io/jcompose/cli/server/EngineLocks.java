package io.jcompose.cli.server;

import io.jcompose.cli.wire.EnginePaths;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One engine per home and per run directory: a lock on a file in each, held for life and let go by the kernel. The files hold the owner's pid. */
final class EngineLocks implements AutoCloseable {
    /** An engine that ends answers no more for up to half a second before the locks go; a command of that moment has started this one. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final Duration PAUSE = Duration.ofMillis(5);

    private final FileChannel home;
    private final FileChannel run;

    private EngineLocks(FileChannel home, FileChannel run) {
        this.home = home;
        this.run = run;
    }

    static EngineLocks take(EnginePaths paths) throws IOException {
        Files.createDirectories(paths.home());
        Files.createDirectories(paths.run());
        FileChannel home = take(paths.home().resolve("engine.lock"), paths.socket());
        try {
            return new EngineLocks(home, take(paths.lock(), paths.socket()));
        } catch (IOException | RuntimeException e) {
            home.close();
            throw e;
        }
    }

    private static FileChannel take(Path file, Path socket) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        @Nullable FileLock lock = patiently(channel, socket);
        if (lock == null) {
            String owner = Files.readString(file).trim();
            channel.close();
            throw new JcomposeException(
                    Kind.CONFLICT,
                    "\"" + file.getParent() + "\" belongs to a running engine with pid " + owner,
                    "use the same JCOMPOSE_HOME and JCOMPOSE_RUN as it does, or others for both");
        }
        channel.truncate(0);
        channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8)));
        return channel;
    }

    /**
     * Waits for the end of an engine that has already taken its socket away. Where there is one, somebody serves; waiting for his end, too, would bring an engine
     * that nobody wants any more right after he was stopped.
     */
    private static @Nullable FileLock patiently(FileChannel channel, Path socket) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        @Nullable FileLock lock = channel.tryLock();
        while (lock == null && !Files.exists(socket) && System.nanoTime() < end) {
            LockSupport.parkNanos(PAUSE.toNanos());
            lock = channel.tryLock();
        }
        return lock;
    }

    @Override
    public void close() throws IOException {
        try (home) {
            run.close();
        }
    }
}
