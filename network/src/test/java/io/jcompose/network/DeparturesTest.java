package io.jcompose.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class DeparturesTest {
    private final AtomicInteger hurried = new AtomicInteger();
    private final Departures departures = new Departures(hurried::incrementAndGet);
    private final CompletableFuture<Void> detached = new CompletableFuture<>();
    private final List<String> done = new ArrayList<>();

    @Test
    void whoNeedsNothingOfALeavingSandboxDoesNotWaitForIt() {
        departures.begin(sandbox("1", "web", "front"), detached, () -> done.add("web"));

        departures.awaitOf("db");
        departures.awaitFrom("back");
        departures.await("2");

        assertThat(departures.isLeaving("1")).isTrue();
        assertThat(done).isEmpty();
        assertThat(hurried).hasValue(0);
    }

    @Test
    void theSameOwnerWaitsAndSoDoesWhoNeedsTheNetworkOrTheSandbox() throws Exception {
        departures.begin(sandbox("1", "web", "front"), detached, () -> done.add("web"));
        List<Thread> waiting = List.of(
                Thread.startVirtualThread(() -> departures.awaitOf("web")),
                Thread.startVirtualThread(() -> departures.awaitFrom("front")),
                Thread.startVirtualThread(() -> departures.await("1")),
                Thread.startVirtualThread(departures::awaitAll));
        for (Thread each : waiting) {
            assertThat(each.join(Duration.ofMillis(50))).isFalse();
        }
        assertThat(hurried).hasValue(waiting.size());

        detached.complete(null);

        for (Thread each : waiting) {
            each.join();
        }
        assertThat(done).containsExactly("web");
        assertThat(departures.isLeaving("1")).isFalse();
    }

    private static Sandbox sandbox(String id, String name, String network) {
        Endpoint endpoint = new Endpoint(
                EndpointSpec.of(network, name),
                network,
                "eth0",
                "ve1",
                "02:00:00:00:00:01",
                null,
                0,
                null,
                null,
                0,
                null);
        return new Sandbox(id, name, "/run/netns/" + id, List.of(endpoint), List.of(), DnsConfig.OF_THE_HOST);
    }
}
