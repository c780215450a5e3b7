package io.jcompose.linux.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.syscall.NativeScope;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readiness of real fifos. */
final class PollerTest {
    private final Poller poller = Poller.open("poller-test");
    private final List<Integer> open = new ArrayList<>();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        poller.close();
        open.forEach(Descriptors::close);
    }

    private String fifo(String name) {
        String path = directory.resolve(name).toString();
        Descriptors.makeFifo(path, 0600);
        return path;
    }

    private int open(String path, int flags) {
        int descriptor = Descriptors.open(path, flags | Open.NONBLOCK);
        open.add(descriptor);
        return descriptor;
    }

    private static void write(int descriptor, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertThat(Descriptors.write(descriptor, bytes, 0, bytes.length)).isEqualTo(bytes.length);
    }

    private static final class Collected implements Reader.Sink {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final AtomicInteger ends = new AtomicInteger();

        @Override
        public synchronized void data(byte[] read) {
            bytes.writeBytes(read);
        }

        @Override
        public void end() {
            ends.incrementAndGet();
        }

        synchronized String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }

    @Test
    void readsWhatIsWrittenAndTellsTheEndOnce() {
        String path = fifo("f");
        int in = open(path, Open.RDONLY);
        int out = Descriptors.open(path, Open.WRONLY);
        Collected collected = new Collected();
        try (Reader _ = Reader.open(poller, in, collected)) {
            write(out, "one ");
            write(out, "two");
            await().until(() -> collected.text().equals("one two"));
            assertThat(collected.ends).hasValue(0);

            Descriptors.close(out);

            await().until(() -> collected.ends.get() == 1);
        }
    }

    @Test
    void servesAQuietDescriptorBesideAFlood() {
        int loud = open(fifo("loud"), Open.RDWR);
        int quiet = open(fifo("quiet"), Open.RDWR);
        byte[] flood = new byte[4096];
        AtomicInteger floods = new AtomicInteger();
        poller.register(loud, Poller.IN, events -> {
            floods.incrementAndGet();
            // Never read, so always ready.
            assertThat(events & Poller.IN).isEqualTo(Poller.IN);
        });
        Descriptors.write(loud, flood, 0, flood.length);
        await().until(() -> floods.get() > 100);
        Collected collected = new Collected();
        try (Reader _ = Reader.open(poller, quiet, collected)) {
            write(quiet, "heard");

            await().until(() -> collected.text().equals("heard"));
        }
    }

    @Test
    void watchesAThousandDescriptors() {
        List<Integer> fifos = new ArrayList<>();
        AtomicInteger read = new AtomicInteger();
        List<Reader> readers = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            int descriptor = open(fifo("f" + i), Open.RDWR);
            fifos.add(descriptor);
            readers.add(Reader.open(poller, descriptor, new Reader.Sink() {
                @Override
                public void data(byte[] bytes) {
                    read.addAndGet(bytes.length);
                }

                @Override
                public void end() {}
            }));
        }

        fifos.forEach(descriptor -> write(descriptor, "x"));

        await().until(() -> read.get() == 1000);
        readers.forEach(Reader::close);
    }

    /** Who writes to one stream of a container may want to pause the other one, whose sink wants to pause this one. */
    @Test
    void pausingWaitsForNoSink() throws InterruptedException {
        int plain = open(fifo("plain"), Open.RDWR);
        int placed = open(fifo("placed"), Open.RDWR);
        CountDownLatch reached = new CountDownLatch(2);
        CountDownLatch paused = new CountDownLatch(1);
        BlockingQueue<Boolean> told = new LinkedBlockingQueue<>();
        try (NativeScope memory = NativeScope.open();
                Poller second = Poller.open("poller-test-2");
                Reader reader = Reader.open(poller, plain, new Reader.Sink() {
                    @Override
                    public void data(byte[] bytes) {
                        reached.countDown();
                        told.add(counted(paused));
                    }

                    @Override
                    public void end() {}
                });
                PlacedReader placing = PlacedReader.open(second, placed, new PlacedReader.Place() {
                    private final long address = memory.allocate(8);

                    @Override
                    public int room(int count) {
                        return count;
                    }

                    @Override
                    public long place(int count) {
                        return address;
                    }

                    @Override
                    public void taken(int count) {
                        reached.countDown();
                        told.add(counted(paused));
                    }
                })) {
            write(plain, "x");
            write(placed, "x");
            reached.await();
            reader.pause();
            reader.resume();
            placing.pause();
            placing.resume();
            paused.countDown();
            await().until(() -> told.size() == 2);
            assertThat(told).containsOnly(true);
        }
    }

    private static boolean counted(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void holdsBackWhilePausedAndGoesOnAfterwards() {
        int descriptor = open(fifo("f"), Open.RDWR);
        Collected collected = new Collected();
        try (Reader reader = Reader.open(poller, descriptor, collected)) {
            reader.pause();
            write(descriptor, "later");
            AtomicInteger turns = new AtomicInteger();
            int other = open(fifo("other"), Open.RDWR);
            poller.register(other, Poller.IN, _ -> turns.incrementAndGet());
            write(other, "x");
            await().until(() -> turns.get() > 10);
            assertThat(collected.text()).isEmpty();

            reader.resume();

            await().until(() -> collected.text().equals("later"));
        }
    }

    @Test
    void goesOnAfterAListenerThatThrows() {
        int bad = open(fifo("bad"), Open.RDWR);
        int good = open(fifo("good"), Open.RDWR);
        AtomicInteger calls = new AtomicInteger();
        poller.register(bad, Poller.IN, _ -> {
            calls.incrementAndGet();
            throw new IllegalStateException("expected by the test");
        });
        write(bad, "x");
        // Awaitility takes over uncaught exceptions of all threads while it waits; this one is meant to be uncaught.
        await().dontCatchUncaughtExceptions().until(() -> calls.get() == 1);
        Collected collected = new Collected();
        try (Reader _ = Reader.open(poller, good, collected)) {
            write(good, "on");

            await().dontCatchUncaughtExceptions().until(() -> collected.text().equals("on"));
        }
        assertThat(calls).hasValue(1);
    }

    @Test
    void tellsNothingAfterACancel() {
        int descriptor = open(fifo("f"), Open.RDWR);
        AtomicInteger calls = new AtomicInteger();
        Poller.Registration registration = poller.register(descriptor, Poller.IN, _ -> calls.incrementAndGet());
        registration.cancel();
        registration.cancel();
        write(descriptor, "x");
        AtomicInteger turns = new AtomicInteger();
        int other = open(fifo("other"), Open.RDWR);
        poller.register(other, Poller.IN, _ -> turns.incrementAndGet());
        write(other, "x");

        await().until(() -> turns.get() > 10);

        assertThat(calls).hasValue(0);
    }
}
