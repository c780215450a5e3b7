package io.jcompose.engine.host;

import io.jcompose.engine.host.HostTree.Item;
import io.jcompose.linux.tree.Directory;
import io.jcompose.linux.tree.FileStatus.Owner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Writes planned files, and gives a whole tree one owner and one time, so that only names and contents make its digest. */
final class TreeWriter {
    private TreeWriter() {}

    static void write(HostTree tree, Path root) throws IOException {
        for (Map.Entry<String, Item> entry : tree.items().entrySet()) {
            Path path = root.resolve(entry.getKey());
            Files.createDirectories(path.resolve("..").normalize());
            switch (entry.getValue()) {
                case Item.Copy copy -> Files.copy(copy.source(), path);
                case Item.Link link -> Files.createSymbolicLink(path, Path.of(link.target()));
                case Item.Text text -> Files.writeString(path, text.content());
                case Item.Folder folder -> Files.createDirectories(path);
            }
        }
        level(root);
        try (Directory directory = Directory.open(root)) {
            for (Map.Entry<String, Item> entry : tree.items().entrySet()) {
                switch (entry.getValue()) {
                    case Item.Copy copy -> mode(directory, entry.getKey(), copy.mode());
                    case Item.Text text -> mode(directory, entry.getKey(), text.mode());
                    case Item.Folder folder -> mode(directory, entry.getKey(), folder.mode());
                    case Item.Link link -> {
                        // A link has no mode.
                    }
                }
            }
        }
    }

    /** Root's, executable or not, and of the epoch: all below a directory. */
    static void level(Path root) throws IOException {
        try (Directory directory = Directory.open(root)) {
            level(directory);
        }
    }

    private static void level(Directory directory) {
        for (String name : directory.list()) {
            var status = directory.status(name).orElseThrow();
            directory.owner(name, Owner.ROOT);
            if (status.isDirectory()) {
                try (Directory child = directory.child(name)) {
                    level(child);
                }
                directory.permissions(name, 0755);
            } else if (!status.isSymlink()) {
                directory.permissions(name, (status.mode() & 0100) != 0 ? 0755 : 0644);
            }
            directory.time(name, 0, 0);
        }
    }

    private static void mode(Directory root, String path, int mode) {
        int slash = path.lastIndexOf('/');
        try (Directory parent = root.inside(Directory.bytes(slash < 0 ? "" : path.substring(0, slash)))) {
            parent.permissions(Directory.bytes(path.substring(slash + 1)), mode);
        }
    }
}
