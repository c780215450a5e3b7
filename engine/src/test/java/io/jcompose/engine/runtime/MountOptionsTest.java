package io.jcompose.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcompose.linux.mount.MountAttributes;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MountOptionsTest {
    @Test
    void sortsAttributesFromDataAndPropagation() {
        MountOptions options = MountOptions.parse(
                List.of("nosuid", "rbind", "ro", "mode=1777", "size=64m", "rprivate", "nr_inodes=5", "relatime"));

        assertThat(options.set()).isEqualTo(MountAttributes.NOSUID | MountAttributes.RDONLY);
        assertThat(options.bind()).isTrue();
        assertThat(options.recursiveBind()).isTrue();
        assertThat(options.propagation()).isEqualTo(MountAttributes.PRIVATE);
        assertThat(options.recursivePropagation()).isTrue();
        assertThat(options.data()).containsExactly("mode=1777", "size=64m", "nr_inodes=5");
    }

    @Test
    void letsTheLastOfTwoOppositesDecide() {
        assertThat(MountOptions.parse(List.of("ro", "rw")).set()).isZero();
        assertThat(MountOptions.parse(List.of("ro", "rw")).clear()).isEqualTo(MountAttributes.RDONLY);
        assertThat(MountOptions.parse(List.of("rw", "ro")).set()).isEqualTo(MountAttributes.RDONLY);
    }

    @Test
    void tellsRecursiveAttributesFromPlainOnes() {
        MountOptions options = MountOptions.parse(List.of("bind", "rro", "rnosuid"));

        assertThat(options.set()).isZero();
        assertThat(options.recursiveSet()).isEqualTo(MountAttributes.RDONLY | MountAttributes.NOSUID);
        assertThat(options.recursiveBind()).isFalse();
    }

    @Test
    void clearsTheAccessTimeFieldBeforeItIsSet() {
        MountOptions options = MountOptions.parse(List.of("strictatime"));

        assertThat(options.set()).isEqualTo(MountAttributes.STRICTATIME);
        assertThat(options.clear()).isEqualTo(MountAttributes.ATIME_MASK);
    }
}
