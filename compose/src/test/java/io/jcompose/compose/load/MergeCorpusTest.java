package io.jcompose.compose.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jcompose.compose.complaint.Complaint;
import io.jcompose.compose.load.merge.Merge;
import io.jcompose.compose.load.merge.Unicity;
import io.jcompose.compose.load.tree.Node;
import io.jcompose.compose.load.tree.Node.Mapping;
import io.jcompose.compose.load.yaml.YamlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MergeCorpusTest {
    static Stream<String> cases() throws IOException {
        return Stream.concat(
                        Corpora.entries("compose-merge").stream(), Corpora.entries("compose-merge/unicity").stream())
                .filter(path -> Files.exists(path.resolve("want.yaml")))
                .map(path -> Corpora.at("compose-merge").relativize(path).toString());
    }

    static Stream<String> printed() throws IOException {
        return cases().filter(name ->
                Files.exists(Corpora.at("compose-merge").resolve(name).resolve("golden.json")));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void mergesTreesAsDockerComposeDoes(String name) throws IOException {
        Path directory = Corpora.at("compose-merge/" + name);
        List<Complaint> complaints = new ArrayList<>();
        Mapping tree = read(directory.resolve("a.yaml"));
        if (Files.exists(directory.resolve("b.yaml"))) {
            tree = new Merge(complaints::add, (_, _, _) -> {}).files(tree, read(directory.resolve("b.yaml")));
        }
        Node merged = new Unicity(complaints::add).apply(tree);
        assertThat(complaints).isEmpty();
        assertThat(merged.plain())
                .isEqualTo(read(directory.resolve("want.yaml")).plain());
    }

    @ParameterizedTest
    @MethodSource("printed")
    void printsMergedFilesAsDockerComposeDoes(String name) throws IOException {
        Path directory = Corpora.at("compose-merge/" + name);
        List<String> files = Stream.of("a.yaml", "b.yaml")
                .filter(file -> Files.exists(directory.resolve(file)))
                .toList();
        LoadRequest request = new LoadRequest(
                directory,
                files,
                Optional.empty(),
                Map.of("HOME", "/root"),
                List.of(),
                List.of(),
                Optional.of("merge"),
                Optional.empty(),
                LoadFlags.stages(false, true, false, false, false));
        String printed = ConfigRenderer.json(new ProjectLoader().loadRaw(request));
        ObjectMapper json = new ObjectMapper();
        assertThat(json.readTree(printed))
                .isEqualTo(json.readTree(directory.resolve("golden.json").toFile()));
    }

    private static Mapping read(Path file) throws IOException {
        return (Mapping) YamlReader.read(file.toString(), Files.readString(file))
                .getFirst()
                .root();
    }
}
