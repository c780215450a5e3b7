package io.jcompose.engine.container;

import io.jcompose.engine.container.Containers.OutputListener;
import io.jcompose.engine.image.Images;
import io.jcompose.engine.log.JournaledLog;
import io.jcompose.engine.log.LogActivity;
import io.jcompose.engine.log.LogWriter;
import io.jcompose.engine.log.Stream;
import io.jcompose.engine.log.driver.LogSettings;
import io.jcompose.engine.log.driver.LogSubject;
import io.jcompose.engine.log.driver.Shipper;
import io.jcompose.error.JcomposeException;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.poll.Poller;
import io.jcompose.linux.poll.Reader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Carries what a process writes from its fifos (or its terminal) to the log and to those who listen. One for each run of a container.
 *
 * <p>Everything happens on the poller's thread but the last reading, which {@link #finish} does when the process has ended.
 */
final class Output {
    private static final System.Logger LOG = System.getLogger(Output.class.getName());

    private final String container;
    private final LogActivity activity;
    private final Optional<JournaledLog> log;
    private final Optional<Shipper> shipper;
    private final List<OutputListener> listeners = new CopyOnWriteArrayList<>();
    private final BackPressure pressure = new BackPressure();
    private final List<Runnable> drains = new ArrayList<>();
    private final List<Runnable> closes = new ArrayList<>();

    private Output(Container container, ContainerFiles files, EngineParts parts, boolean starts) throws IOException {
        this.container = container.name();
        this.activity = parts.kernel().logActivity();
        LogSettings settings = settings(container);
        LogSubject subject = LogSubjects.of(container, parts.storage().images());
        this.shipper = settings.remote()
                ? Optional.of(Shipper.open(settings, subject, files.log(), activity, pressure::release, starts))
                : Optional.empty();
        try {
            this.log = settings.kept() ? Optional.of(log(settings, subject, files, parts.kernel())) : Optional.empty();
        } catch (IOException | RuntimeException e) {
            shipper.ifPresent(Shipper::close);
            throw e;
        }
        activity.written();
    }

    private JournaledLog log(LogSettings settings, LogSubject subject, ContainerFiles files, EngineParts.Kernel kernel)
            throws IOException {
        LogWriter writer = new LogWriter(
                files.log(),
                settings.rotation(),
                settings.remote() ? "" : settings.attributes().json(subject),
                kernel.logClock(),
                kernel.logPacker());
        return new JournaledLog(writer, files.bundle(), new Batches());
    }

    /** Opens the log of a container that starts, whose run directory is there; throws FAILED_PRECONDITION when its logging driver's server is not there. */
    static Output open(Container container, ContainerFiles files, EngineParts parts) throws IOException {
        return new Output(container, files, parts, true);
    }

    /** Opens the log of a container that a killed engine has started, and brings in what that had begun. */
    static Output resume(Container container, ContainerFiles files, EngineParts parts) throws IOException {
        files.makeBundle();
        return new Output(container, files, parts, false);
    }

    /** The container's id; UNSUPPORTED in docker's words when its logging driver keeps nothing to be read. */
    static ContainerId readable(Cell cell) {
        if (!settings(cell.snapshot()).readable()) {
            throw new JcomposeException(
                    JcomposeException.Kind.UNSUPPORTED,
                    "configured logging driver does not support reading",
                    "give the container the driver json-file or local");
        }
        return cell.id;
    }

    /** What the lines of its log carry. */
    static Map<String, String> details(Container container, Images images) {
        return settings(container).attributes().ofLine(LogSubjects.of(container, images));
    }

    private static LogSettings settings(Container container) {
        ContainerSpec.LogConfig config = container.spec().supervision().log();
        return LogSettings.of(config.driver(), config.options());
    }

    /** Called under the log's lock. Of many failures on end the first is told, and their end. */
    private final class Batches implements JournaledLog.Listener {
        private boolean failing;
        /** The batch that is being written. */
        private boolean failed;

        @Override
        public void written(Stream stream, byte[] bytes) {
            if (failing && !failed) {
                failing = false;
                LOG.log(System.Logger.Level.WARNING, "the log of container {0} is written again", container);
            }
            failed = false;
            shipper.ifPresent(sender -> sender.added(bytes.length));
            activity.written();
            shipper.ifPresent(sender -> pressure.holdWhen(sender::tooFarBehind));
            tell(stream, bytes);
        }

        @Override
        public void failed(IOException failure) {
            failed = true;
            if (!failing) {
                failing = true;
                logFailure(failure);
            }
        }
    }

    private void logFailure(IOException failure) {
        LOG.log(
                System.Logger.Level.ERROR,
                "the log of container {0} can''t be written: {1}",
                container,
                failure.getMessage());
    }

    private void tell(Stream stream, byte[] bytes) {
        for (OutputListener listener : listeners) {
            listener.output(stream, bytes);
        }
    }

    /** Reads two fifos from now on; what already lies in them is read too. */
    void readFifos(Poller poller, Path stdout, Path stderr) {
        readFifo(poller, stdout, Stream.STDOUT);
        readFifo(poller, stderr, Stream.STDERR);
    }

    /** O_RDWR: the engine's end never sees an end of file between two writers, and the fifo keeps its content while the engine lives. */
    private void readFifo(Poller poller, Path fifo, Stream stream) {
        int descriptor = Descriptors.open(fifo.toString(), Open.RDWR | Open.NONBLOCK);
        if (log.isPresent()) {
            var reader = log.get().read(poller, descriptor, stream);
            pressure.on(reader::pause, reader::resume);
            drains.add(reader::drain);
            closes.add(reader::close);
        } else {
            readPlainly(poller, descriptor, stream);
        }
        closes.add(() -> Descriptors.close(descriptor));
    }

    /** Reads the engine's end of a terminal, which stays its owner's. */
    void readTerminal(Poller poller, int descriptor) {
        readPlainly(poller, descriptor, Stream.STDOUT);
    }

    private void readPlainly(Poller poller, int descriptor, Stream stream) {
        Reader reader = Reader.open(poller, descriptor, new Reader.Sink() {
            @Override
            public void data(byte[] bytes) {
                log.ifPresentOrElse(kept -> kept.write(stream, bytes), () -> tell(stream, bytes));
            }

            @Override
            public void end() {
                // a terminal whose last process has gone; finish() follows
            }
        });
        pressure.on(reader::pause, reader::resume);
        drains.add(reader::drain);
        closes.add(reader::close);
    }

    void add(OutputListener listener) {
        listeners.add(listener);
    }

    void remove(OutputListener listener) {
        listeners.remove(listener);
    }

    /** The process has ended: reads its last words, ends lines that have no end, closes everything. */
    void finish() {
        drains.forEach(Runnable::run);
        closes.forEach(Runnable::run);
        log.ifPresent(kept -> {
            try {
                kept.finish();
                activity.written();
            } catch (IOException e) {
                logFailure(e);
            }
            kept.close();
        });
        shipper.ifPresent(Shipper::close);
    }
}
