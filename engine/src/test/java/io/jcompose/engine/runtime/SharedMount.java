package io.jcompose.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcompose.linux.mount.MountAttributes;
import io.jcompose.linux.mount.Mounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A directory of the machine that tells its peers of what is mounted below it, with a place for that. */
final class SharedMount implements AutoCloseable {
    final Path directory;
    private final Path inner;

    SharedMount(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.inner = directory.resolve("inner");
        Mounts.mount("tmpfs", directory.toString(), "tmpfs", 0, "");
        Mounts.setPropagation(directory.toString(), MountAttributes.SHARED, false);
        Files.createDirectories(inner);
    }

    MountSpec bind(String... options) {
        return new MountSpec("/data", "bind", directory.toString(), List.of(options));
    }

    /** Whether something that is mounted in the container is seen here. */
    boolean hears(ContainerProcess container) throws IOException, InterruptedException {
        in(container, "mount", "-t", "tmpfs", "inside", "/data/inner");
        boolean heard = mounted();
        in(container, "umount", "/data/inner");
        assertThat(mounted()).isFalse();
        return heard;
    }

    private boolean mounted() throws IOException {
        return Files.readString(Path.of("/proc/self/mountinfo")).contains(" " + inner + " ");
    }

    private static void in(ContainerProcess container, String... command) throws IOException, InterruptedException {
        String namespace = "--mount=/proc/" + container.identity().pid() + "/ns/mnt";
        Process process = new ProcessBuilder(
                        Stream.concat(Stream.of("nsenter", namespace, "/bin/busybox"), Arrays.stream(command))
                                .toList())
                .inheritIO()
                .start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    @Override
    public void close() {
        Mounts.detachIfMounted(inner.toString());
        Mounts.detachIfMounted(directory.toString());
    }
}
