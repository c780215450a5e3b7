package io.jcompose.engine.log.driver;

import io.jcompose.engine.log.LogActivity;
import io.jcompose.engine.log.LogCursor;
import io.jcompose.engine.log.LogLine;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.file.MappedFile;
import io.jcompose.linux.file.OpenFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends the lines of one container's file to a {@link Peer}, on a virtual thread of its own, so that a peer that is slow or away holds up nobody else.
 *
 * <p>How far it has come is kept beside the file: after a kill of the engine the next one goes on there. While the peer is away lines stay in the file, and
 * those that are still there are sent when it is back. A peer that is there and slow makes the container wait ({@link #tooFarBehind}), or loses the oldest
 * lines, when the option {@code mode} is {@code non-blocking}.
 */
public final class Shipper implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Shipper.class.getName());
    private static final long PATIENCE = 1 << 20;
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);
    private static final long AGAIN_MILLIS = 100;
    private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(30);

    private final String container;
    private final Peer peer;
    private final Optional<Long> buffer;
    private final LogActivity activity;
    private final LogCursor cursor;
    private final MappedFile position;
    private final Runnable caughtUp;
    private final AtomicLong behind = new AtomicLong();
    private final Thread thread;
    private volatile boolean away;
    private volatile boolean ending;
    private long dropped;

    /**
     * Begins to send.
     *
     * @param log the container's file
     * @param caughtUp called when {@link #tooFarBehind} is no longer so
     * @throws JcomposeException FAILED_PRECONDITION when {@code mustConnect} and the peer is not there
     */
    public static Shipper open(
            LogSettings settings,
            LogSubject container,
            Path log,
            LogActivity activity,
            Runnable caughtUp,
            boolean mustConnect) {
        Peer peer = settings.driver() == LogDriver.JOURNALD
                ? new Journald(Journald.SOCKET, container, settings.attributes())
                : new Syslog(
                        settings.syslog().orElseThrow(), settings.attributes().tag(container));
        return new Shipper(container.name(), peer, settings.buffer(), log, activity, caughtUp, mustConnect);
    }

    Shipper(
            String container,
            Peer peer,
            Optional<Long> buffer,
            Path log,
            LogActivity activity,
            Runnable caughtUp,
            boolean mustConnect) {
        this.container = container;
        this.peer = peer;
        this.buffer = buffer;
        this.activity = activity;
        this.caughtUp = caughtUp;
        try {
            peer.connect();
            Files.createDirectories(log.getParent());
        } catch (IOException e) {
            if (mustConnect) {
                throw new JcomposeException(
                        Kind.FAILED_PRECONDITION,
                        "failed to initialize logging driver: " + e.getMessage(),
                        "start the server that the logging options name, or choose another logging driver",
                        e);
            }
            away = true;
        }
        this.position = MappedFile.open(log.resolveSibling("sent").toString(), Long.BYTES);
        this.cursor = new LogCursor(log, position.getLong(0));
        this.thread = Thread.ofVirtual().name("log-shipper").start(this::run);
    }

    /** So many bytes more are in the file. */
    public void added(int bytes) {
        behind.addAndGet(bytes);
    }

    /** Whether the container is to wait until {@code caughtUp} is called. */
    public boolean tooFarBehind() {
        return buffer.isEmpty() && !away && !ending && behind.get() > PATIENCE;
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                LogActivity.State state = activity.state();
                boolean last = ending;
                try {
                    sendAll();
                } catch (IOException e) {
                    if (!OpenFiles.areExhausted(e)) {
                        throw e;
                    }
                    // others give theirs back
                    TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
                    continue;
                }
                if (last) {
                    return;
                }
                activity.awaitAfter(state.count(), TimeUnit.HOURS.toNanos(1));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "the log of container {0} can''t be sent any more: {1}",
                    container,
                    e.getMessage());
        } finally {
            away = true;
            caughtUp.run();
        }
    }

    private void sendAll() throws IOException, InterruptedException {
        while (cursor.peek().isPresent()) {
            LogLine line = cursor.take();
            if (buffer.isPresent() && behind.get() > buffer.get()) {
                dropped++;
            } else {
                tellOfDropped();
                if (!sent(line)) {
                    return;
                }
            }
            position.putLong(0, line.time());
            long left = behind.addAndGet(-line.text().length);
            if (left <= PATIENCE / 2 && left + line.text().length > PATIENCE / 2) {
                caughtUp.run();
            }
        }
        behind.set(0);
        caughtUp.run();
    }

    private void tellOfDropped() {
        if (dropped > 0) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} lines of container {1} were not sent: the receiver is too slow",
                    dropped,
                    container);
            dropped = 0;
        }
    }

    /** Sends one line however long the peer is away; false when the container has ended meanwhile. */
    private boolean sent(LogLine line) throws InterruptedException {
        long pause = TimeUnit.MILLISECONDS.toNanos(100);
        while (true) {
            try {
                if (away) {
                    peer.connect();
                    away = false;
                }
                peer.send(line);
                return true;
            } catch (IOException e) {
                if (!away) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "the log of container {0} can''t be sent now: {1}",
                            container,
                            e.getMessage());
                }
                boolean first = !away;
                away = true;
                caughtUp.run();
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedException();
                }
                if (!first) {
                    if (ending) {
                        return false;
                    }
                    awaitEndOr(pause);
                    pause = Math.min(2 * pause, LONGEST_PAUSE);
                }
            }
        }
    }

    private synchronized void awaitEndOr(long nanos) throws InterruptedException {
        if (!ending) {
            TimeUnit.NANOSECONDS.timedWait(this, nanos);
        }
    }

    /** The container has ended and its last line is in the file: that is sent, unless the peer is away; then it goes with the next run. */
    @Override
    public void close() {
        synchronized (this) {
            ending = true;
            notifyAll();
        }
        activity.touched();
        try {
            if (!thread.join(LAST_WORDS)) {
                thread.interrupt();
                thread.join();
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
        peer.close();
        closeFiles();
    }

    private void closeFiles() {
        try {
            cursor.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } finally {
            position.close();
        }
    }
}
