package io.jcompose.engine.build.step;

import io.jcompose.engine.build.context.CleanPath;
import io.jcompose.engine.build.context.FileTree;
import io.jcompose.engine.build.context.IgnoreRules;
import io.jcompose.engine.build.context.PathPattern;
import io.jcompose.engine.build.context.TreeFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a COPY reads.
 *
 * @param ignore applies to paths from the tree's root
 * @param keepOwners files of another stage keep their owners, those of a build context become root's
 * @param title for messages: {@code the build context}, {@code stage build}
 */
record CopySource(FileTree tree, IgnoreRules ignore, boolean keepOwners, String title) {

    /** A file or directory that a source word names, with all that is copied of it, parents before their children. */
    record Selected(TreeFile root, List<CopyEntry> entries) {
        boolean isDirectory() {
            return root.status().isDirectory();
        }
    }

    /** What a source word names; empty when nothing is there. Wildcards give several. */
    List<Selected> select(String word, IgnoreRules exclude) {
        List<Selected> found = new ArrayList<>();
        String cleaned = CleanPath.clean("/" + word).substring(1);
        if (PathPattern.hasWildcard(cleaned)) {
            for (String match : expand(cleaned)) {
                selectOne(match, exclude).ifPresent(found::add);
            }
        } else {
            selectOne(FileTree.raw(cleaned), exclude).ifPresent(found::add);
        }
        return found;
    }

    private Optional<Selected> selectOne(String raw, IgnoreRules exclude) {
        String text = FileTree.text(raw);
        boolean ignored = !raw.isEmpty() && ignore.excludes(text);
        if (ignored && !ignore.mayTakeBackBelow(text)) {
            return Optional.empty();
        }
        Optional<TreeFile> file = tree.find(raw, true);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        List<CopyEntry> entries = new ArrayList<>();
        if (file.get().status().isDirectory()) {
            entries.add(new CopyEntry(file.get(), ""));
            walk(file.get(), "", exclude, entries);
            return ignored && entries.size() == 1 ? Optional.empty() : Optional.of(new Selected(file.get(), entries));
        }
        String name = CleanPath.baseName(raw);
        if (ignored || exclude.excludes(FileTree.text(name)) || exclude.excludes(text)) {
            return Optional.empty();
        }
        entries.add(new CopyEntry(file.get(), name));
        return Optional.of(new Selected(file.get(), entries));
    }

    /** Whether the word would name something but for the ignore rules. */
    boolean isIgnored(String word) {
        String cleaned = CleanPath.clean("/" + word).substring(1);
        return tree.find(FileTree.raw(cleaned), true).isPresent() && ignore.excludes(cleaned);
    }

    private void walk(TreeFile directory, String below, IgnoreRules exclude, List<CopyEntry> entries) {
        for (String name : tree.list(directory)) {
            String path = CleanPath.join(directory.path(), name);
            String target = CleanPath.join(below, name);
            boolean left = isLeftOut(path, target, exclude);
            if (left
                    && !(ignore.mayTakeBackBelow(FileTree.text(path))
                            || exclude.mayTakeBackBelow(FileTree.text(target)))) {
                continue;
            }
            Optional<TreeFile> file = tree.child(directory, name);
            if (file.isEmpty()) {
                continue;
            }
            if (!file.get().status().isDirectory()) {
                if (!left) {
                    entries.add(new CopyEntry(file.get(), target));
                }
                continue;
            }
            int before = entries.size();
            entries.add(new CopyEntry(file.get(), target));
            walk(file.get(), target, exclude, entries);
            if (left && entries.size() == before + 1) {
                entries.removeLast();
            }
        }
    }

    private boolean isLeftOut(String path, String target, IgnoreRules exclude) {
        boolean ignored = !ignore.isEmpty() && ignore.excludes(FileTree.text(path));
        return ignored
                || (!exclude.isEmpty()
                        && (exclude.excludes(FileTree.text(target)) || exclude.excludes(FileTree.text(path))));
    }

    /** All paths that match, in the order of their names. */
    private List<String> expand(String pattern) {
        List<String> found = List.of("");
        for (String component : CleanPath.components(pattern)) {
            List<String> next = new ArrayList<>();
            for (String directory : found) {
                match(directory, component, next);
            }
            found = next;
        }
        return found;
    }

    private void match(String directory, String component, List<String> out) {
        if (!PathPattern.hasWildcard(component)) {
            String path = CleanPath.join(directory, FileTree.raw(component));
            if (tree.find(path, true).isPresent()) {
                out.add(path);
            }
            return;
        }
        Optional<TreeFile> at = tree.find(directory, true);
        if (at.isEmpty() || !at.get().status().isDirectory()) {
            return;
        }
        PathPattern pattern = PathPattern.within(component);
        for (String name : tree.list(at.get())) {
            if (pattern.matches(FileTree.text(name))) {
                out.add(CleanPath.join(directory, name));
            }
        }
    }
}
