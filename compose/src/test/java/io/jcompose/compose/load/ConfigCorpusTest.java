package io.jcompose.compose.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole projects: what docker compose 2.40 printed for them. docs/compose-conformance.md is the only list of differences. */
class ConfigCorpusTest {
    private static final Pattern ALLOWED = Pattern.compile("^- `([^`]+)`: .+$", Pattern.MULTILINE);

    @TempDir
    Path scratch;

    @Test
    void printsWhatDockerComposePrintsExceptWhereTheDocumentSaysWhy() throws IOException {
        ConfigCorpus corpus = new ConfigCorpus(Corpora.at("compose-config"), scratch);
        Map<String, String> differing = new LinkedHashMap<>();
        for (String name : corpus.names()) {
            Optional<String> difference = corpus.difference(name);
            difference.ifPresent(text -> differing.put(name, text));
        }
        Set<String> allowed = new TreeSet<>();
        Matcher matcher = ALLOWED.matcher(Files.readString(Corpora.root().resolve("docs/compose-conformance.md")));
        while (matcher.find()) {
            allowed.add(matcher.group(1));
        }
        assertThat(differing).containsOnlyKeys(allowed);
        assertThat(corpus.names().size() - differing.size())
                .isGreaterThanOrEqualTo(corpus.names().size() * 98 / 100);
    }
}
