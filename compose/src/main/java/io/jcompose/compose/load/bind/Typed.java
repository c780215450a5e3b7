package io.jcompose.compose.load.bind;

import io.jcompose.compose.load.tree.Node;
import io.jcompose.compose.load.tree.Node.Mapping;
import io.jcompose.compose.load.tree.Node.Scalar;
import io.jcompose.compose.load.tree.Node.Sequence;
import io.jcompose.compose.load.typed.Durations;
import io.jcompose.compose.load.typed.ValueException;
import io.jcompose.compose.model.SourceMark;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A mapping of the typed tree, read by attribute. What is absent or of another kind is empty: the checks have spoken before. */
record Typed(Mapping mapping) {
    SourceMark mark() {
        return mapping.mark();
    }

    private Optional<Scalar> scalar(String key) {
        return mapping.get(key) instanceof Scalar scalar && !scalar.isNull() ? Optional.of(scalar) : Optional.empty();
    }

    Optional<String> text(String key) {
        return scalar(key).map(Scalar::text);
    }

    String text(String key, String absent) {
        return text(key).orElse(absent);
    }

    Optional<Boolean> flag(String key) {
        return scalar(key).map(scalar -> Boolean.TRUE.equals(scalar.value()));
    }

    boolean is(String key) {
        return flag(key).orElse(false);
    }

    Optional<Long> number(String key) {
        return text(key).flatMap(Typed::toLong);
    }

    Optional<Integer> integer(String key) {
        return number(key).map(Typed::clamped);
    }

    private static int clamped(long value) {
        return (int) Math.clamp(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    private static Optional<Long> toLong(String text) {
        try {
            return Optional.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    Optional<Double> decimal(String key) {
        return text(key).flatMap(text -> {
            try {
                return Optional.of(Double.parseDouble(text));
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        });
    }

    /** Permission bits, which the tree holds in octal. */
    Optional<Integer> mode(String key) {
        return text(key).flatMap(text -> {
            try {
                return Optional.of(Integer.parseInt(text, 8));
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        });
    }

    Optional<Duration> duration(String key) {
        return text(key).flatMap(text -> {
            try {
                return Optional.of(Durations.parse(text));
            } catch (ValueException e) {
                return Optional.empty();
            }
        });
    }

    List<String> texts(String key) {
        return optionalTexts(key).orElse(List.of());
    }

    /** Distinguishes an absent list from an empty one. */
    Optional<List<String>> optionalTexts(String key) {
        return mapping.get(key) instanceof Sequence sequence
                ? Optional.of(sequence.items().stream()
                        .filter(Scalar.class::isInstance)
                        .map(item -> ((Scalar) item).text())
                        .toList())
                : Optional.empty();
    }

    Map<String, String> textMap(String key) {
        Map<String, String> out = new LinkedHashMap<>();
        forEach(
                key,
                (name, node) ->
                        out.put(name, node instanceof Scalar scalar ? scalar.text() : String.valueOf(node.plain())));
        return out;
    }

    Map<String, Optional<String>> variables(String key) {
        Map<String, Optional<String>> out = new LinkedHashMap<>();
        forEach(
                key,
                (name, node) -> out.put(
                        name,
                        node instanceof Scalar scalar && !scalar.isNull()
                                ? Optional.of(scalar.text())
                                : Optional.empty()));
        return out;
    }

    Map<String, List<String>> textLists(String key) {
        Map<String, List<String>> out = new LinkedHashMap<>();
        at(key).ifPresent(
                        inner -> inner.mapping().members().keySet().forEach(name -> out.put(name, inner.texts(name))));
        return out;
    }

    /** NAME=ADDRESS entries by name. */
    Map<String, List<String>> hosts(String key) {
        Map<String, List<String>> out = new LinkedHashMap<>();
        for (String entry : texts(key)) {
            int equals = entry.indexOf('=');
            out.computeIfAbsent(entry.substring(0, equals), _ -> new ArrayList<>())
                    .add(entry.substring(equals + 1));
        }
        return out;
    }

    Optional<Typed> at(String key) {
        return mapping.get(key) instanceof Mapping inner ? Optional.of(new Typed(inner)) : Optional.empty();
    }

    /** The mapping at a key, or an empty one. */
    Typed inner(String key) {
        return at(key).orElse(new Typed(Mapping.empty(mapping.mark())));
    }

    <T> List<T> list(String key, Function<Typed, T> each) {
        return mapping.get(key) instanceof Sequence sequence
                ? sequence.items().stream()
                        .filter(Mapping.class::isInstance)
                        .map(item -> each.apply(new Typed((Mapping) item)))
                        .toList()
                : List.of();
    }

    /** The members of a mapping at a key; null members are empty mappings. */
    <T> Map<String, T> map(String key, Function<Typed, T> each) {
        Map<String, T> out = new LinkedHashMap<>();
        forEach(
                key,
                (name, node) -> out.put(
                        name,
                        each.apply(new Typed(node instanceof Mapping inner ? inner : Mapping.empty(node.mark())))));
        return out;
    }

    private void forEach(String key, java.util.function.BiConsumer<String, Node> each) {
        if (mapping.get(key) instanceof Mapping inner) {
            inner.members().forEach((name, member) -> each.accept(name, member.value()));
        }
    }

    /** The {@code x-} members as plain values. */
    Map<String, Object> extensions() {
        Map<String, Object> out = new LinkedHashMap<>();
        mapping.members().forEach((name, member) -> {
            Object value = name.startsWith("x-") ? member.value().plain() : null;
            if (value != null) {
                out.put(name, value);
            }
        });
        return out;
    }
}
