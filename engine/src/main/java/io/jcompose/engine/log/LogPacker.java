package io.jcompose.engine.log;

import io.jcompose.linux.LinuxException;
import io.jcompose.linux.process.NewThreads;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Compresses the files that logs have put aside, one after the other on a thread of its own, so that no container waits for it. A log is in its queue at
 * most once.
 */
public final class LogPacker implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(LogPacker.class.getName());

    private final ThreadPoolExecutor thread;

    public LogPacker() {
        thread = new ThreadPoolExecutor(
                1,
                1,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("jcompose-log-packer").factory());
        thread.allowCoreThreadTimeOut(true);
    }

    /** False when nobody can do it now. */
    boolean add(LogRotation log) {
        if (thread.isShutdown()) {
            return false;
        }
        try {
            NewThreads.begin("jcompose-log-packer", () -> thread.execute(() -> pack(log)));
            return true;
        } catch (LinuxException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "a log is compressed later, with the next that is full: {0}",
                    e.getMessage());
            return false;
        }
    }

    private static void pack(LogRotation log) {
        try {
            log.pack();
        } catch (NoSuchFileException _) {
            // the container was removed meanwhile, its log with it
            return;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "a log can''t be compressed and stays as it is: {0}", e.getMessage());
        }
    }

    /** Gives up what it is at; the next engine does it. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            thread.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
