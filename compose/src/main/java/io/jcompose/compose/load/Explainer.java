package io.jcompose.compose.load;

import io.jcompose.compose.load.tree.Node;
import io.jcompose.compose.load.tree.Node.Mapping;
import io.jcompose.compose.load.tree.Node.Scalar;
import io.jcompose.compose.load.tree.Node.Sequence;
import io.jcompose.compose.model.SourceMark;
import io.jcompose.error.JcomposeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code config --explain}: where a variable or a value came from, what it overrode, what shadows it. */
public final class Explainer {
    private static final Pattern STEP = Pattern.compile("\\[(\\d{1,6})]|([^.\\[\\]]+)");
    private static final int SHOWN = 12;

    private final LoadResult result;

    public Explainer(LoadResult result) {
        this.result = result;
    }

    /**
     * What is to be said about a variable's name or a path like {@code services.web.ports}; lines with a newline each.
     *
     * @throws JcomposeException when there is no such thing
     */
    public String explain(String what) {
        Map<String, List<Explanations.VariableSource>> sources =
                result.explanations().sources();
        boolean variable =
                sources.containsKey(what) || result.explanations().uses().containsKey(what);
        return variable && what.indexOf('.') < 0 ? variable(what) : path(what);
    }

    private String variable(String name) {
        StringBuilder out = new StringBuilder();
        List<Explanations.VariableSource> sources =
                result.explanations().sources().getOrDefault(name, List.of());
        boolean set = !sources.isEmpty() && !sources.getFirst().included();
        if (!set) {
            out.append(name).append(" is not set: it becomes empty where no default is given\n");
        }
        for (Explanations.VariableSource source : sources) {
            boolean counts = set && source == sources.getFirst();
            out.append(counts ? name + " =" : set ? "  shadows" : "  is, in the files of an include,")
                    .append(" \"")
                    .append(source.value())
                    .append("\"  from ")
                    .append(source.where())
                    .append('\n');
        }
        for (Explanations.Use use : result.explanations().uses().getOrDefault(name, List.of())) {
            out.append("  used at ")
                    .append(use.mark())
                    .append("  ")
                    .append(use.path())
                    .append('\n');
        }
        result.project()
                .services()
                .forEach((service, value) -> value.process().environment().entrySet().stream()
                        .filter(entry -> entry.getKey().equals(name))
                        .forEach(entry -> out.append("  in the container of \"")
                                .append(service)
                                .append("\": ")
                                .append(entry.getValue()
                                        .map(text -> "\"" + text + "\"")
                                        .orElse("not set"))
                                .append('\n')));
        return out.toString();
    }

    private String path(String path) {
        Node node = result.tree();
        SourceMark key = node.mark();
        StringBuilder walked = new StringBuilder();
        Matcher steps = STEP.matcher(path);
        while (steps.find()) {
            Node next;
            if (steps.group(1) != null) {
                next = node instanceof Sequence list
                                && Integer.parseInt(steps.group(1))
                                        < list.items().size()
                        ? list.items().get(Integer.parseInt(steps.group(1)))
                        : null;
            } else {
                next = node instanceof Mapping mapping ? mapping.get(steps.group(2)) : null;
                key = node instanceof Mapping mapping ? mapping.keyMark(steps.group(2)) : key;
            }
            if (next == null) {
                throw new JcomposeException(
                        JcomposeException.Kind.NOT_FOUND,
                        "\"" + path + "\" is neither a variable nor a value of the project: nothing at \""
                                + steps.group() + "\" below \"" + walked + "\"",
                        known(node));
            }
            walked.append(walked.isEmpty() || steps.group(1) != null ? "" : ".").append(steps.group());
            node = next;
        }
        List<String> lines = new ArrayList<>();
        describe(walked.toString(), node, lines);
        for (Node before : result.explanations().overridden().getOrDefault(path, List.of())) {
            lines.add("  overrides " + shown(before) + "  from " + place(before.mark()));
        }
        if (node instanceof Mapping && key.isKnown()) {
            lines.addFirst(walked + "  defined at " + place(key));
        }
        return String.join("\n", lines) + "\n";
    }

    private static String known(Node node) {
        return node instanceof Mapping mapping && !mapping.members().isEmpty()
                ? "known there: " + String.join(", ", mapping.members().keySet())
                : "print the project with config to see its values";
    }

    private void describe(String path, Node node, List<String> lines) {
        switch (node) {
            case Scalar scalar -> lines.add(path + " = " + shown(scalar) + "  from " + place(scalar.mark()));
            case Sequence sequence -> {
                for (int i = 0; i < sequence.items().size(); i++) {
                    Node item = sequence.items().get(i);
                    lines.add(path + "[" + i + "] = " + shown(item) + "  from " + place(item.mark()));
                }
            }
            case Mapping mapping ->
                mapping.members().forEach((name, member) -> {
                    String inner = path + "." + name;
                    lines.add("  " + inner + " = " + shown(member.value()) + "  from "
                            + place(member.value().mark()));
                    for (Node before : result.explanations().overridden().getOrDefault(inner, List.of())) {
                        lines.add("    overrides " + shown(before) + "  from " + place(before.mark()));
                    }
                });
        }
    }

    private static String shown(Node node) {
        return switch (node) {
            case Scalar scalar ->
                scalar.value() instanceof String text ? "\"" + text + "\"" : scalar.isNull() ? "null" : scalar.text();
            case Sequence sequence ->
                sequence.items().size() > SHOWN ? sequence.items().size() + " items" : String.valueOf(sequence.plain());
            case Mapping mapping ->
                mapping.members().size() > SHOWN
                        ? mapping.members().size() + " members"
                        : String.valueOf(mapping.plain());
        };
    }

    private static String place(SourceMark mark) {
        return mark.isKnown() ? mark.toString() : "what the files imply";
    }
}
