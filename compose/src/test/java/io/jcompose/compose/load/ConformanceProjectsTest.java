package io.jcompose.compose.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConformanceProjectsTest {
    static Stream<String> projects() throws IOException {
        return Corpora.entries("conformance-tests").stream()
                .filter(Files::isDirectory)
                .map(path -> path.getFileName().toString());
    }

    @ParameterizedTest
    @MethodSource("projects")
    void loadsEveryProjectOfTheConformanceTests(String name) throws IOException {
        Path directory = Corpora.at("conformance-tests/" + name);
        LoadResult result = new ProjectLoader().load(LoadRequest.of(directory, Map.of(), List.of()));
        assertThat(result.project().services()).isNotEmpty();
        assertThat(result.unsupported()).isEmpty();
    }
}
