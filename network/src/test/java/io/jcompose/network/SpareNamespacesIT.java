package io.jcompose.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jcompose.linux.netlink.NetworkNamespace.Unbound;
import io.jcompose.network.SpareNamespaces.Furniture;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SpareNamespacesIT {
    private Vertx vertx;

    @BeforeEach
    void open() {
        Lab.requireRoot();
        vertx = Vertx.vertx();
    }

    @AfterEach
    void close() {
        if (vertx != null) {
            vertx.close().await();
        }
    }

    @Test
    void whatWasMadeAheadIsTakenOnceAndIsFurnished() {
        try (SpareNamespaces spares = new SpareNamespaces(vertx, Duration.ofMinutes(1))) {
            spares.prepare();
            await().until(() -> namespaces().size() == 1);
            String ahead = namespaces().getFirst();

            try (Unbound<Furniture> first = spares.take();
                    Unbound<Furniture> second = spares.take();
                    Furniture one = first.result();
                    Furniture other = second.result()) {
                assertThat(nameOf(first)).isEqualTo(ahead).isNotEqualTo(nameOf(second));
                assertThat(one.route().link("lo").orElseThrow().up()).isTrue();
                assertThat(other.route().link("lo").orElseThrow().up()).isTrue();
                String sockets = first.enter((_, _) -> Files.readString(Path.of("/proc/thread-self/net/udp")));
                assertThat(sockets).as("the name server's socket on 127.0.0.11").contains("0B00007F:");
            }
        }
        await().untilAsserted(() -> assertThat(namespaces()).isEmpty());
    }

    @Test
    void whatNobodyTakesGoes() {
        try (SpareNamespaces spares = new SpareNamespaces(vertx, Duration.ofMillis(300))) {
            spares.prepare();
            await().until(() -> namespaces().size() == 1);
            await().untilAsserted(() -> assertThat(namespaces()).isEmpty());
        }
    }

    private static String nameOf(Unbound<Furniture> namespace) {
        return target(Path.of("/proc/self/fd/" + namespace.descriptor()));
    }

    /** Those that descriptors of this process keep. */
    private static List<String> namespaces() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.map(SpareNamespacesIT::target)
                    .filter(name -> name.startsWith("net:["))
                    .distinct()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return "gone";
        }
    }
}
