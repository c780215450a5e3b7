package io.jcompose.cli.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class EnginePathsTest {
    @Test
    void withoutVariablesTheUsualDirectoriesAreUsed() {
        EnginePaths paths = EnginePaths.of(Map.of(), "/somewhere");
        assertThat(paths).isEqualTo(new EnginePaths(Path.of("/var/lib/jcompose"), Path.of("/run/jcompose")));
    }

    @Test
    void relativeDirectoriesAreTheCallers() {
        EnginePaths paths = EnginePaths.of(Map.of("JCOMPOSE_HOME", "h", "JCOMPOSE_RUN", "../r"), "/a/b");
        assertThat(paths).isEqualTo(new EnginePaths(Path.of("/a/b/h"), Path.of("/a/r")));
    }

    @Test
    void anotherHomeAloneNeverMeetsTheUsualEngine() {
        Path run = EnginePaths.of(Map.of("JCOMPOSE_HOME", "/data/one"), "/").run();
        assertThat(run).isNotEqualTo(Path.of("/run/jcompose"));
        assertThat(run)
                .isEqualTo(EnginePaths.of(Map.of("JCOMPOSE_HOME", "/data/one"), "/x")
                        .run());
        assertThat(run)
                .isNotEqualTo(EnginePaths.of(Map.of("JCOMPOSE_HOME", "/data/two"), "/")
                        .run());
    }
}
