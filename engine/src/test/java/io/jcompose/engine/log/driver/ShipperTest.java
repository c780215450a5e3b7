package io.jcompose.engine.log.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.engine.log.LogActivity;
import io.jcompose.engine.log.LogClock;
import io.jcompose.engine.log.LogLine;
import io.jcompose.engine.log.LogPacker;
import io.jcompose.engine.log.LogWriter;
import io.jcompose.engine.log.Rotation;
import io.jcompose.engine.log.Stream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShipperTest {
    private static final byte[] LONG = ("x".repeat(10_000) + "\n").getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path directory;

    private final LogClock clock = new LogClock(Clock.systemUTC());
    private final LogActivity activity = new LogActivity(clock);
    private final LogPacker packer = new LogPacker();
    private final AtomicInteger releases = new AtomicInteger();
    private final Receiver receiver = new Receiver();

    /** Takes lines while it is there and has permits. */
    private static final class Receiver implements Peer {
        private final List<String> got = new CopyOnWriteArrayList<>();
        private final Semaphore permits = new Semaphore(1_000_000);
        private volatile boolean there = true;

        @Override
        public void connect() throws IOException {
            if (!there) {
                throw new IOException("refused");
            }
        }

        @Override
        public void send(LogLine line) throws IOException {
            connect();
            permits.acquireUninterruptibly();
            got.add(new String(line.content(), StandardCharsets.UTF_8));
        }

        @Override
        public void close() {
            // it has nothing open
        }
    }

    @AfterEach
    void close() {
        packer.close();
    }

    private Path log() {
        return directory.resolve("x-json.log");
    }

    private Shipper shipper(Optional<Long> buffer) {
        return new Shipper("web", receiver, buffer, log(), activity, releases::incrementAndGet, true);
    }

    private LogWriter writer() throws IOException {
        return new LogWriter(log(), Rotation.DEFAULT, "", clock, packer);
    }

    private void write(LogWriter writer, Shipper shipper, byte[] bytes) throws IOException {
        writer.write(Stream.STDOUT, bytes, bytes.length);
        shipper.added(bytes.length);
        activity.written();
    }

    private void write(LogWriter writer, Shipper shipper, String text) throws IOException {
        write(writer, shipper, (text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whatIsWrittenIsSentAndTheLastWordsToo() throws IOException {
        try (LogWriter writer = writer()) {
            try (Shipper shipper = shipper(Optional.empty())) {
                write(writer, shipper, "one");
                Awaitility.await().until(() -> receiver.got.equals(List.of("one")));
                write(writer, shipper, "two");
            }
        }
        assertThat(receiver.got).containsExactly("one", "two");
    }

    @Test
    void theNextRunGoesOnWhereTheLastOneStoppedEvenWhenThePeerWasAway() throws IOException {
        try (LogWriter writer = writer()) {
            try (Shipper shipper = shipper(Optional.empty())) {
                write(writer, shipper, "one");
                Awaitility.await().until(() -> receiver.got.size() == 1);
                receiver.there = false;
                write(writer, shipper, "two");
            }
            assertThat(receiver.got).containsExactly("one");
            receiver.there = true;
            try (Shipper shipper = shipper(Optional.empty())) {
                write(writer, shipper, "three");
            }
        }
        assertThat(receiver.got).containsExactly("one", "two", "three");
    }

    @Test
    void aPeerThatComesBackGetsWhatWasWrittenMeanwhile() throws IOException {
        try (LogWriter writer = writer();
                Shipper shipper = shipper(Optional.empty())) {
            receiver.there = false;
            write(writer, shipper, "one");
            write(writer, shipper, "two");
            receiver.there = true;
            Awaitility.await().until(() -> receiver.got.equals(List.of("one", "two")));
        }
    }

    @Test
    void aSlowPeerMakesTheContainerWaitUntilItHasCaughtUp() throws IOException {
        receiver.permits.drainPermits();
        try (LogWriter writer = writer();
                Shipper shipper = shipper(Optional.empty())) {
            for (int i = 0; i < 150; i++) {
                write(writer, shipper, LONG);
            }
            assertThat(shipper.tooFarBehind()).isTrue();
            int before = releases.get();
            receiver.permits.release(1_000);
            Awaitility.await().until(() -> receiver.got.size() == 150);
            Awaitility.await().until(() -> releases.get() > before);
            assertThat(shipper.tooFarBehind()).isFalse();
        }
    }

    @Test
    void aPeerThatIsAwayHoldsUpNobody() throws IOException {
        try (LogWriter writer = writer();
                Shipper shipper = shipper(Optional.empty())) {
            receiver.there = false;
            for (int i = 0; i < 150; i++) {
                write(writer, shipper, LONG);
            }
            Awaitility.await().until(() -> !shipper.tooFarBehind());
        }
    }

    @Test
    void withoutBlockingTheOldestLinesAreDropped() throws IOException {
        receiver.permits.drainPermits();
        try (LogWriter writer = writer()) {
            try (Shipper shipper = shipper(Optional.of(50_000L))) {
                for (int i = 0; i < 100; i++) {
                    write(writer, shipper, LONG);
                }
                write(writer, shipper, "last");
                assertThat(shipper.tooFarBehind()).isFalse();
                receiver.permits.release(1_000);
            }
        }
        assertThat(receiver.got).hasSizeLessThan(10).endsWith("last");
    }

    @Test
    void aStartFailsWhenThePeerIsNotThere() {
        receiver.there = false;
        assertThatThrownBy(() -> shipper(Optional.empty())).hasMessage("failed to initialize logging driver: refused");
    }
}
