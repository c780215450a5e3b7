package io.jcompose.engine.build.dockerfile;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The test data of other projects, read in place. */
public final class Corpus {
    private Corpus() {}

    public static Path file(String name) {
        Path path = Path.of(System.getProperty("jcompose.root", ".."), "..", "shared", "corpora")
                .resolve(name)
                .normalize();
        if (!Files.exists(path)) {
            if ("true".equals(System.getenv("CI"))) {
                throw new IllegalStateException("the test corpus is missing: " + path);
            }
            assumeTrue(false, "the test corpus is not on this machine: " + path);
        }
        return path;
    }

    public static String text(String name) throws IOException {
        return Files.readString(file(name));
    }

    public static List<String> lines(String name) throws IOException {
        return Files.readAllLines(file(name));
    }

    public static JsonNode json(String name) throws IOException {
        return new ObjectMapper().readTree(file(name).toFile());
    }
}
