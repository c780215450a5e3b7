package io.jcompose.compose.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jcompose.compose.complaint.ComposeFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a newcomer reads: each directory below {@code broken} holds files with several mistakes, and in expected.txt every word that is said about
 * them. {@code -Djcompose.golden=update} writes the expectations anew.
 */
class BrokenFilesTest {
    private static Path directory() {
        return Corpora.root().resolve("compose/src/test/resources/io/jcompose/compose/load/broken");
    }

    static Stream<String> projects() throws IOException {
        try (Stream<Path> entries = Files.list(directory())) {
            return entries.map(path -> path.getFileName().toString()).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("projects")
    void saysEverythingThatIsWrongAtOnce(String name) throws IOException {
        Path project = directory().resolve(name);
        List<Path> files = Stream.of("compose.yaml", "override.yaml")
                .filter(file -> Files.exists(project.resolve(file)))
                .map(Path::of)
                .toList();
        ComposeFileException refusal = catchThrowableOfType(
                ComposeFileException.class,
                () -> new ProjectLoader().load(LoadRequest.of(project, Map.of("HOME", "/root"), files)));
        assertThat(refusal).isNotNull();
        String said = String.valueOf(refusal.getMessage()).replace(project + "/", "") + "\n";
        Path expected = project.resolve("expected.txt");
        if ("update".equals(System.getProperty("jcompose.golden"))) {
            Files.writeString(expected, said);
        }
        assertThat(said).isEqualTo(Files.readString(expected));
        assertThat(refusal.complaints())
                .allSatisfy(complaint -> assertThat(complaint.mark().isKnown()).isTrue());
    }
}
