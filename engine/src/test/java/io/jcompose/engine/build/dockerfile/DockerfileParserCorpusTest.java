package io.jcompose.engine.build.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.jcompose.error.JcomposeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class DockerfileParserCorpusTest {
    private static final String SET = "dockerfile-parser/";

    private static List<Path> directories(String name) throws IOException {
        try (Stream<Path> all = Files.list(Corpus.file(SET + name))) {
            return all.sorted().toList();
        }
    }

    @TestFactory
    Stream<DynamicTest> parsesTheTestFiles() throws IOException {
        return directories("testfiles").stream()
                .map(dir -> DynamicTest.dynamicTest(dir.getFileName().toString(), () -> {
                    DockerfileParser.Parsed parsed =
                            DockerfileParser.parse(Files.readString(dir.resolve("Dockerfile")), "Dockerfile");
                    StringBuilder dump = new StringBuilder();
                    parsed.nodes()
                            .forEach(node -> dump.append('(').append(dump(node)).append(")\n"));
                    assertThat(dump.toString()).isEqualTo(Files.readString(dir.resolve("result")));
                }));
    }

    @TestFactory
    Stream<DynamicTest> refusesTheNegativeFiles() throws IOException {
        return directories("testfiles-negative").stream()
                .map(dir -> DynamicTest.dynamicTest(dir.getFileName().toString(), () -> {
                    String text = Files.readString(dir.resolve("Dockerfile"));
                    assertThatThrownBy(() -> DockerfileParser.parse(text, "Dockerfile"))
                            .isInstanceOf(JcomposeException.class)
                            .hasMessageStartingWith("Dockerfile:");
                }));
    }

    @Test
    void knowsTheLinesOfEachInstruction() throws IOException {
        JsonNode wanted = Corpus.json(SET + "testfile-line/lines.json");
        DockerfileParser.Parsed parsed =
                DockerfileParser.parse(Corpus.text(SET + "testfile-line/Dockerfile"), "Dockerfile");
        assertThat(parsed.lines())
                .isEqualTo(
                        new Lines(wanted.get("start").asInt(), wanted.get("end").asInt()));
        List<Lines> children = new ArrayList<>();
        wanted.get("children")
                .forEach(c -> children.add(new Lines(c.get(0).asInt(), c.get(1).asInt())));
        assertThat(parsed.nodes().stream().map(Node::lines).toList()).isEqualTo(children);
    }

    @Test
    void readsHeredocs() throws IOException {
        JsonNode wanted = Corpus.json(SET + "heredoc/heredocs.json");
        List<Node> nodes = DockerfileParser.parse(Corpus.text(SET + "heredoc/Dockerfile"), "Dockerfile")
                .nodes();
        assertThat(nodes).hasSize(wanted.size() + 1);
        for (int i = 0; i < wanted.size(); i++) {
            List<Heredoc> expected = new ArrayList<>();
            wanted.get(i)
                    .forEach(h -> expected.add(new Heredoc(
                            h.get("name").asText(),
                            h.get("content").asText(),
                            h.get("expand").asBoolean(),
                            h.get("chomp").asBoolean(),
                            h.get("fd").asInt())));
            assertThat(nodes.get(i + 1).heredocs()).as("instruction " + (i + 1)).isEqualTo(expected);
        }
    }

    @Test
    void recognisesHeredocWords() throws IOException {
        JsonNode words = Corpus.json(SET + "heredoc/words.json");
        words.get("valid_named_EOF")
                .forEach(w -> assertThat(Heredoc.parse(w.asText()))
                        .as(w.asText())
                        .hasValueSatisfying(h -> assertThat(h.name()).isEqualTo("EOF")));
        words.get("not_a_heredoc")
                .forEach(w ->
                        assertThat(Heredoc.parse(w.asText())).as(w.asText()).isEmpty());
        words.get("error")
                .forEach(w -> assertThatThrownBy(() -> Heredoc.parse(w.asText()))
                        .as(w.asText())
                        .isInstanceOf(ExpansionException.class));
        words.get("lines").forEach(l -> {
            List<String> names = new ArrayList<>();
            l.get("names").forEach(n -> names.add(n.asText()));
            assertThat(Heredoc.inLine(l.get("line").asText()).stream()
                            .map(Heredoc::name)
                            .toList())
                    .as(l.get("line").asText())
                    .isEqualTo(names);
        });
    }

    @Test
    void readsJsonArraysOfStringsOnly() throws IOException {
        JsonNode arrays = Corpus.json(SET + "json-arrays.json");
        arrays.get("valid").forEach(row -> {
            List<String> out = new ArrayList<>();
            row.get("out").forEach(o -> out.add(o.asText()));
            assertThat(ArgumentForms.jsonArray(row.get("in").asText())
                            .orElseThrow()
                            .words())
                    .isEqualTo(out);
        });
        arrays.get("invalid")
                .forEach(row -> assertThatThrownBy(() -> ArgumentForms.jsonArray(row.asText()))
                        .as(row.asText())
                        .isInstanceOf(ExpansionException.class));
    }

    @TestFactory
    Stream<DynamicTest> readsDirectives() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode row : Corpus.json(SET + "directives.json")) {
            String in = row.get("in").asText();
            tests.add(DynamicTest.dynamicTest(row.get("fn").asText() + " " + in.replace("\n", "\\n"), () -> {
                if (row.get("fn").asText().equals("all")) {
                    List<List<String>> names = new ArrayList<>();
                    row.get("names")
                            .forEach(n -> names.add(
                                    List.of(n.get(0).asText(), n.get(1).asText())));
                    assertThat(Directives.all(in).stream()
                                    .map(d -> List.of(d.name(), d.value()))
                                    .toList())
                            .isEqualTo(names);
                } else {
                    checkDirective(row, in);
                }
            }));
        }
        return tests.stream();
    }

    private static void checkDirective(JsonNode row, String in) {
        var found = Directives.find(in, row.get("fn").asText());
        if (row.get("value").isNull()) {
            assertThat(found).isEmpty();
            return;
        }
        // The value is the first word of the directive's line.
        assertThat(found.orElseThrow().word()).isEqualTo(row.get("value").asText());
        if (row.has("cmdline")) {
            assertThat(found.orElseThrow().value()).isEqualTo(row.get("cmdline").asText());
        }
        if (row.has("line")) {
            assertThat(found.orElseThrow().line()).isEqualTo(row.get("line").asInt());
        }
    }

    private static String dump(Node node) {
        StringBuilder out = new StringBuilder(node.keyword());
        if (!node.flags().isEmpty()) {
            out.append(" [")
                    .append(String.join(
                            " ",
                            node.flags().stream()
                                    .map(DockerfileParserCorpusTest::quote)
                                    .toList()))
                    .append(']');
        }
        node.trigger().ifPresent(inner -> out.append(" (").append(dump(inner)).append(')'));
        node.arguments().forEach(a -> out.append(' ').append(quote(a)));
        return out.toString();
    }

    /** Quotes as Go's %q does. */
    private static String quote(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.codePoints().forEach(ch -> {
            switch (ch) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '\r' -> out.append("\\r");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case 0 -> out.append("\\x00");
                default -> out.appendCodePoint(ch);
            }
        });
        return out.append('"').toString();
    }
}
