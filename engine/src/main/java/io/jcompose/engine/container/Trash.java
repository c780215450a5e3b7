package io.jcompose.engine.container;

import io.jcompose.linux.LinuxException;
import io.jcompose.linux.process.NewThreads;
import io.jcompose.linux.tree.Directory;
import java.nio.file.Path;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Deletes directories that nobody knows any more, one after the other, while whoever threw them away goes on: a container's own are some twenty files, which
 * take a tenth of its whole life. What an engine that is killed has not come to, the next one's sweep takes away.
 */
final class Trash implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Trash.class.getName());
    private static final int IDLE_SECONDS = 10;

    private final ThreadPoolExecutor deleting = new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("jcompose-trash").factory(),
            new ThreadPoolExecutor.DiscardPolicy());

    Trash() {
        deleting.allowCoreThreadTimeOut(true);
    }

    /** @param directory that nothing refers to; stays for the next engine when this one ends already */
    void take(Path directory) {
        try {
            NewThreads.begin("jcompose-trash", () -> deleting.execute(() -> delete(directory)));
        } catch (LinuxException e) {
            LOG.log(System.Logger.Level.DEBUG, "who throws something away deletes it himself", e);
            delete(directory);
        }
    }

    private static void delete(Path directory) {
        try {
            Directory.removeTree(directory);
        } catch (LinuxException e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "the files of a removed container in \"{0}\" can''t be deleted: {1}",
                    directory,
                    e.getMessage());
        }
    }

    /** Ends once all is deleted. */
    @Override
    public void close() {
        deleting.close();
    }
}
