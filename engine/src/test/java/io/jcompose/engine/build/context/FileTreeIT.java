package io.jcompose.engine.build.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.engine.store.Shell;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.tree.Directory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FileTreeIT {
    private Path directory = Path.of("/nonexistent");

    @BeforeEach
    void layers() throws IOException {
        Shell.needs("setfattr", "mknod");
        directory = Files.createTempDirectory("jcompose-tree");
        shell("""
                mkdir -p 1/usr/bin 1/etc/conf.d 1/gone/deep 1/opaque 1/file-then-dir 2/usr/bin 2/opaque 2/etc
                echo one > 1/usr/bin/tool; echo low > 1/etc/hidden; echo low > 1/etc/kept; echo x > 1/gone/deep/f; echo low > 1/opaque/low
                ln -s usr/bin 1/bin; ln -s /../../etc 1/up; ln -s loop2 1/loop1; ln -s loop1 1/loop2; ln -s nowhere/at/all 1/dangling
                mknod 2/etc/hidden c 0 0; mknod 2/gone c 0 0; echo high > 2/opaque/high; setfattr -n trusted.overlay.opaque -v y 2/opaque
                echo two > 2/usr/bin/other; rmdir 1/file-then-dir; echo f > 1/file-then-dir; mkdir 2/file-then-dir; echo in > 2/file-then-dir/in""");
    }

    @AfterEach
    void remove() {
        Directory.removeTree(directory);
    }

    private String shell(String script) {
        return Shell.run("cd " + directory + "\n" + script);
    }

    private FileTree tree() {
        return FileTree.ofLayers(List.of(directory.resolve("1"), directory.resolve("2")));
    }

    private static List<String> list(FileTree tree, String path) {
        return tree.list(tree.find(path, true).orElseThrow());
    }

    /** What the kernel's own overlay shows is what the tree must show. */
    @Test
    void showsWhatAnOverlayMountShows() {
        String mounted = shell(
                "mkdir view; unshare -m bash -euc 'mount -t overlay overlay -o lowerdir=2:1 view; cd view; find . -mindepth 1 -printf \"%P %y %s\\n\" | grep -v \" d \" | sort; find . -type d | sort'");
        try (FileTree tree = tree()) {
            StringBuilder files = new StringBuilder();
            StringBuilder directories = new StringBuilder(".\n");
            walk(tree, tree.root().orElseThrow(), files, directories);
            assertThat(sorted(files.toString()) + "\n" + sorted(directories.toString()))
                    .isEqualTo(mounted);
        }
    }

    private static String sorted(String lines) {
        return String.join("\n", lines.lines().sorted().toList());
    }

    private static void walk(FileTree tree, TreeFile at, StringBuilder files, StringBuilder directories) {
        for (String name : tree.list(at)) {
            TreeFile file = tree.child(at, name).orElseThrow();
            if (file.status().isDirectory()) {
                directories.append("./").append(file.path()).append('\n');
                walk(tree, file, files, directories);
            } else {
                files.append(file.path())
                        .append(file.status().isSymlink() ? " l " : " f ")
                        .append(file.status().size())
                        .append('\n');
            }
        }
    }

    @Test
    void resolvesLinksInsideOfTheTree() {
        try (FileTree tree = tree()) {
            assertThat(list(tree, "/bin")).containsExactly("other", "tool");
            assertThat(tree.find("/bin/tool", true).orElseThrow().path()).isEqualTo("usr/bin/tool");
            assertThat(tree.find("/up/../../../../etc/kept", true).orElseThrow().path())
                    .isEqualTo("etc/kept");
            assertThat(list(tree, "up")).containsExactly("conf.d", "kept");
            assertThat(tree.find("/dangling", true)).isEmpty();
            assertThat(tree.find("/dangling", false)).isPresent();
            assertThat(tree.resolve("/dangling", true).path()).isEqualTo("nowhere/at/all");
            assertThat(tree.resolve("/bin/new/x", true).path()).isEqualTo("usr/bin/new/x");
            assertThatThrownBy(() -> tree.find("/loop1", true))
                    .isInstanceOf(LinuxException.class)
                    .hasMessageContaining("ELOOP");
            assertThat(tree.find("/gone/deep/f", true)).isEmpty();
            assertThat(list(tree, "opaque")).containsExactly("high");
        }
    }

    @Test
    void hashesAgainOnlyWhatMayHaveChanged() throws IOException {
        Path file = directory.resolve("1/etc/kept");
        FileHashes later = new FileHashes(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(1)));
        FileHashes now = new FileHashes(Clock.systemUTC());
        String first = hash(later);
        assertThat(hash(now)).isEqualTo(first);
        // Same size, same inode, and the old modification time put back: only the change time tells.
        shell("t=$(stat -c %y 1/etc/kept); printf 'LOW\\n' > 1/etc/kept; touch -d \"$t\" 1/etc/kept");
        assertThat(Files.size(file)).isEqualTo(4);
        assertThat(hash(later)).isNotEqualTo(first);
        assertThat(hash(now)).isEqualTo(hash(later));
    }

    private String hash(FileHashes hashes) {
        try (FileTree tree = FileTree.ofDirectory(directory.resolve("1"))) {
            return hashes.of(tree, tree.find("etc/kept", true).orElseThrow());
        }
    }
}
