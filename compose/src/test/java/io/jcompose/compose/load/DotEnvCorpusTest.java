package io.jcompose.compose.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.jcompose.compose.load.env.EnvironmentFiles;
import io.jcompose.error.JcomposeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DotEnvCorpusTest {
    static Stream<String> cases() throws IOException {
        return Corpora.entries("dotenv/cases").stream()
                .map(path -> path.getFileName().toString())
                .filter(name -> name.endsWith(".json"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void readsAsDockerComposeDoes(String name) throws IOException {
        Path directory = Corpora.at("dotenv/cases");
        JsonNode row = Corpora.json(directory.resolve(name));
        Map<String, String> environment = new LinkedHashMap<>();
        row.get("env")
                .properties()
                .forEach(entry ->
                        environment.put(entry.getKey(), entry.getValue().asText()));
        List<Path> files = ConfigCorpus.texts(row.get("files")).stream()
                .map(directory::resolve)
                .toList();
        if (row.has("error")) {
            assertThatThrownBy(() -> EnvironmentFiles.read(files, environment))
                    .isInstanceOf(JcomposeException.class)
                    .hasMessageContaining(row.get("error").asText());
            return;
        }
        Map<String, String> values = EnvironmentFiles.read(files, environment);
        Map<String, String> expected = new LinkedHashMap<>();
        row.get("expected")
                .properties()
                .forEach(entry -> expected.put(entry.getKey(), entry.getValue().asText()));
        if (row.path("exact").asBoolean()) {
            assertThat(values).isEqualTo(expected);
        } else {
            assertThat(values).containsAllEntriesOf(expected);
        }
        row.path("absent").forEach(absent -> assertThat(values).doesNotContainKey(absent.asText()));
    }
}
