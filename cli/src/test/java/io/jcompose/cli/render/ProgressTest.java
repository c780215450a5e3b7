package io.jcompose.cli.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcompose.compose.apply.Progress;
import io.jcompose.compose.apply.Progress.Kind;
import io.jcompose.compose.apply.Progress.Phase;
import io.jcompose.compose.apply.Progress.Resource;
import io.jcompose.engine.build.BuildProgress.Event;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProgressTest {
    private static final Resource WEB = new Resource(Kind.CONTAINER, "shop-web-1");
    private static final Resource NET = new Resource(Kind.NETWORK, "shop_default");
    private static final Resource IMAGE = new Resource(Kind.IMAGE, "shop-web");

    private final List<String> lines = new ArrayList<>();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void plainProgressIsOneLineForEachChange() {
        try (ProgressView view = new PlainProgress(lines::add)) {
            view.on(new Progress.Changed(NET, Phase.CREATING, ""));
            view.on(new Progress.Changed(NET, Phase.CREATED, "not shown"));
            view.on(new Progress.Warned("found orphan containers"));
            view.on(new Progress.Changed(WEB, Phase.FAILED, "port in use"));
        }
        assertThat(lines)
                .containsExactly(
                        " Network shop_default  Creating",
                        " Network shop_default  Created",
                        "warning: found orphan containers",
                        " Container shop-web-1  Error  port in use");
    }

    @Test
    void buildsLookLikeBuildKitsPlainOutput() {
        try (ProgressView view = new PlainProgress(lines::add)) {
            view.on(new Progress.Build(IMAGE, new Event.Started(1, "[web 1/2] FROM base")));
            view.on(new Progress.Build(IMAGE, new Event.Done(1, 40)));
            view.on(new Progress.Build(IMAGE, new Event.Started(2, "[web 2/2] RUN make")));
            view.on(new Progress.Build(IMAGE, new Event.Output(2, false, bytes("cc a"))));
            view.on(new Progress.Build(IMAGE, new Event.Output(2, false, bytes(".c\r\n50%\r100%\nrest"))));
            view.on(new Progress.Build(IMAGE, new Event.Done(2, 1260)));
            view.on(new Progress.Build(IMAGE, new Event.Started(3, "[web 3/3] COPY . .")));
            view.on(new Progress.Build(IMAGE, new Event.Cached(3, "[web 3/3] COPY . .")));
            view.on(new Progress.Build(IMAGE, new Event.Done(3, 0)));
        }
        assertThat(lines.stream().map(line -> line.replaceAll("^(#\\d+) \\d+\\.\\d{3} ", "$1 T ")))
                .containsExactly(
                        "#1 [web 1/2] FROM base",
                        "#1 DONE 0.0s",
                        "",
                        "#2 [web 2/2] RUN make",
                        "#2 T cc a.c",
                        "#2 T 100%",
                        "#2 T rest",
                        "#2 DONE 1.3s",
                        "",
                        "#3 [web 3/3] COPY . .",
                        "#3 CACHED");
    }

    @Test
    void jsonProgressIsAnObjectALine() {
        try (ProgressView view = new JsonProgress(lines::add)) {
            view.on(new Progress.Changed(WEB, Phase.STARTED, ""));
        }
        assertThat(lines).containsExactly("{\"id\":\"Container shop-web-1\",\"status\":\"Started\"}");
    }

    @Test
    void theLiveViewEndsWithOneLineForEachResourceAndNothingWiderThanTheTerminal() {
        RecordedStreams streams = new RecordedStreams(24, 40);
        Resource longName = new Resource(Kind.CONTAINER, "shop-" + "x".repeat(100));
        try (ProgressView view = new TerminalProgress(streams, Ink.NONE, "Running")) {
            view.on(new Progress.Changed(WEB, Phase.STARTING, ""));
            view.on(new Progress.Changed(longName, Phase.STARTING, ""));
            view.on(new Progress.Warned("careful"));
            view.on(new Progress.Changed(longName, Phase.STARTED, ""));
            view.on(new Progress.Changed(WEB, Phase.STARTED, ""));
        }
        String last = streams.complained();
        String screen = last.substring(last.lastIndexOf("[+]")).replaceAll("\u001b\\[[0-9;]*[A-Za-z]", "");
        assertThat(screen).startsWith("[+] Running 2/2\n");
        assertThat(screen.lines()).hasSize(3).allMatch(line -> Widths.of(line) < 40);
        assertThat(streams.complained()).contains("warning: careful\n");
    }

    @Test
    void theLiveViewIsNeverHigherThanTheTerminalWhileItIsRedrawn() {
        RecordedStreams streams = new RecordedStreams(6, 80);
        try (ProgressView view = new TerminalProgress(streams, Ink.NONE, "Running")) {
            for (int i = 0; i < 50; i++) {
                view.on(new Progress.Changed(new Resource(Kind.CONTAINER, "c" + i), Phase.CREATING, ""));
            }
        }
        int highest = Arrays.stream(streams.complained().split("\u001b\\["))
                .filter(part -> part.matches("(?s)\\d+A.*"))
                .mapToInt(part -> Integer.parseInt(part.substring(0, part.indexOf('A'))))
                .max()
                .orElse(0);
        assertThat(highest).isLessThan(6);
    }

    @Test
    void tablesAreDockers() {
        String table = new Table("NAME", "STATUS", "PORTS")
                .row("web", "Up 5 seconds", "80/tcp")
                .row("größe", "Created", "")
                .render();
        assertThat(table).isEqualTo("""
                NAME      STATUS         PORTS
                web       Up 5 seconds   80/tcp
                größe     Created        \n""");
    }

    @Test
    void widthsCountCellsAndNotCharacters() {
        assertThat(Widths.of("\u001b[36mweb\u001b[0m")).isEqualTo(3);
        assertThat(Widths.of("日本")).isEqualTo(4);
        assertThat(Widths.of("e\u0301")).isEqualTo(1);
        assertThat(Widths.cut("日本", 3)).isEqualTo("日");
        assertThat(Widths.cut("\u001b[31mabc\u001b[0m", 2)).isEqualTo("\u001b[31mab\u001b[0m");
    }
}
