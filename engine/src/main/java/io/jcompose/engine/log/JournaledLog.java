package io.jcompose.engine.log;

import io.jcompose.linux.poll.PlacedReader;
import io.jcompose.linux.poll.Poller;
import java.io.IOException;
import java.nio.file.Path;

/** A container's log, fed from two pipes with a journal each (see {@link Journal}), or from a terminal. */
public final class JournaledLog implements AutoCloseable {
    private final LogWriter writer;
    private final Listener listener;
    private final Journal stdout;
    private final Journal stderr;

    /** Hears batches after they were written, in order, and of a log that can't be written. */
    public interface Listener {
        void written(Stream stream, byte[] bytes);

        void failed(IOException failure);
    }

    /**
     * Opens the log and finishes what a killed engine had begun.
     *
     * @param run the folder of the journals, which exists
     */
    public JournaledLog(LogWriter writer, Path run, Listener listener) throws IOException {
        this.writer = writer;
        this.listener = listener;
        this.stdout = new Journal(run.resolve("stdout.journal"), Stream.STDOUT, writer, listener);
        this.stderr = new Journal(run.resolve("stderr.journal"), Stream.STDERR, writer, listener);
        // the one that was being written comes first: it cuts the log back
        if (stderr.writing()) {
            stderr.recover();
            stdout.recover();
        } else {
            stdout.recover();
            stderr.recover();
        }
    }

    public PlacedReader read(Poller poller, int descriptor, Stream stream) {
        Journal journal = stream == Stream.STDOUT ? stdout : stderr;
        return PlacedReader.open(poller, descriptor, new PlacedReader.Place() {
            @Override
            public int room(int count) {
                return journal.room(count);
            }

            @Override
            public long place(int count) {
                return journal.place(count);
            }

            @Override
            public void taken(int count) {
                synchronized (writer) {
                    journal.taken(count);
                }
            }
        });
    }

    /** Output of a terminal, which a killed engine takes with it. */
    public void write(Stream stream, byte[] bytes) {
        synchronized (writer) {
            try {
                writer.write(stream, bytes, bytes.length);
                writer.rotateWhenFull();
            } catch (IOException e) {
                listener.failed(e);
            }
            listener.written(stream, bytes);
        }
    }

    /** The process has ended and its pipes are empty: begun lines are written as they are. */
    public void finish() throws IOException {
        synchronized (writer) {
            writer.finishLines();
            stdout.reset();
            stderr.reset();
        }
    }

    @Override
    public void close() {
        stdout.close();
        stderr.close();
        writer.close();
    }
}
