package io.jcompose.linux.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcompose.linux.process.ReturningThreads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NetworkNamespaceIT {
    @Test
    void whoWaitsIsWokenFromTheNamespaceWhereItWaits() throws Exception {
        OwnNamespace.run(directory -> {
            String home = own();
            ReturningThreads threads = new ReturningThreads("netns-test", Duration.ofSeconds(1));
            CountDownLatch somebodyWaits = new CountDownLatch(1);
            CompletableFuture<NetworkNamespace.Unbound<String>> coming =
                    NetworkNamespace.begin(threads, (outside, namespace) -> {
                        assertThat(somebodyWaits.await(10, TimeUnit.SECONDS)).isTrue();
                        return own();
                    });
            // runs on the thread that completes, as does whatever starts a virtual thread's carrier
            CompletableFuture<String> whence = coming.thenApply(_ -> own());
            somebodyWaits.countDown();

            try (NetworkNamespace.Unbound<String> made = coming.get(10, TimeUnit.SECONDS)) {
                assertThat(made.result()).startsWith("net:[").isNotEqualTo(home);
                assertThat(whence.get(10, TimeUnit.SECONDS)).isEqualTo(home);
                assertThat(made.<String>enter((outside, namespace) -> own())).isEqualTo(made.result());
            }
        });
    }

    private static String own() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net")).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
