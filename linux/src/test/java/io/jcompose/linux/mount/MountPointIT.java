package io.jcompose.linux.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MountPointIT {
    @Test
    void tellsWhichMountIsSeenAtAPathAndWhetherItIsShared(@TempDir Path directory) throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
        Path place = Files.createDirectories(directory.resolve("a b\\c"));
        Mounts.mount("tmpfs", place.toString(), "tmpfs", 0, "");
        try {
            Mounts.setPropagation(place.toString(), MountAttributes.PRIVATE, false);
            assertThat(MountPoint.of(place + "/x")).isEqualTo(new MountPoint(place.toString(), false));
            Mounts.mount("tmpfs", place.toString(), "tmpfs", 0, "");
            Mounts.setPropagation(place.toString(), MountAttributes.SHARED, false);
            assertThat(MountPoint.of(place.toString())).isEqualTo(new MountPoint(place.toString(), true));
            assertThat(MountPoint.of(place + "x").path()).isNotEqualTo(place.toString());
        } finally {
            while (Mounts.detachIfMounted(place.toString())) {
                assertThat(place).exists();
            }
        }
    }
}
