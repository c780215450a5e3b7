package io.jcompose.engine.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.error.JcomposeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BindSourceTest {
    @TempDir
    Path directory;

    @Test
    void whatIsMissingBelongsToWhomTheDirectoryAboveBelongs() throws IOException {
        Path project = Files.createDirectory(directory.resolve("project"));
        Files.setAttribute(project, "unix:uid", 12345);
        Files.setAttribute(project, "unix:gid", 54321);

        BindSource.make(project.resolve("data/deep/../er"));

        for (String made : new String[] {"data", "data/er"}) {
            assertThat(Files.getAttribute(project.resolve(made), "unix:uid")).isEqualTo(12345);
            assertThat(Files.getAttribute(project.resolve(made), "unix:gid")).isEqualTo(54321);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(project.resolve(made))))
                    .isEqualTo("rwxr-xr-x");
        }
        assertThat(project.resolve("data/deep")).doesNotExist();
    }

    @Test
    void whatIsThereStaysAsItIs() throws IOException {
        Path there = Files.createDirectory(
                directory.resolve("there"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));

        BindSource.make(there);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(there)))
                .isEqualTo("rwx------");
    }

    @Test
    void belowAFileNothingCanBeMade() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> BindSource.make(file.resolve("data")))
                .isInstanceOf(JcomposeException.class)
                .hasMessageContaining("bind source \"" + file.resolve("data") + "\" can't be made");
    }
}
