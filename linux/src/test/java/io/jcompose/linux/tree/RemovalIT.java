package io.jcompose.linux.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.mount.MountAttributes;
import io.jcompose.linux.mount.Mounts;
import io.jcompose.linux.process.Namespaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemovalIT {
    @TempDir
    Path directory;

    @Test
    void aTreeGoesWithAllThatIsInItAndNothingElse() throws IOException {
        Path outside = Files.createDirectory(directory.resolve("outside"));
        Files.writeString(outside.resolve("kept"), "kept");
        Path top = Files.createDirectory(directory.resolve("top"));
        Path deep = Files.createDirectories(top.resolve("a/b/c/d"));
        Files.createDirectories(top.resolve("empty"));
        Files.createDirectories(top.resolve("a/empty too"));
        Files.writeString(deep.resolve("file"), "text");
        Files.writeString(top.resolve(" odd \n name"), "text");
        Descriptors.makeFifo(top.resolve("fifo").toString(), 0600);
        Files.createSymbolicLink(top.resolve("link"), outside);
        Files.createSymbolicLink(deep.resolve("to file"), outside.resolve("kept"));
        Files.createSymbolicLink(deep.resolve("nowhere"), Path.of("nowhere"));
        for (int i = 0; i < 3000; i++) {
            Files.createFile(top.resolve("a").resolve("a file with a name that is rather long, number " + i));
        }

        Directory.removeTree(top);

        assertThat(top).doesNotExist();
        assertThat(outside.resolve("kept")).hasContent("kept");
        Directory.removeTree(top);
    }

    @Test
    void whatIsMountedBelowIsNotEmptied() throws Exception {
        requireRoot();
        Path top = Files.createDirectory(directory.resolve("top"));
        Path mounted = Files.createDirectory(top.resolve("mounted"));
        inOwnMounts(() -> {
            Mounts.mount("tmpfs", mounted.toString(), "tmpfs", 0, "");
            Files.writeString(mounted.resolve("kept"), "kept");
            assertThatThrownBy(() -> Directory.removeTree(top))
                    .isInstanceOfSatisfying(
                            LinuxException.class,
                            refused -> assertThat(refused.errno()).isEqualTo(Errno.EBUSY))
                    .satisfies(_ -> assertThat(mounted.resolve("kept")).hasContent("kept"))
                    .hasMessageContaining(mounted.toString());
        });
        Directory.removeTree(top);
        assertThat(top).doesNotExist();
    }

    private static void requireRoot() {
        boolean root = Files.isWritable(Path.of("/proc/sys/net/ipv4/ip_forward"));
        if ("true".equals(System.getenv("CI")) && !root) {
            throw new AssertionError("CI needs root");
        }
        Assumptions.assumeTrue(root, "mounts need root");
    }

    private interface Work {
        void run() throws Exception;
    }

    /** On a thread that ends with them. */
    private static void inOwnMounts(Work work) throws Exception {
        FutureTask<Boolean> task = new FutureTask<>(() -> {
            Namespaces.unshare(Namespaces.FS | Namespaces.MOUNT);
            Mounts.setPropagation("/", MountAttributes.PRIVATE, true);
            work.run();
            return true;
        });
        Thread.ofPlatform().daemon().start(task);
        task.get(30, TimeUnit.SECONDS);
    }
}
