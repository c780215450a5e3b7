package io.jcompose.compose.load.env;

import io.jcompose.compose.complaint.Complaint;
import io.jcompose.compose.complaint.ComposeFileException;
import io.jcompose.compose.load.merge.Merge;
import io.jcompose.compose.load.tree.Node;
import io.jcompose.compose.load.tree.Node.Mapping;
import io.jcompose.compose.load.tree.Node.Member;
import io.jcompose.compose.load.tree.Node.Scalar;
import io.jcompose.compose.load.tree.Node.Sequence;
import io.jcompose.compose.load.tree.TreePath;
import io.jcompose.compose.model.SourceMark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** The stage that reads a service's {@code env_file} and {@code label_file}. What the service itself says wins over both. */
public final class ServiceFiles {
    private final Path directory;
    private final Map<String, String> environment;
    private final Function<Path, String> names;
    private final Merge.Listener listener;
    private final Consumer<Complaint> complaints;

    /**
     * @param directory what file names that are still relative are relative to
     * @param names how places name a file
     * @param listener hears which value of a file gave way to another
     */
    public ServiceFiles(
            Path directory,
            Map<String, String> environment,
            Function<Path, String> names,
            Merge.Listener listener,
            Consumer<Complaint> complaints) {
        this.directory = directory;
        this.environment = environment;
        this.names = names;
        this.listener = listener;
        this.complaints = complaints;
    }

    /** With the variables of its env files, which are named no more. */
    public Mapping environment(Mapping service, TreePath path) {
        Map<String, Member> own = new LinkedHashMap<>();
        if (service.get("environment") instanceof Mapping given) {
            given.members().forEach((name, member) -> own.put(name, filled(name, member)));
        }
        Map<String, String> values = new LinkedHashMap<>();
        own.forEach((name, member) -> {
            if (member.value() instanceof Scalar scalar && !scalar.isNull()) {
                values.put(name, scalar.text());
            }
        });
        Mapping result = service.without("env_file");
        if (service.get("env_file") instanceof Sequence files) {
            Map<String, Member> from = new LinkedHashMap<>();
            int position = 0;
            for (Node file : files.items()) {
                TreePath at = path.child("env_file").item(position++);
                if (file instanceof Mapping entry) {
                    read(entry, at, values, own).forEach((name, mark) -> {
                        Scalar value = Scalar.of(values.getOrDefault(name, ""), mark);
                        put(from, name, new Member(mark, value), path.child("environment"));
                    });
                }
            }
            own.forEach((name, member) -> put(from, name, member, path.child("environment")));
            own.clear();
            own.putAll(from);
        }
        return own.isEmpty()
                ? result.without("environment")
                : result.with("environment", new Mapping(new TreeMap<>(own), service.mark()));
    }

    private void put(Map<String, Member> into, String name, Member member, TreePath all) {
        Member before = into.put(name, member);
        if (before != null) {
            listener.replaced(all.child(name), before.value(), member.value());
        }
    }

    private Member filled(String name, Member member) {
        String value = environment.get(name);
        boolean open = member.value() instanceof Scalar scalar && scalar.isNull();
        return open && value != null
                ? new Member(member.key(), Scalar.of(value, member.value().mark()))
                : member;
    }

    /** The places of what an entry's file sets. */
    private Map<String, SourceMark> read(
            Mapping entry, TreePath path, Map<String, String> values, Map<String, Member> own) {
        String name = entry.get("path") instanceof Scalar scalar ? scalar.text() : "";
        Path file = directory.resolve(name);
        boolean optional = entry.get("required") instanceof Scalar flag && Boolean.FALSE.equals(flag.value());
        if (!Files.exists(file)) {
            if (!optional) {
                complaints.accept(Complaint.of(entry.mark(), path.toString(), "env file " + file + " not found")
                        .withSuggestion("make it, or write required: false"));
            }
            return Map.of();
        }
        String format = entry.get("format") instanceof Scalar scalar ? scalar.text() : "";
        Map<String, SourceMark> marks = new LinkedHashMap<>();
        read(
                () -> EnvironmentFiles.readInto(values, file, format, variable -> {
                            String value = environment.get(variable);
                            if (value != null) {
                                return value;
                            }
                            Member mine = own.get(variable);
                            return mine != null && mine.value() instanceof Scalar scalar && !scalar.isNull()
                                    ? scalar.text()
                                    : null;
                        })
                        .forEach((variable, line) -> marks.put(variable, new SourceMark(names.apply(file), line, 1))),
                entry,
                path);
        return marks;
    }

    private void read(Runnable reading, Node entry, TreePath path) {
        try {
            reading.run();
        } catch (ComposeFileException e) {
            e.complaints().forEach(complaints);
        } catch (io.jcompose.error.JcomposeException e) {
            complaints.accept(Complaint.of(entry.mark(), path.toString(), String.valueOf(e.getMessage())));
        }
    }

    /** With the labels of its label files, which are named no more. */
    public Mapping labels(Mapping service, TreePath path) {
        if (!(service.get("label_file") instanceof Sequence files)) {
            return service;
        }
        Map<String, Member> labels = new LinkedHashMap<>();
        Map<String, String> values = new LinkedHashMap<>();
        int position = 0;
        for (Node item : files.items()) {
            TreePath at = path.child("label_file").item(position++);
            Path file = directory.resolve(item instanceof Scalar scalar ? scalar.text() : "");
            if (!Files.exists(file)) {
                complaints.accept(Complaint.of(item.mark(), at.toString(), "label file " + file + " not found"));
                continue;
            }
            // What earlier files say stands for a variable before what this one says.
            Map<String, String> earlier = Map.copyOf(values);
            Map<String, Integer> lines = new LinkedHashMap<>();
            read(() -> lines.putAll(EnvironmentFiles.readInto(values, file, "", earlier::get)), item, at);
            lines.forEach((name, line) -> {
                SourceMark mark = new SourceMark(names.apply(file), line, 1);
                Scalar value = Scalar.of(values.getOrDefault(name, ""), mark);
                put(labels, name, new Member(mark, value), path.child("labels"));
            });
        }
        if (service.get("labels") instanceof Mapping own) {
            own.members().forEach((name, member) -> put(labels, name, member, path.child("labels")));
        }
        Mapping result = service.without("label_file");
        return labels.isEmpty() ? result : result.with("labels", new Mapping(new TreeMap<>(labels), service.mark()));
    }
}
