package io.jcompose.engine.build.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class WordExpanderCorpusTest {
    private static final String SET = "dockerfile-parser/";

    private static WordExpander with(Map<String, String> env) {
        return new WordExpander('\\', name -> Optional.ofNullable(env.get(name)));
    }

    @TestFactory
    Stream<DynamicTest> expandsWords() throws IOException {
        Map<String, String> env = Map.of("PWD", "/home", "SHELL", "bash", "KOREAN", "한국어", "NULL", "");
        List<DynamicTest> tests = new ArrayList<>();
        for (String line : Corpus.lines(SET + "envVarTest")) {
            if (line.startsWith("#") || line.isBlank() || line.startsWith("W")) {
                continue;
            }
            int last = line.lastIndexOf('|');
            String word = line.substring(line.indexOf('|') + 1, last).strip();
            String result = line.substring(last + 1).strip();
            tests.add(DynamicTest.dynamicTest(word, () -> {
                if (result.equals("error")) {
                    assertThatThrownBy(() -> with(env).expand(word)).isInstanceOf(ExpansionException.class);
                } else {
                    assertThat(with(env).expand(word).text()).isEqualTo(result);
                }
            }));
        }
        assertThat(tests).hasSizeGreaterThan(200);
        return tests.stream();
    }

    @TestFactory
    Stream<DynamicTest> splitsIntoWords() throws IOException {
        Map<String, String> env = new LinkedHashMap<>();
        List<DynamicTest> tests = new ArrayList<>();
        for (String line : Corpus.lines(SET + "wordsTest")) {
            if (line.startsWith("#") || line.isBlank()) {
                continue;
            }
            if (line.startsWith("ENV ")) {
                int equals = line.indexOf('=');
                env.put(line.substring(4, equals), line.substring(equals + 1));
                continue;
            }
            int bar = line.lastIndexOf('|');
            String text = line.substring(0, bar).strip();
            String words = line.substring(bar + 1).stripLeading();
            Map<String, String> then = Map.copyOf(env);
            tests.add(DynamicTest.dynamicTest(text, () -> {
                if (words.equals("error")) {
                    assertThatThrownBy(() -> with(then).expand(text)).isInstanceOf(ExpansionException.class);
                } else {
                    assertThat(with(then).expand(text).words()).isEqualTo(Arrays.asList(words.split(",")));
                }
            }));
        }
        return tests.stream();
    }

    @TestFactory
    Stream<DynamicTest> knowsAllOperators() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode row : Corpus.json(SET + "words-with-env.json")) {
            Map<String, String> env = new LinkedHashMap<>();
            row.get("env")
                    .fields()
                    .forEachRemaining(e -> env.put(e.getKey(), e.getValue().asText()));
            String input = row.get("input").asText();
            tests.add(DynamicTest.dynamicTest(input + " " + env, () -> {
                if (row.has("error")) {
                    assertThatThrownBy(() -> with(env).expand(input)).isInstanceOf(ExpansionException.class);
                    return;
                }
                WordExpander.Expansion expansion = with(env).expand(input);
                assertThat(expansion.text()).isEqualTo(row.get("expected").asText());
                if (row.has("matched")) {
                    assertThat(expansion.matched()).isEqualTo(names(row.get("matched")));
                }
                if (row.has("unmatched")) {
                    assertThat(expansion.unmatched()).isEqualTo(names(row.get("unmatched")));
                }
            }));
        }
        return tests.stream();
    }

    private static Set<String> names(JsonNode list) {
        Set<String> names = new HashSet<>();
        list.forEach(n -> names.add(n.asText()));
        return names;
    }
}
