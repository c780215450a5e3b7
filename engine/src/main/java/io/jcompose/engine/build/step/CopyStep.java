package io.jcompose.engine.build.step;

import io.jcompose.engine.build.context.CleanPath;
import io.jcompose.engine.build.context.FileHashes;
import io.jcompose.engine.build.context.FileTree;
import io.jcompose.engine.build.context.IgnoreRules;
import io.jcompose.error.JcomposeException;
import io.jcompose.linux.tree.FileStatus;
import io.jcompose.linux.tree.FileStatus.Time;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A COPY or ADD of files: finds what it names, says what that is for the cache, and writes it. */
public final class CopyStep {
    private final CopySource source;
    private final Request request;
    private final Rights rights;
    private final List<CopySource.Selected> selected = new ArrayList<>();

    /**
     * All words are expanded.
     *
     * @param destination absolute; a slash at its end means a directory
     * @param files here-documents: name to content
     * @param unpack local tar archives are unpacked
     */
    public record Request(
            List<String> sources,
            String destination,
            Map<String, byte[]> files,
            Optional<String> chown,
            Optional<String> chmod,
            List<String> exclude,
            boolean parents,
            boolean unpack) {
        public Request {
            sources = List.copyOf(sources);
            files = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(files));
            exclude = List.copyOf(exclude);
        }
    }

    /** Where the files come from, see {@link CopySource}. */
    public record From(FileTree tree, IgnoreRules ignore, boolean keepOwners, String title) {}

    private CopyStep(CopySource source, Request request, Rights rights) {
        this.source = source;
        this.request = request;
        this.rights = rights;
    }

    /**
     * Looks the sources up.
     *
     * @param target the root file system that names in {@code --chown} are looked up in
     * @throws JcomposeException NOT_FOUND for a source that is not there, INVALID for owners, modes and patterns
     */
    public static CopyStep prepare(From from, Request request, FileTree target) {
        Rights rights = new Rights(
                request.chown().map(new RootUsers(target)::owner),
                request.chmod().map(FileMode::new),
                from.keepOwners());
        CopySource source = new CopySource(from.tree(), from.ignore(), from.keepOwners(), from.title());
        CopyStep step = new CopyStep(source, request, rights);
        IgnoreRules exclude = IgnoreRules.of(request.exclude());
        for (String word : request.sources()) {
            List<CopySource.Selected> found = source.select(word, exclude);
            if (found.isEmpty()) {
                throw notFound(source, word);
            }
            step.selected.addAll(found);
        }
        return step;
    }

    private static JcomposeException notFound(CopySource source, String word) {
        boolean ignored = source.isIgnored(word);
        return new JcomposeException(
                JcomposeException.Kind.NOT_FOUND,
                "\"" + word + "\" not found in " + source.title()
                        + (ignored ? ": it is excluded by .dockerignore" : ""),
                ignored
                        ? "take the pattern out of .dockerignore, or add an exception with !"
                        : "check the path: it is relative to " + source.title());
    }

    /** What counts for the cache: path to signature. */
    public Map<String, String> signatures(FileHashes hashes) {
        Map<String, String> all = new CopyHash(hashes).of(source.tree(), selected, rights);
        request.files()
                .forEach((name, content) -> all.put(
                        "<<" + name,
                        java.util.HexFormat.of().formatHex(FileHashes.sha256().digest(content), 0, 16)));
        return all;
    }

    /** The owner of {@code --chown} as numbers, for the cache. */
    public String owner() {
        return rights.owner().map(o -> o.uid() + ":" + o.gid()).orElse("");
    }

    /** Writes everything to an upper directory on top of layers, the lowest first. */
    public void write(List<Path> layers, Path upper, Time newDirectories) {
        try (LayerWriter writer = new LayerWriter(layers, upper, newDirectories)) {
            boolean intoDirectory = isDirectoryDestination(writer);
            String raw = FileTree.raw(request.destination());
            for (CopySource.Selected one : selected) {
                if (request.unpack() && !one.isDirectory() && Archive.isArchive(source.tree(), one.root())) {
                    new Archive(writer, rights).unpack(source.tree(), one.root(), makeDirectories(writer, raw));
                } else if (request.parents()) {
                    putWithParents(writer, one, raw);
                } else if (one.isDirectory()) {
                    putContent(writer, one, raw);
                } else {
                    putFile(writer, one, raw, intoDirectory);
                }
            }
            putHeredocs(writer, raw, intoDirectory);
            writer.restoreDirectoryTimes();
        }
    }

    private boolean isDirectoryDestination(LayerWriter writer) {
        String text = request.destination();
        if (text.endsWith("/") || text.endsWith("/.") || text.equals(".")) {
            return true;
        }
        if (selected.size() + request.files().size() > 1) {
            return true;
        }
        return writer.merged()
                .find(FileTree.raw(text), true)
                .map(f -> f.status().isDirectory())
                .orElse(false);
    }

    private void putFile(LayerWriter writer, CopySource.Selected one, String destination, boolean intoDirectory) {
        CopyEntry entry = one.entries().getFirst();
        String path = intoDirectory ? CleanPath.join(destination, entry.target()) : destination;
        writer.put(source.tree(), entry.file(), filePath(writer, path, intoDirectory), rights);
    }

    /** The place of a file, its directory made; the last link is followed only when the destination names it. */
    private String filePath(LayerWriter writer, String path, boolean intoDirectory) {
        String cleaned = CleanPath.clean("/" + path);
        if (!intoDirectory) {
            FileTree.Resolved resolved = writer.merged().resolve(cleaned, true);
            if (resolved.missing().isEmpty()) {
                return resolved.path();
            }
        }
        String directory = makeDirectories(writer, cleaned.substring(0, cleaned.lastIndexOf('/')));
        return CleanPath.join(directory, CleanPath.baseName(cleaned));
    }

    private String makeDirectories(LayerWriter writer, String path) {
        return writer.makeDirectories(path, rights.newOwner(), rights.newDirectories());
    }

    /** What is in a directory, into another. */
    private void putContent(LayerWriter writer, CopySource.Selected one, String destination) {
        String top = makeDirectories(writer, CleanPath.clean("/" + destination));
        putEntries(writer, one.entries().subList(1, one.entries().size()), top);
    }

    /** A directory itself, with all that is in it. */
    private void putTree(LayerWriter writer, CopySource.Selected one, String destination) {
        FileTree.Resolved resolved = writer.merged().resolve(CleanPath.clean("/" + destination), true);
        String top = resolved.path();
        if (resolved.missing().size() > 1) {
            makeDirectories(writer, "/" + top.substring(0, top.lastIndexOf('/')));
        }
        putEntries(writer, one.entries(), top);
    }

    /** Names of one file are names of one file again. */
    private void putEntries(LayerWriter writer, List<CopyEntry> entries, String top) {
        Map<Inode, String> linked = new HashMap<>();
        for (CopyEntry entry : entries) {
            FileStatus status = entry.file().status();
            String path = entry.target().isEmpty() ? top : CleanPath.join(top, entry.target());
            boolean hasNames = status.isRegular() && status.links() > 1;
            String first = hasNames ? linked.putIfAbsent(Inode.of(status), path) : null;
            if (path.isEmpty()) {
                continue;
            }
            if (first == null) {
                writer.put(source.tree(), entry.file(), path, rights);
            } else {
                writer.putLink(first, path);
            }
        }
    }

    private record Inode(long device, long number) {
        static Inode of(FileStatus status) {
            return new Inode(status.device(), status.inode());
        }
    }

    /** {@code --parents}: the source's path is kept below the destination, from a {@code /./} in it on. */
    private void putWithParents(LayerWriter writer, CopySource.Selected one, String destination) {
        String kept = one.root().path();
        for (String word : request.sources()) {
            int pivot = word.indexOf("/./");
            String before = pivot < 0
                    ? ""
                    : FileTree.raw(
                            CleanPath.clean("/" + word.substring(0, pivot)).substring(1));
            if (!before.isEmpty() && kept.startsWith(before + "/")) {
                kept = kept.substring(before.length() + 1);
                break;
            }
        }
        String path = CleanPath.join(destination, kept);
        if (one.isDirectory()) {
            putTree(writer, one, path);
        } else {
            writer.put(source.tree(), one.entries().getFirst().file(), filePath(writer, path, true), rights);
        }
    }

    private void putHeredocs(LayerWriter writer, String destination, boolean intoDirectory) {
        request.files().forEach((name, content) -> {
            String path = filePath(
                    writer,
                    intoDirectory ? CleanPath.join(destination, FileTree.raw(name)) : destination,
                    intoDirectory);
            writer.writeNew(path, content, rights);
        });
    }
}
