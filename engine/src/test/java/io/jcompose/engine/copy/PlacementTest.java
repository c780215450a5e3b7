package io.jcompose.engine.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.engine.copy.Placement.Present;
import io.jcompose.error.JcomposeException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacementTest {
    private static Placement placement(String source, boolean directory, String target, Present present) {
        return Placement.of(CopyPath.of(source), directory, CopyPath.of(target), present);
    }

    @ParameterizedTest
    @CsvSource({
        // a file: over a file, into a directory, under a new name
        "/a/file, false, /b/old,  FILE,      /b,     old",
        "/a/file, false, /b/dir,  DIRECTORY, /b/dir, file",
        "/a/file, false, /b/new,  NOTHING,   /b,     new",
        // a directory: into a directory, as a new one, its content alone
        "/a/dir,   true, /b/dir,  DIRECTORY, /b/dir, dir",
        "/a/dir,   true, /b/new,  NOTHING,   /b,     new",
        "/a/dir/,  true, /b/new/, NOTHING,   /b,     new",
        "/a/dir/., true, /b/dir,  DIRECTORY, /b/dir, ''",
        "/a/dir/., true, /b/new,  NOTHING,   /b,     new",
        "/a/x/../dir, true, /b/./y/../dir, DIRECTORY, /b/dir, dir",
        "/,        true, /b/dir,  DIRECTORY, /b/dir, ''",
        "/a/file, false, /,       DIRECTORY, /,      file"
    })
    void landsWhereDockersRulesSay(
            String source, boolean directory, String target, Present present, String parent, String name) {
        assertThat(placement(source, directory, target, present)).isEqualTo(new Placement(parent, name));
    }

    @ParameterizedTest
    @CsvSource({
        "/a/dir,    true,  /b/file,  FILE,    cannot copy directory",
        "/a/dir/.,  true,  /b/file,  FILE,    cannot copy directory",
        "/a/file,   false, /b/new/,  NOTHING, no such directory",
        "/a/file,   false, /b/file/, FILE,    not a directory",
        "/a/file/,  false, /b/new,   NOTHING, not a directory",
        "/a/file/., false, /b/new,   NOTHING, not a directory"
    })
    void refusesWhatDockerRefuses(String source, boolean directory, String target, Present present, String message) {
        assertThatThrownBy(() -> placement(source, directory, target, present))
                .isInstanceOf(JcomposeException.class)
                .hasMessage(message);
    }
}
