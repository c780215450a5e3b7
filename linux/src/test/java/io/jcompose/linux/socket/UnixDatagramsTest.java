package io.jcompose.linux.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UnixDatagramsTest {
    /** More than a receiver's queue takes, /proc/sys/net/unix/max_dgram_qlen. */
    private static final int MANY = 10_000;

    @TempDir
    private Path directory;

    /** As many senders as the JDK has carriers of virtual threads, and more. */
    @Test
    void whoSendsToOneThatDoesNotReadHoldsUpNobodyAndGivesUp() throws InterruptedException {
        String path = directory.resolve("socket").toString();
        ConcurrentLinkedQueue<Integer> failures = new ConcurrentLinkedQueue<>();
        int senders = 2 * Runtime.getRuntime().availableProcessors();
        try (UnixDatagrams _ = UnixDatagrams.bind(path)) {
            List<Thread> sending = new ArrayList<>();
            for (int i = 0; i < senders; i++) {
                sending.add(Thread.ofVirtual().start(() -> failures.add(failure(path))));
            }
            assertThat(Thread.ofVirtual().start(() -> {}).join(Duration.ofSeconds(10)))
                    .isTrue();
            assertThat(sending).as("a second has not passed").allMatch(Thread::isAlive);
            for (Thread thread : sending) {
                assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
            }
        }
        assertThat(failures).hasSize(senders).containsOnly(Errno.EAGAIN);
    }

    private static int failure(String path) {
        try (UnixDatagrams sender = UnixDatagrams.connect(path)) {
            for (int i = 0; i < MANY; i++) {
                sender.send(new byte[] {1});
            }
            return 0;
        } catch (LinuxException e) {
            return e.errno();
        }
    }
}
