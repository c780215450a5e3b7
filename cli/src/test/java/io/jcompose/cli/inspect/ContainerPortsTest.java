package io.jcompose.cli.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcompose.engine.container.Container;
import io.jcompose.engine.container.ContainerId;
import io.jcompose.engine.container.ContainerSpec;
import io.jcompose.engine.container.ContainerState;
import io.jcompose.engine.image.Digest;
import io.jcompose.engine.image.ImageConfig;
import io.jcompose.network.DnsConfig;
import io.jcompose.network.PublishedPort;
import io.jcompose.network.Sandbox;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The texts are those of {@code docker container ls} 28.5. */
final class ContainerPortsTest {
    private static String text(List<String> exposed, PublishedPort... published) {
        ContainerSpec plain = ContainerSpec.of("one", "image");
        ContainerSpec.Networking n = plain.networking();
        ContainerSpec spec = new ContainerSpec(
                plain.name(),
                plain.image(),
                plain.process(),
                plain.mounts(),
                new ContainerSpec.Networking(
                        n.mode(),
                        n.attachments(),
                        n.ports(),
                        exposed,
                        n.dns(),
                        n.extraHosts(),
                        n.hostname(),
                        n.domainname()),
                plain.isolation(),
                plain.resources(),
                plain.supervision(),
                plain.labels());
        Sandbox sandbox = new Sandbox("id", "one", "/netns", List.of(), List.of(published), DnsConfig.OF_THE_HOST);
        Container container = new Container(
                new ContainerId("a".repeat(64)),
                spec,
                Digest.ofHex("b".repeat(64)),
                Instant.EPOCH,
                new ContainerState.Running(1, 1, Instant.EPOCH, false, ContainerState.Health.NONE),
                Optional.of(sandbox),
                List.of(),
                0);
        return ContainerPorts.text(container, ImageConfig.EMPTY);
    }

    private static PublishedPort port(String ip, int outside, int inside) {
        return new PublishedPort(ip, outside, inside, "tcp");
    }

    @Test
    void neighboursWithTheSameNumbersOnBothSidesAreOneRange() {
        assertThat(text(
                        List.of(),
                        port("0.0.0.0", 8500, 8500),
                        port("::", 8500, 8500),
                        port("0.0.0.0", 8501, 8501),
                        port("::", 8501, 8501),
                        port("0.0.0.0", 8502, 8502),
                        port("::", 8502, 8502)))
                .isEqualTo("0.0.0.0:8500-8502->8500-8502/tcp, [::]:8500-8502->8500-8502/tcp");
    }

    @Test
    void othersStandAloneAndLast() {
        assertThat(text(
                        List.of("99/tcp", "90/tcp", "91/tcp"),
                        port("127.0.0.1", 18000, 8000),
                        port("127.0.0.1", 18001, 8001),
                        port("0.0.0.0", 80, 80)))
                .isEqualTo(
                        "90-91/tcp, 0.0.0.0:80->80/tcp, 99/tcp, 127.0.0.1:18000->8000/tcp, 127.0.0.1:18001->8001/tcp");
    }

    @Test
    void whatIsPublishedIsNotAlsoTold() {
        assertThat(text(List.of("80/tcp", "80/udp"), port("0.0.0.0", 8080, 80)))
                .isEqualTo("80/udp, 0.0.0.0:8080->80/tcp");
    }
}
