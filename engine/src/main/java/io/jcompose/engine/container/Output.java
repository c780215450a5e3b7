package io.jcompose.engine.container;

import io.jcompose.engine.container.Containers.OutputListener;
import io.jcompose.engine.container.Containers.Stream;
import io.jcompose.engine.log.LogActivity;
import io.jcompose.engine.log.LogWriter;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.poll.Poller;
import io.jcompose.linux.poll.Reader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Carries what a process writes from its fifos (or its terminal) to the log and to those who listen. One for each run of a container.
 *
 * <p>Everything happens on the poller's thread but the last reading, which {@link #finish} does when the process has ended.
 */
final class Output {
    private final Optional<LogWriter> log;
    private final LogActivity activity;
    private final Consumer<IOException> failed;
    private final List<OutputListener> listeners = new CopyOnWriteArrayList<>();
    private final Map<Integer, Reader> readers = new LinkedHashMap<>();
    private final List<Integer> owned = new ArrayList<>();
    private final Object writing = new Object();

    /**
     * @param log absent: the container keeps none
     * @param failed hears of a log that can't be written (a full disk); the container goes on and its output is dropped
     */
    Output(Optional<LogWriter> log, LogActivity activity, Consumer<IOException> failed) {
        this.log = log;
        this.activity = activity;
        this.failed = failed;
    }

    /** Reads two fifos from now on; what already lies in them is read too. */
    void readFifos(Poller poller, Path stdout, Path stderr) {
        read(poller, openFifo(stdout), Stream.STDOUT);
        read(poller, openFifo(stderr), Stream.STDERR);
    }

    /** O_RDWR: the engine's end never sees an end of file between two writers, and the fifo keeps its content while the engine lives. */
    private int openFifo(Path fifo) {
        int descriptor = Descriptors.open(fifo.toString(), Open.RDWR | Open.NONBLOCK);
        owned.add(descriptor);
        return descriptor;
    }

    /** Reads the engine's end of a terminal, which stays its owner's. */
    void readTerminal(Poller poller, int descriptor) {
        read(poller, descriptor, Stream.STDOUT);
    }

    private void read(Poller poller, int descriptor, Stream stream) {
        readers.put(descriptor, Reader.open(poller, descriptor, new Reader.Sink() {
            @Override
            public void data(byte[] bytes) {
                heard(stream, bytes);
            }

            @Override
            public void end() {
                // a terminal whose last process has gone; finish() follows
            }
        }));
    }

    private void heard(Stream stream, byte[] bytes) {
        synchronized (writing) {
            if (log.isPresent()) {
                try {
                    log.get().write(stream, bytes, bytes.length);
                    activity.written();
                } catch (IOException e) {
                    failed.accept(e);
                }
            }
            for (OutputListener listener : listeners) {
                listener.output(stream, bytes);
            }
        }
    }

    void add(OutputListener listener) {
        listeners.add(listener);
    }

    void remove(OutputListener listener) {
        listeners.remove(listener);
    }

    /** The process has ended: reads its last words, ends lines that have no end, closes everything. */
    void finish() {
        for (Reader reader : readers.values()) {
            reader.drain();
            reader.close();
        }
        owned.forEach(Descriptors::close);
        synchronized (writing) {
            log.ifPresent(this::finishLog);
        }
    }

    private void finishLog(LogWriter writer) {
        try {
            writer.finishLines();
            activity.written();
        } catch (IOException e) {
            failed.accept(e);
        }
        writer.close();
    }
}
