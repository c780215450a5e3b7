package io.jcompose.compose.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.jcompose.compose.load.interpolate.Template;
import io.jcompose.compose.load.interpolate.TemplateException;
import io.jcompose.compose.load.interpolate.Variables;
import io.jcompose.compose.load.yaml.YamlReader;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InterpolationCorpusTest {
    static Stream<JsonNode> rows() throws IOException {
        return StreamSupport.stream(Corpora.json("interpolation.json").spliterator(), false);
    }

    static Stream<JsonNode> documents() throws IOException {
        return StreamSupport.stream(Corpora.json("interpolation-variables.json").spliterator(), false);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void substitutesAsDockerComposeDoes(JsonNode row) throws TemplateException {
        Map<String, String> environment = new LinkedHashMap<>();
        row.get("env")
                .properties()
                .forEach(entry ->
                        environment.put(entry.getKey(), entry.getValue().asText()));
        String template = row.get("template").asText();
        if (row.has("error")) {
            String wanted = row.get("error").asText().toLowerCase(Locale.ROOT);
            assertThatThrownBy(() -> Template.substitute(template, Variables.of(environment)))
                    .isInstanceOf(TemplateException.class)
                    .satisfies(e -> assertThat(String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT))
                            .contains(wanted));
        } else {
            assertThat(Template.substitute(template, Variables.of(environment)))
                    .isEqualTo(row.get("expected").asText());
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void findsTheVariablesOfADocument(JsonNode row) {
        var document =
                YamlReader.read("doc", row.get("doc").toString()).getFirst().root();
        Map<String, Template.Mention> found = VariableListing.of(document);
        Map<String, String> got = new LinkedHashMap<>();
        found.forEach((name, mention) ->
                got.put(name, mention.defaultValue() + "|" + mention.presenceValue() + "|" + mention.required()));
        Map<String, String> want = new LinkedHashMap<>();
        row.get("variables")
                .properties()
                .forEach(entry -> want.put(
                        entry.getKey(),
                        entry.getValue().get("default").asText() + "|"
                                + entry.getValue().get("presence").asText() + "|"
                                + entry.getValue().get("required").asBoolean()));
        assertThat(got).isEqualTo(want);
    }
}
