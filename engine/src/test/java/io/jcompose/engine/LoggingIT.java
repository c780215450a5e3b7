package io.jcompose.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.engine.container.Container;
import io.jcompose.engine.container.ContainerSpec;
import io.jcompose.engine.container.ContainerState;
import io.jcompose.engine.container.Logs;
import io.jcompose.error.JcomposeException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Logging drivers with real containers and real receivers. */
class LoggingIT {
    private TestEngine engine;

    @BeforeEach
    void open() throws IOException {
        engine = TestEngine.open();
    }

    @AfterEach
    void close() throws IOException {
        if (engine != null) {
            engine.close();
        }
    }

    private Container create(String name, String driver, Map<String, String> options, String... command) {
        ContainerSpec plain = TestEngine.spec(name, command);
        ContainerSpec.Supervision usual = plain.supervision();
        return engine.engine()
                .containers()
                .create(new ContainerSpec(
                        name,
                        plain.image(),
                        plain.process(),
                        plain.mounts(),
                        plain.networking(),
                        plain.isolation(),
                        plain.resources(),
                        new ContainerSpec.Supervision(
                                usual.restart(),
                                usual.healthcheck(),
                                usual.stopSignal(),
                                usual.stopTimeout(),
                                usual.autoRemove(),
                                new ContainerSpec.LogConfig(driver, options)),
                        Map.of("team", "shop")));
    }

    private void run(String name) {
        engine.engine().containers().start(name);
        engine.engine().containers().await(name);
    }

    private List<String> logs(String name) {
        List<String> lines = new ArrayList<>();
        engine.engine()
                .containers()
                .logs()
                .read(
                        List.of(name),
                        Logs.Query.ALL,
                        line -> lines.add(new String(line.text(), StandardCharsets.UTF_8)));
        return lines;
    }

    @Test
    void syslogIsSentAndReadBack() throws IOException {
        try (DatagramSocket receiver = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            receiver.setSoTimeout(30_000);
            create(
                    "web",
                    "syslog",
                    Map.of("syslog-address", "udp://127.0.0.1:" + receiver.getLocalPort(), "tag", "{{.Name}}"),
                    "sh",
                    "-c",
                    "echo one; echo two >&2");
            run("web");
            assertThat(List.of(receive(receiver), receive(receiver)))
                    .anySatisfy(
                            message -> assertThat(message).startsWith("<30>").endsWith("]: one\n"))
                    .anySatisfy(
                            message -> assertThat(message).startsWith("<27>").endsWith("]: two\n"));
            assertThat(logs("web")).containsExactlyInAnyOrder("one", "two");
        }
    }

    private static String receive(DatagramSocket receiver) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        receiver.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }

    @Test
    void aContainerWhoseSyslogServerIsNotThereDoesNotStart() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        create("web", "syslog", Map.of("syslog-address", "tcp://127.0.0.1:" + port), "true");
        assertThatThrownBy(() -> engine.engine().containers().start("web"))
                .isInstanceOf(JcomposeException.class)
                .hasMessageContaining("failed to initialize logging driver: dial /127.0.0.1:" + port);
        assertThat(engine.engine().containers().get("web").state())
                .isInstanceOfSatisfying(
                        ContainerState.Exited.class,
                        exited -> assertThat(exited.exit().code()).isEqualTo(128));
    }

    @Test
    void withoutALogNothingCanBeRead() {
        create("web", "none", Map.of(), "echo", "unheard");
        run("web");
        assertThatThrownBy(() -> logs("web"))
                .isInstanceOf(JcomposeException.class)
                .hasMessage("configured logging driver does not support reading");
    }

    @Test
    void unknownDriversAndOptionsAreRefusedBeforeAnythingIsMade() {
        assertThatThrownBy(() -> create("web", "gelf", Map.of(), "true"))
                .hasMessage("logger: no log driver named 'gelf' is registered");
        assertThatThrownBy(() -> create("web", "json-file", Map.of("max-sise", "1m"), "true"))
                .hasMessage("unknown log opt 'max-sise' for json-file log driver");
        assertThat(engine.engine().containers().list()).isEmpty();
    }

    @Test
    void linesCarryTheLabelsThatWereAskedFor() throws IOException {
        Container web = create("web", "json-file", Map.of("labels", "team", "tag", "{{.Name}}"), "echo", "hello");
        run("web");
        Path file = engine.root()
                .resolve("home/containers/" + web.id().value() + "/" + web.id().value() + "-json.log");
        assertThat(Files.readString(file))
                .startsWith(
                        "{\"log\":\"hello\\n\",\"stream\":\"stdout\",\"attrs\":{\"tag\":\"web\",\"team\":\"shop\"},\"time\":\"");
        assertThat(logs("web")).containsExactly("hello");
    }

    /** A directory of its own, which shippers of logs that look for docker's files do not look into. */
    @Test
    void aLogWhereEarlierBuildsHadItGoesOn() throws IOException {
        Container web = create(
                "web",
                "json-file",
                Map.of("max-size", "1", "max-file", "5", "compress", "false"),
                "sh",
                "-c",
                "date +%N");
        run("web");
        run("web");
        List<String> before = logs("web");
        Path directory = engine.root().resolve("home/containers/" + web.id().value());
        Path earlier = Files.createDirectory(directory.resolve("logs"));
        for (String ending : List.of("", ".1")) {
            String name = web.id().value() + "-json.log" + ending;
            Files.move(directory.resolve(name), earlier.resolve(name));
        }
        engine.reopen();
        assertThat(logs("web")).hasSize(2).isEqualTo(before);
        run("web");
        assertThat(logs("web")).hasSize(3).startsWith(before.toArray(String[]::new));
        assertThat(earlier).doesNotExist();
    }

    /** 100 MB through a log of 3 x 100 kB: neither the engine's memory nor its disk takes part in it, and others are heard meanwhile. */
    @Test
    void aFloodStaysSmallAndOthersAreHeardMeanwhile() throws Exception {
        Container flood = create(
                "flood",
                "json-file",
                Map.of("max-size", "100k", "max-file", "3"),
                "sh",
                "-c",
                "busybox yes 0123456789012345678901234567890123456789 | head -c 100000000; echo; echo last");
        create(
                "other",
                "json-file",
                Map.of(),
                "sh",
                "-c",
                "while read line; do echo $line; done; busybox yes | head -n 1000");
        long before = usedAfterCollection();
        engine.engine().containers().start("flood");
        run("other");
        assertThat(logs("other")).hasSize(1000);
        engine.engine().containers().await("flood");
        List<String> kept = logs("flood");
        assertThat(kept).endsWith("last").hasSizeLessThan(5_000);
        Path logs = engine.root().resolve("home/containers/" + flood.id().value());
        long bytes = 0;
        try (var files = Files.newDirectoryStream(logs, "*-json.log*")) {
            for (Path file : files) {
                bytes += Files.size(file);
            }
        }
        assertThat(bytes).isLessThan(2_000_000);
        assertThat(usedAfterCollection() - before).isLessThan(30_000_000);
    }

    private static long usedAfterCollection() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
