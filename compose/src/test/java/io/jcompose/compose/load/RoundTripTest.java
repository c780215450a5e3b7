package io.jcompose.compose.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcompose.error.JcomposeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code config} prints loads to the project that it was printed from: over every file of the corpora that is not refused, in both formats. */
class RoundTripTest {
    @TempDir
    Path scratch;

    @Test
    void theProjectsOfTheConfigCorpus() throws IOException {
        ConfigCorpus corpus = new ConfigCorpus(Corpora.at("compose-config"), scratch);
        Map<String, LoadRequest> requests = new LinkedHashMap<>();
        for (String name : corpus.names()) {
            if (!corpus.isRefused(name)) {
                requests.put(name, corpus.request(name));
            }
        }
        assertThat(requests).hasSizeGreaterThan(300);
        assertThat(differing(
                        requests,
                        request -> ConfigRenderer.yaml(new ProjectLoader().load(request)),
                        request -> ConfigRenderer.json(new ProjectLoader().load(request))))
                .isEmpty();
    }

    @Test
    void theFilesOfTheMergeCorpus() throws IOException {
        Map<String, LoadRequest> requests = new LinkedHashMap<>();
        try (Stream<Path> cases = Files.list(Corpora.at("compose-merge"))) {
            // one without a golden is a tree for the merge alone, not a project
            cases.filter(each -> Files.exists(each.resolve("golden.json")))
                    // its link implies a dependency on a service whose name none can have
                    .filter(each -> !each.endsWith("035"))
                    .sorted()
                    .forEach(each -> requests.put(each.getFileName().toString(), merged(each)));
        }
        assertThat(requests).hasSizeGreaterThan(30);
        // not all of them are whole: services without an image
        assertThat(differing(
                        requests,
                        request -> ConfigRenderer.yaml(new ProjectLoader().loadRaw(request)),
                        request -> ConfigRenderer.json(new ProjectLoader().loadRaw(request))))
                .isEmpty();
    }

    @Test
    void theProjectsOfTheConformanceTests() throws IOException {
        Map<String, LoadRequest> requests = new LinkedHashMap<>();
        try (Stream<Path> projects = Files.list(Corpora.at("conformance-tests"))) {
            projects.filter(RoundTripTest::isProject)
                    .sorted()
                    .forEach(each ->
                            requests.put(each.getFileName().toString(), LoadRequest.of(each, Map.of(), List.of())));
        }
        assertThat(requests).hasSizeGreaterThan(5);
        assertThat(differing(
                        requests,
                        request -> ConfigRenderer.yaml(new ProjectLoader().load(request)),
                        request -> ConfigRenderer.json(new ProjectLoader().load(request))))
                .isEmpty();
    }

    private static boolean isProject(Path directory) {
        try (Stream<Path> files = Files.isDirectory(directory) ? Files.list(directory) : Stream.empty()) {
            return files.anyMatch(file -> file.getFileName().toString().matches("(docker-)?compose\\.ya?ml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static LoadRequest merged(Path directory) {
        return new LoadRequest(
                directory,
                Stream.of("a.yaml", "b.yaml")
                        .filter(file -> Files.exists(directory.resolve(file)))
                        .toList(),
                Optional.empty(),
                Map.of("HOME", "/root"),
                List.of(),
                List.of(),
                Optional.of("merge"),
                Optional.empty(),
                LoadFlags.stages(false, true, false, false, false));
    }

    private static Map<String, String> differing(
            Map<String, LoadRequest> requests, Function<LoadRequest, String> yaml, Function<LoadRequest, String> json) {
        Map<String, String> differing = new LinkedHashMap<>();
        requests.forEach((name, request) -> {
            again(yaml, request).ifPresent(found -> differing.put(name + ", yaml", found));
            again(json, request).ifPresent(found -> differing.put(name + ", json", found));
        });
        return differing;
    }

    /** What the second printing shows, if that is something else than the first. */
    private static Optional<String> again(Function<LoadRequest, String> print, LoadRequest request) {
        String text = print.apply(request);
        try {
            String again = print.apply(ofText(request, text));
            return again.equals(text) ? Optional.empty() : Optional.of(text + "\n=>\n" + again);
        } catch (JcomposeException e) {
            return Optional.of(e.getMessage() + "\n" + text);
        }
    }

    private static LoadRequest ofText(LoadRequest request, String text) {
        return new LoadRequest(
                request.workingDirectory(),
                List.of("-"),
                Optional.of(text),
                request.environment(),
                request.envFiles(),
                request.profiles(),
                request.projectName(),
                Optional.of(request.workingDirectory()),
                request.flags());
    }
}
