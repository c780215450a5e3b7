package io.jcompose.linux.syscall;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcompose.linux.process.PidFd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import sun.misc.Signal;

/** Children that share the JVM's memory, while the JVM does all that it ever does to memory, threads and signals. */
final class ErrandTest {
    private static final int O_CLOEXEC = 0x80000;
    private static final int THREADS = 3;
    private static final int ERRANDS = 1500;
    private static final int SIG_BLOCK = 0;

    /** The child writes a number into a pipe, and nobody else. */
    private static long carried(long number) {
        try (NativeScope scope = NativeScope.open()) {
            long pipe = scope.allocate(8);
            Sys.call(Call.PIPE2, "", pipe, O_CLOEXEC);
            int out = NativeScope.getInt(pipe);
            int in = NativeScope.getInt(pipe + 4);
            try {
                long message = scope.allocate(8);
                NativeScope.putLong(message, number);
                int child = new Errand(scope).then(Call.WRITE, in, message, 8).run();
                PidFd.open(child).ifPresent(ended -> {
                    try (ended) {
                        ended.awaitEnding();
                    }
                });
                NativeScope.putLong(message, -1);
                Sys.call(Call.CLOSE, "", in);
                Sys.call(Call.READ, "", out, message, 8);
                return NativeScope.getLong(message);
            } finally {
                Sys.call(Call.CLOSE, "", out);
            }
        }
    }

    private static void collect(AtomicBoolean over) {
        List<byte[]> kept = new ArrayList<>();
        while (!over.get()) {
            for (int i = 0; i < 200; i++) {
                kept.add(new byte[1000 + i]);
            }
            kept.subList(0, kept.size() / 2).clear();
            System.gc();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    /** New code all the time, null pointers that the JVM finds by SIGSEGV, and threads that begin and end. */
    private static void compile(AtomicBoolean over, AtomicInteger found) {
        String[] texts = new String[2];
        texts[0] = "text";
        for (int round = 0; !over.get(); round++) {
            for (int i = 0; i < 20_000; i++) {
                try {
                    found.addAndGet(texts[i % 5000 == round % 5000 ? 1 : 0].length() & 1);
                } catch (NullPointerException e) {
                    found.incrementAndGet();
                }
            }
            Thread.ofPlatform().start(() -> LockSupport.parkNanos(1000));
        }
    }

    private static void raise(AtomicBoolean over) {
        while (!over.get()) {
            Signal.raise(new Signal("WINCH"));
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(100));
        }
    }

    @Test
    void thousandsLeaveTheJvmUnharmed() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger found = new AtomicInteger();
        AtomicInteger signals = new AtomicInteger();
        var before = Signal.handle(new Signal("WINCH"), signal -> signals.incrementAndGet());
        try (ExecutorService threads =
                Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
            List<Future<?>> beside = List.of(
                    threads.submit(() -> collect(over)),
                    threads.submit(() -> compile(over, found)),
                    threads.submit(() -> raise(over)));
            List<Future<Boolean>> right = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int thread = i;
                right.add(threads.submit(() -> allArrive(thread)));
            }
            try {
                for (Future<Boolean> each : right) {
                    assertThat(each.get()).as("all numbers arrive").isTrue();
                }
            } finally {
                over.set(true);
            }
            for (Future<?> each : beside) {
                each.get();
            }
        } finally {
            Signal.handle(new Signal("WINCH"), before);
        }
        assertThat(found.get()).isPositive();
        assertThat(signals.get()).isPositive();
        assertThat(children()).isEmpty();
    }

    private static boolean allArrive(int thread) {
        for (int i = 0; i < ERRANDS; i++) {
            long number = thread * 1_000_000L + i;
            if (carried(number) != number) {
                return false;
            }
        }
        return true;
    }

    private static String children() throws IOException {
        StringBuilder all = new StringBuilder();
        try (var tasks = Files.list(Path.of("/proc/self/task"))) {
            for (Path task : tasks.toList()) {
                all.append(childrenOf(task));
            }
        }
        return all.toString();
    }

    /** None of a thread that has ended meanwhile: they are another's then. */
    private static String childrenOf(Path task) throws IOException {
        try {
            return Files.readString(task.resolve("children"));
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    /** Those of the calling thread are as they were: one that stayed blocked would be missed for ever. */
    @Test
    void theCallersSignalsAreAsBefore() {
        long before = blocked();
        assertThat(carried(7)).isEqualTo(7);
        assertThat(blocked()).isEqualTo(before);
    }

    private static long blocked() {
        try (NativeScope scope = NativeScope.open()) {
            long set = scope.allocate(8);
            Sys.call(Call.RT_SIGPROCMASK, "", SIG_BLOCK, 0, set, 8);
            return NativeScope.getLong(set);
        }
    }
}
