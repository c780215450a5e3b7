package io.jcompose.engine.build.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jcompose.engine.build.dockerfile.Corpus;
import io.jcompose.error.JcomposeException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class IgnoreRulesTest {
    @TestFactory
    Stream<DynamicTest> matchesSinglePatterns() throws IOException {
        return Corpus.lines("dockerignore.tsv").stream()
                .map(line -> line.split("\t", -1))
                .map(row ->
                        DynamicTest.dynamicTest(row[0] + " " + row[1], () -> check(List.of(row[0]), row[1], row[2])));
    }

    @TestFactory
    Stream<DynamicTest> matchesSeveralPatterns() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (String line : Corpus.lines("dockerignore-multi.tsv")) {
            String[] row = line.split("\t", -1);
            List<String> patterns = strings(new ObjectMapper().readTree(row[0]));
            tests.add(DynamicTest.dynamicTest(line, () -> check(patterns, row[1], row[2])));
        }
        return tests.stream();
    }

    private static void check(List<String> patterns, String path, String verdict) {
        if (verdict.equals("error")) {
            assertThatThrownBy(() -> IgnoreRules.of(patterns).excludes(path)).isInstanceOf(JcomposeException.class);
        } else {
            assertThat(IgnoreRules.of(patterns).excludes(path)).isEqualTo(Boolean.parseBoolean(verdict));
        }
    }

    @Test
    void readsAFile() throws IOException {
        JsonNode file = Corpus.json("dockerignore-file.json");
        assertThat(IgnoreRules.patterns(file.get("input").asText())).isEqualTo(strings(file.get("patterns")));
    }

    @Test
    void looksBelowAnExcludedDirectoryOnlyWhenAnExceptionMayMatchThere() {
        IgnoreRules rules = IgnoreRules.of(List.of("node_modules", "docs", "!docs/README.md"));
        assertThat(rules.mayTakeBackBelow("docs")).isTrue();
        assertThat(rules.mayTakeBackBelow("node_modules")).isFalse();
        assertThat(IgnoreRules.of(List.of("*", "!**/*.md")).mayTakeBackBelow("a/b"))
                .isTrue();
    }

    private static List<String> strings(JsonNode array) {
        List<String> out = new ArrayList<>();
        array.forEach(e -> out.add(e.asText()));
        return out;
    }
}
