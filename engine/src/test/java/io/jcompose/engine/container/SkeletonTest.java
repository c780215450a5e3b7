package io.jcompose.engine.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SkeletonTest {
    @TempDir
    private Path home;

    @Test
    void hasTheEmptyPlacesOfWhatIsMountedIntoEveryContainer() throws IOException {
        Skeleton skeleton = Skeleton.in(home);

        try (Stream<Path> all = Files.walk(skeleton.directory())) {
            assertThat(all.map(path -> skeleton.directory().relativize(path).toString()))
                    .containsExactlyInAnyOrder(
                            "",
                            ".dockerenv",
                            "dev",
                            "dev/console",
                            "dev/pts",
                            "dev/shm",
                            "etc",
                            "etc/hostname",
                            "etc/hosts",
                            "etc/mtab",
                            "etc/resolv.conf",
                            "proc",
                            "sys");
        }
        assertThat(modeOf(skeleton.directory().resolve(".dockerenv"))).isEqualTo("rwxr-xr-x");
        assertThat(modeOf(skeleton.directory().resolve("etc/hosts"))).isEqualTo("rw-r--r--");
    }

    @Test
    void isCompletedByTheNextEngineAndOtherwiseLeftAlone() throws IOException {
        Path directory = Skeleton.in(home).directory();
        Object before = Files.getAttribute(directory.resolve("etc/hosts"), "unix:ino");
        Files.delete(directory.resolve("proc"));

        Skeleton.in(home);

        assertThat(directory.resolve("proc")).isDirectory();
        assertThat(Files.getAttribute(directory.resolve("etc/hosts"), "unix:ino"))
                .isEqualTo(before);
    }

    @Test
    void liesBelowTheImage() {
        Skeleton skeleton = new Skeleton(Path.of("/skeleton"));

        assertThat(skeleton.below(List.of(Path.of("/base"), Path.of("/top"))))
                .containsExactly(Path.of("/skeleton"), Path.of("/base"), Path.of("/top"));
    }

    private static String modeOf(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
