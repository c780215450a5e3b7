package io.jcompose.engine.build.step;

import io.jcompose.engine.build.context.FileHashes;
import io.jcompose.engine.build.context.FileTree;
import io.jcompose.engine.build.context.TreeFile;
import io.jcompose.linux.tree.FileStatus;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a COPY reads, as digests: type, mode, owner, attributes, link target and bytes of each file; never its times. */
final class CopyHash {
    private final FileHashes hashes;

    CopyHash(FileHashes hashes) {
        this.hashes = hashes;
    }

    /** One short signature per path (as the source tree names it). */
    Map<String, String> of(FileTree tree, List<CopySource.Selected> selected, Rights rights) {
        Map<String, String> files = new LinkedHashMap<>();
        for (CopySource.Selected one : selected) {
            for (CopyEntry entry : one.entries()) {
                files.put(FileTree.text(entry.file().path()), signature(tree, entry, rights));
            }
        }
        return files;
    }

    private String signature(FileTree tree, CopyEntry entry, Rights rights) {
        TreeFile file = entry.file();
        FileStatus status = file.status();
        StringBuilder out = new StringBuilder(FileTree.text(entry.target())).append(' ');
        if (status.isSymlink()) {
            // A link has no permissions of its own.
            out.append("l ")
                    .append(rights.keepOwners() && rights.owner().isEmpty() ? status.owner() : "")
                    .append(FileTree.text(tree.target(file)));
        } else {
            out.append(Integer.toOctalString(status.type())).append(' ').append(rights.signature(file));
            if (status.isRegular()) {
                out.append(' ').append(hashes.of(tree, file));
            } else if (!status.isDirectory()) {
                out.append(' ').append(status.rdevMajor()).append(':').append(status.rdevMinor());
            }
        }
        tree.attributes(file)
                .forEach((name, value) -> out.append(' ')
                        .append(name)
                        .append('=')
                        .append(HexFormat.of().formatHex(value)));
        byte[] digest = FileHashes.sha256().digest(out.toString().getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest, 0, 16);
    }
}
