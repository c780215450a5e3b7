package io.jcompose.linux.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.linux.LinuxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths against a root full of links that want out. */
final class RootDirectoryTest {
    @TempDir
    private Path temporary;

    private Path inside;
    private Path outside;
    private RootDirectory root;

    @BeforeEach
    void open() throws IOException {
        inside = Files.createDirectory(temporary.resolve("root"));
        outside = Files.createDirectory(temporary.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "secret");
        root = new RootDirectory(Descriptors.open(inside.toString(), Open.PATH | Open.DIRECTORY));
    }

    @AfterEach
    void close() {
        Descriptors.close(root.descriptor());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/../outside/secret", "../../../outside/secret", "/absolute/secret", "/relative/secret", "/loop"
            })
    void doesNotOpenWhatLiesOutside(String path) throws IOException {
        Files.createSymbolicLink(inside.resolve("absolute"), outside);
        Files.createSymbolicLink(inside.resolve("relative"), Path.of("../outside"));
        Files.createSymbolicLink(inside.resolve("loop"), Path.of("loop"));

        assertThatThrownBy(() -> root.open(path, Open.RDONLY)).isInstanceOf(LinuxException.class);
    }

    @Test
    void followsAbsoluteLinksAsIfItWereTheRoot() throws IOException {
        Files.createDirectory(inside.resolve("data"));
        Files.writeString(inside.resolve("data/file"), "mine");
        Files.createSymbolicLink(inside.resolve("link"), Path.of("/data"));

        int descriptor = root.open("/link/file", Open.RDONLY);

        assertThat(Descriptors.status(descriptor).size()).isEqualTo(4);
        Descriptors.close(descriptor);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a/b/c", "a//b/./c/", "/a/b/../b/c"})
    void makesDirectoriesWithTheirParents(String path) {
        Descriptors.close(root.ensureDirectory(path));

        assertThat(inside.resolve("a/b/c")).isDirectory();
    }

    @Test
    void makesWhatALinkToNowhereNames() throws IOException {
        Files.createDirectory(inside.resolve("etc"));
        Files.createSymbolicLink(inside.resolve("etc/resolv.conf"), Path.of("../run/resolve/stub"));
        Files.createSymbolicLink(inside.resolve("etc/up"), Path.of("../../../outside/made"));

        Descriptors.close(root.ensureFile("/etc/resolv.conf"));
        Descriptors.close(root.ensureFile("/etc/up"));

        assertThat(inside.resolve("run/resolve/stub")).isEmptyFile();
        assertThat(inside.resolve("outside/made")).isEmptyFile();
        assertThat(outside.resolve("made")).doesNotExist();
    }

    @Test
    void givesUpOnLinksThatLeadInACircle() throws IOException {
        Files.createSymbolicLink(inside.resolve("a"), Path.of("b/x"));
        Files.createSymbolicLink(inside.resolve("b"), Path.of("a/x"));

        assertThatThrownBy(() -> root.ensureFile("/a/file")).isInstanceOf(LinuxException.class);
    }

    @Test
    void saysThatAFileIsInTheWay() throws IOException {
        Files.writeString(inside.resolve("file"), "x");

        assertThatThrownBy(() -> root.ensureDirectory("/file/below"))
                .isInstanceOf(LinuxException.class)
                .hasMessageContaining("not a directory");
    }
}
