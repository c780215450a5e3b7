package io.jcompose.compose.load;

import io.jcompose.compose.complaint.Complaint;
import io.jcompose.compose.complaint.ComposeFileException;
import io.jcompose.compose.load.canonical.Canonical;
import io.jcompose.compose.load.canonical.Defaults;
import io.jcompose.compose.load.check.LogicCheck;
import io.jcompose.compose.load.check.StructureCheck;
import io.jcompose.compose.load.env.EnvironmentFiles;
import io.jcompose.compose.load.extend.Extension;
import io.jcompose.compose.load.extend.Resets;
import io.jcompose.compose.load.include.Inclusion;
import io.jcompose.compose.load.interpolate.Interpolation;
import io.jcompose.compose.load.interpolate.Variables;
import io.jcompose.compose.load.merge.Merge;
import io.jcompose.compose.load.merge.Unicity;
import io.jcompose.compose.load.paths.PathResolution;
import io.jcompose.compose.load.remote.RemoteName;
import io.jcompose.compose.load.tree.Node;
import io.jcompose.compose.load.tree.Node.Mapping;
import io.jcompose.compose.load.tree.TreePath;
import io.jcompose.compose.load.yaml.Document;
import io.jcompose.compose.model.SourceMark;
import io.jcompose.error.JcomposeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Loads one set of files into one tree; calls itself for what the files include. */
final class TreeLoader {
    private final Session session;
    /** Where relative names of files are looked for. */
    private final Path directory;
    /** What is put before relative paths in the end; relative to the including project's, or absolute. */
    private final Optional<String> pathBase;

    private final Map<String, String> environment;
    private final List<Path> includedBy;
    private final Merge merge;
    private final Unicity unicity;
    private final Extension extension;
    private final Map<Path, Extension.Base> bases = new LinkedHashMap<>();

    TreeLoader(
            Session session,
            Path directory,
            Optional<String> pathBase,
            Map<String, String> environment,
            List<Path> includedBy) {
        this.session = session;
        this.directory = directory;
        this.pathBase = pathBase;
        this.environment = environment;
        this.includedBy = List.copyOf(includedBy);
        this.merge = new Merge(session.complaints()::error, session.history()::replaced);
        this.unicity = new Unicity(session.complaints()::error);
        this.extension = new Extension(this::base, merge, session.complaints()::error, session.complaints()::warning);
    }

    /** The files merged in order. Errors are gathered in the session; the tree is usable only without any. */
    Mapping load(List<Path> files) {
        Mapping tree = Mapping.empty(SourceMark.NONE);
        for (Path file : files) {
            session.complaints().loaded(session.files().name(file));
            List<Document> documents;
            try {
                documents = session.files().documents(file);
            } catch (ComposeFileException e) {
                session.complaints().unreadable(e.complaints());
                continue;
            }
            for (Document document : documents) {
                tree = add(tree, document, file);
            }
        }
        Mapping complete = Defaults.apply(tree);
        new LogicCheck(session.complaints()::error).check(complete);
        if (pathBase.isPresent()) {
            complete = new PathResolution(pathBase.get(), session.environment(), session.complaints()::error)
                    .apply(complete);
        }
        return session.flags().interpolate() ? Lookups.apply(complete, environment, session) : complete;
    }

    private Mapping add(Mapping tree, Document document, Path file) {
        if (!(interpolated(document.root()) instanceof Mapping root)) {
            session.complaints()
                    .error(Complaint.of(
                            document.root().mark(),
                            "",
                            "the top level must be a mapping, this is "
                                    + document.root().kind()));
            return tree;
        }
        Mapping extended = extension.apply(root, session.files().name(file), document.resets());
        Mapping cleared = Resets.apply(tree, document.resets());
        List<Path> chain = new ArrayList<>(includedBy);
        chain.add(file);
        Mapping included = new Inclusion((entry, path) -> include(entry, path, chain), session.complaints()::error)
                .apply(extended);
        Mapping merged = unicity.apply(merge.files(cleared, included));
        new StructureCheck(session.complaints()::error).check(merged);
        if (merged.has("version")) {
            session.complaints()
                    .warning(
                            Complaint.of(
                                    merged.keyMark("version"),
                                    "version",
                                    "the attribute `version` is obsolete, it will be ignored, please remove it to avoid potential confusion"));
            merged = merged.without("version");
        }
        return unicity.apply(canonical(merged));
    }

    private Mapping canonical(Mapping tree) {
        return new Canonical(!session.flags().interpolate(), session.complaints()::error, session.complaints()::warning)
                .apply(tree);
    }

    private Node interpolated(Node root) {
        if (!session.flags().interpolate()) {
            return root;
        }
        Interpolation interpolation = new Interpolation(
                Variables.of(environment), session.complaints()::error, (variable, mark, path, unset) -> {
                    session.history().mentioned(variable, mark, path);
                    if (unset) {
                        session.history().unset(variable, mark, path);
                        session.complaints().unset(variable, mark, path.toString());
                    }
                });
        return interpolation.apply(root);
    }

    private Extension.@Nullable Base base(String name, SourceMark mark, TreePath path) {
        Optional<Path> found = reading("extended", mark, path, () -> located(name));
        if (found.isEmpty()) {
            return null;
        }
        Path file = found.get();
        session.complaints()
                .extended(session.files().name(file), path.toString().replaceFirst("[.]extends$", ""), mark);
        Extension.Base known = bases.get(file);
        if (known != null) {
            return known;
        }
        Optional<Extension.Base> read = reading("extended", mark, path, () -> readBase(file));
        read.ifPresent(base -> bases.put(file, base));
        return read.orElse(null);
    }

    /** Reads other files as a step on the way to them; what can't be read is complained about at the place that names it. */
    private <T> Optional<T> reading(String how, SourceMark mark, TreePath path, Supplier<T> read) {
        Complaint failure;
        session.complaints().enter(how + " at " + mark);
        try {
            return Optional.of(read.get());
        } catch (ComposeFileException e) {
            session.complaints().unreadable(e.complaints());
            return Optional.empty();
        } catch (JcomposeException e) {
            failure = Complaint.of(mark, path.toString(), "cannot read what is " + how + ": " + e.getMessage());
        } finally {
            session.complaints().leave();
        }
        session.complaints().unreadable(List.of(failure));
        return Optional.empty();
    }

    private List<Path> located(List<String> names) {
        return names.stream().map(this::located).toList();
    }

    /** The file of a name: in this machine's cache when it is a remote one. */
    private Path located(String name) {
        return RemoteName.of(name)
                .map(session.remote()::fetch)
                .orElseGet(() -> directory.resolve(expandHome(name)).normalize());
    }

    private Extension.Base readBase(Path file) {
        Mapping tree = Mapping.empty(SourceMark.NONE);
        List<List<String>> resets = new ArrayList<>();
        for (Document document : session.files().documents(file)) {
            if (interpolated(document.root()) instanceof Mapping root) {
                Mapping merged = unicity.apply(merge.files(Resets.apply(tree, document.resets()), root));
                tree = unicity.apply(canonical(merged));
                resets.addAll(document.resets());
            }
        }
        Mapping rebased = new PathResolution(
                        relative(file.getParent()), session.environment(), session.complaints()::error)
                .apply(tree);
        Mapping services = rebased.get("services") instanceof Mapping mapping ? mapping : null;
        return new Extension.Base(session.files().name(file), services, resets);
    }

    private Optional<Mapping> include(Inclusion.Entry entry, TreePath path, List<Path> chain) {
        List<Path> files = reading("included", entry.mark(), path, () -> located(entry.paths()))
                .orElse(List.of());
        if (files.isEmpty()) {
            return Optional.empty();
        }
        Path main = files.getFirst();
        if (chain.contains(main)) {
            String way = String.join(
                    " includes ", chain.stream().map(session.files()::name).toList());
            session.complaints()
                    .error(Complaint.of(
                            entry.mark(),
                            path.toString(),
                            "include cycle detected: " + way + " includes "
                                    + session.files().name(main)));
            return Optional.empty();
        }
        Path own = entry.projectDirectory()
                .map(given -> directory.resolve(given).normalize())
                .orElseGet(() -> Optional.ofNullable(main.getParent()).orElse(main));
        return reading(
                "included",
                entry.mark(),
                path,
                () -> new TreeLoader(session, own, Optional.of(relative(own)), variables(entry, own), chain)
                        .load(files));
    }

    private Map<String, String> variables(Inclusion.Entry entry, Path own) {
        List<Path> files = new ArrayList<>();
        if (entry.envFiles().isEmpty()) {
            Path file = EnvironmentFiles.defaultIn(own);
            if (file != null) {
                files.add(file);
            }
        } else {
            entry.envFiles()
                    .forEach(name ->
                            files.add(directory.resolve(expandHome(name)).normalize()));
        }
        Map<String, String> variables = new LinkedHashMap<>(environment);
        EnvironmentFiles.read(files, environment).forEach(variables::putIfAbsent);
        files.forEach(file -> session.history()
                .included(EnvironmentFiles.settings(file, session.files().name(file), environment)));
        return variables;
    }

    private String relative(@Nullable Path other) {
        if (other == null) {
            return "/";
        }
        String text = directory.relativize(other).toString();
        return text.isEmpty() ? "." : text;
    }

    private String expandHome(String name) {
        String home = session.environment().get("HOME");
        return name.startsWith("~") && home != null ? PathResolution.join(home, name.substring(1)) : name;
    }
}
