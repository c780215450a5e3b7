package io.jcompose.cli.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcompose.compose.apply.ServiceContainer;
import io.jcompose.engine.container.Container;
import io.jcompose.engine.container.ContainerId;
import io.jcompose.engine.container.ContainerSpec;
import io.jcompose.engine.container.ContainerState;
import io.jcompose.engine.container.Logs;
import io.jcompose.engine.image.Digest;
import io.jcompose.engine.log.Stream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class LogPrinterTest {
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.120Z");

    private final RecordedStreams streams = new RecordedStreams(24, 80);

    private static ServiceContainer container(String service, int number) {
        Container container = new Container(
                new ContainerId("0".repeat(63) + number),
                ContainerSpec.of("shop-" + service + "-" + number, "image"),
                Digest.ofHex("0".repeat(64)),
                TIME,
                new ContainerState.Created(),
                Optional.empty(),
                List.of(),
                0);
        return new ServiceContainer("shop", service, number, false, container);
    }

    private static Logs.Line line(ServiceContainer container, Stream stream, String text) {
        return new Logs.Line(container.container().id(), TIME, stream, text.getBytes(StandardCharsets.UTF_8), true);
    }

    @Test
    void linesCarryTheirContainerInAColumnThatFitsAll() {
        ServiceContainer web = container("web", 1);
        ServiceContainer store = container("store", 1);
        LogPrinter printer = new LogPrinter(streams, new LogPrinter.Style(Ink.NONE, true, false));
        printer.expect(List.of(web, store));
        printer.line(web, line(web, Stream.STDOUT, "hello"));
        printer.line(store, line(store, Stream.STDERR, "trouble"));
        printer.exited(web, 3, false);
        printer.exited(store, 1, true);
        assertThat(streams.written()).isEqualTo("""
                web-1    | hello
                web-1 exited with code 3
                store-1 exited with code 1 (restarting)
                """);
        assertThat(streams.complained()).isEqualTo("store-1  | trouble\n");
    }

    @Test
    void eachContainerHasAColourOfItsOwn() {
        ServiceContainer one = container("web", 1);
        ServiceContainer two = container("web", 2);
        LogPrinter printer = new LogPrinter(streams, new LogPrinter.Style(Ink.ANSI, true, false));
        printer.expect(List.of(one, two));
        printer.line(one, line(one, Stream.STDOUT, "a"));
        printer.line(two, line(two, Stream.STDOUT, "b"));
        assertThat(streams.written()).isEqualTo("\u001b[36mweb-1  | \u001b[0ma\n\u001b[33mweb-2  | \u001b[0mb\n");
    }

    @Test
    void timesAndBarePrefixlessLinesAreThereWhenWanted() {
        ServiceContainer web = container("web", 1);
        new LogPrinter(streams, new LogPrinter.Style(Ink.NONE, false, true))
                .line(web, line(web, Stream.STDOUT, "hello"));
        assertThat(streams.written()).isEqualTo("2026-01-02T03:04:05.120000000Z hello\n");
    }
}
