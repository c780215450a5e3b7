package io.jcompose.compose.load.include;

import io.jcompose.compose.complaint.Complaint;
import io.jcompose.compose.load.tree.Node;
import io.jcompose.compose.load.tree.Node.Mapping;
import io.jcompose.compose.load.tree.Node.Member;
import io.jcompose.compose.load.tree.Node.Scalar;
import io.jcompose.compose.load.tree.Node.Sequence;
import io.jcompose.compose.load.tree.TreePath;
import io.jcompose.compose.model.SourceMark;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** The stage that brings in what {@code include} names. */
public final class Inclusion {
    /** One entry of {@code include}; paths as they are written. */
    public record Entry(
            List<String> paths, Optional<String> projectDirectory, List<String> envFiles, SourceMark mark) {}

    /** Loads an entry's files as a project of their own. */
    public interface Loader {
        Optional<Mapping> load(Entry entry, TreePath path);
    }

    private static final List<String> SECTIONS =
            List.of("services", "volumes", "networks", "secrets", "configs", "models");

    private final Loader loader;
    private final Consumer<Complaint> complaints;

    public Inclusion(Loader loader, Consumer<Complaint> complaints) {
        this.loader = loader;
        this.complaints = complaints;
    }

    /** The document with everything that it includes, without the include itself; a malformed include is left for the structure check. */
    public Mapping apply(Mapping document) {
        Node include = document.get("include");
        if (include == null) {
            return document;
        }
        if (!(include instanceof Sequence sequence)) {
            return include instanceof Scalar scalar && scalar.isNull() ? document.without("include") : document;
        }
        List<Entry> entries = new ArrayList<>();
        for (Node item : sequence.items()) {
            Optional<Entry> entry = entry(item);
            if (entry.isEmpty()) {
                return document;
            }
            entries.add(entry.get());
        }
        Mapping result = document.without("include");
        int position = 0;
        for (Entry entry : entries) {
            Optional<Mapping> imported =
                    loader.load(entry, TreePath.of("include").item(position++));
            if (imported.isPresent()) {
                result = combined(result, imported.get(), entry);
            }
        }
        return result;
    }

    private Optional<Entry> entry(Node item) {
        return switch (item) {
            case Scalar scalar
            when scalar.value() instanceof String text ->
                Optional.of(new Entry(List.of(text), Optional.empty(), List.of(), scalar.mark()));
            case Mapping mapping -> {
                List<String> paths = texts(mapping.get("path"));
                if (mapping.get("path") instanceof Sequence given
                        && given.items().isEmpty()) {
                    complaints.accept(
                            Complaint.of(given.mark(), "include", "\"path\" is empty, so nothing is included"));
                }
                Optional<String> directory = mapping.get("project_directory") instanceof Scalar scalar
                                && !scalar.text().isEmpty()
                        ? Optional.of(scalar.text())
                        : Optional.empty();
                yield paths.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Entry(paths, directory, texts(mapping.get("env_file")), mapping.mark()));
            }
            case Scalar _, Sequence _ -> Optional.empty();
        };
    }

    private static List<String> texts(@org.jspecify.annotations.Nullable Node node) {
        return switch (node) {
            case Scalar scalar when !scalar.isNull() -> List.of(scalar.text());
            case Sequence sequence ->
                sequence.items().stream()
                        .filter(Scalar.class::isInstance)
                        .map(item -> ((Scalar) item).text())
                        .toList();
            case null, default -> List.of();
        };
    }

    private Mapping combined(Mapping document, Mapping imported, Entry entry) {
        Mapping result = document;
        for (String section : SECTIONS) {
            if (!(imported.get(section) instanceof Mapping from)) {
                continue;
            }
            Node there = result.get(section);
            Mapping to = there instanceof Mapping mapping ? mapping : Mapping.empty(from.mark());
            Map<String, Member> members = new LinkedHashMap<>(to.members());
            from.members().forEach((name, member) -> {
                Member own = members.putIfAbsent(name, member);
                if (own != null
                        && !Objects.equals(own.value().plain(), member.value().plain())) {
                    complaints.accept(Complaint.of(
                                    own.key(),
                                    section + "." + name,
                                    section + "." + name + " conflicts with imported resource, which is defined at "
                                            + member.key())
                            .withSuggestion(
                                    "rename one of them, or put what differs into a file of its own and include both: "
                                            + "`path: [" + entry.paths().getFirst() + ", override.yaml]`"));
                }
            });
            result = result.with(section, new Mapping(members, to.mark()));
        }
        return result;
    }
}
