package io.jcompose.engine.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcompose.engine.image.ImageUsers;
import io.jcompose.engine.store.OciImages;
import io.jcompose.engine.store.Shell;
import io.jcompose.error.JcomposeException;
import io.jcompose.linux.tree.Directory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives with single bytes changed: each unpacks or is refused with a sentence, and nothing half made stays. */
final class BrokenTarIT {
    @ParameterizedTest
    @ValueSource(strings = {"--format=pax --xattrs", "--format=gnu --sparse", "--format=pax --sparse -z"})
    void changedBytesAreRefusedWithASentenceOrDoNoHarm(String format) throws IOException {
        Shell.needs("tar", "setfattr");
        Path directory = Files.createTempDirectory("jcompose-broken");
        try (OciImages images = OciImages.open(directory.resolve("home"), ImageUsers.NONE)) {
            Shell.run("cd " + directory
                    + "; mkdir -p t/a/b victim; echo x > t/a/file; ln t/a/file t/hard; ln -s a/file t/soft; setfattr -n user.x -v y t/a/file;"
                    + " truncate -s 1M t/sparse; printf z >> t/sparse; echo long > t/$(printf 'n%.0s' $(seq 150)); tar -C t "
                    + format + " -cf t.tar .");
            byte[] good = Files.readAllBytes(directory.resolve("t.tar"));
            Random random = new Random(42);
            int refused = 0;
            for (int i = 0; i < 400; i++) {
                byte[] bad = good.clone();
                int at = random.nextInt(Math.min(bad.length, 6000));
                bad[at] = (byte) random.nextInt();
                if (at / 512 * 512 + 512 <= bad.length && random.nextBoolean()) {
                    mendChecksum(bad, at / 512 * 512);
                }
                try {
                    images.layers().unpack(new ByteArrayInputStream(bad));
                } catch (JcomposeException e) {
                    refused++;
                    assertThat(e.getMessage()).isNotBlank();
                }
            }
            assertThat(refused).isPositive();
            assertThat(Shell.run("cd " + directory + "; find home/tmp victim -mindepth 1"))
                    .isEmpty();
        } finally {
            Directory.removeTree(directory);
        }
    }

    private static void mendChecksum(byte[] tar, int offset) {
        byte[] header = Arrays.copyOfRange(tar, offset, offset + 512);
        TarFormat.putChecksum(header);
        System.arraycopy(header, 0, tar, offset, 512);
    }

    @Test
    void pathsAreCleanedAndNeverLeadUp() {
        assertThat(Tree.clean("/./a//b/../c/")).isEqualTo("a/c");
        assertThat(Tree.clean("./")).isEmpty();
        for (String bad : new String[] {"..", "a/../..", "/../x", "a/../../etc/passwd"}) {
            try {
                Tree.clean(bad);
                throw new AssertionError(bad);
            } catch (JcomposeException e) {
                assertThat(e.kind()).isEqualTo(JcomposeException.Kind.DENIED);
            }
        }
    }
}
