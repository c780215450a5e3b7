package io.jcompose.compose.load;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The test data of other projects, read in place. */
final class Corpora {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Corpora() {}

    static Path root() {
        return Path.of(System.getProperty("jcompose.root", ".."));
    }

    static Path at(String name) {
        Path path = root().resolve("../shared/corpora").resolve(name).normalize();
        if (!Files.exists(path)) {
            if ("true".equals(System.getenv("CI"))) {
                throw new IllegalStateException("the test corpus is missing: " + path);
            }
            assumeTrue(false, "the test corpus is not on this machine: " + path);
        }
        return path;
    }

    static JsonNode json(String name) throws IOException {
        return JSON.readTree(at(name).toFile());
    }

    static JsonNode json(Path file) throws IOException {
        return JSON.readTree(file.toFile());
    }

    static List<Path> entries(String name) throws IOException {
        try (Stream<Path> entries = Files.list(at(name))) {
            return entries.sorted().toList();
        }
    }
}
