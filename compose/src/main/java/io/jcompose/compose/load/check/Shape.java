package io.jcompose.compose.load.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What may stand at a place. */
public sealed interface Shape {
    /** The kinds of scalar. */
    enum Kind {
        STRING("a string"),
        INTEGER("a whole number"),
        NUMBER("a number"),
        BOOLEAN("true or false"),
        NULL("empty");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    /** A scalar; {@code allowed} empty means any value; the bounds hold for numbers only, the pattern for strings only. */
    record Leaf(
            List<Kind> kinds, List<String> allowed, Optional<Long> min, Optional<Long> max, Optional<Pattern> pattern)
            implements Shape {
        Leaf oneOf(String... values) {
            return new Leaf(kinds, List.of(values), min, max, pattern);
        }

        Leaf between(long low, long high) {
            return new Leaf(kinds, allowed, Optional.of(low), Optional.of(high), pattern);
        }

        Leaf matching(String regex) {
            return new Leaf(kinds, allowed, min, max, Optional.of(Pattern.compile(regex)));
        }
    }

    /** A list; {@code unique}: no two equal items. */
    record Items(Shape item, boolean unique) implements Shape {}

    /** A mapping whose keys the user chooses, where the pattern allows them. */
    record Named(Shape value, Optional<Pattern> names) implements Shape {}

    /** Which keys a mapping may have beside its attributes. */
    enum Others {
        NONE,
        /** Those that begin with {@code x-}. */
        EXTENSIONS,
        ALL
    }

    /** A mapping with fixed keys, in the order in which {@code config} prints them. */
    record Attributes(Map<String, Shape> attributes, Set<String> required, Others others) implements Shape {
        Attributes with(String name, Shape shape) {
            Map<String, Shape> changed = new LinkedHashMap<>(attributes);
            changed.put(name, shape);
            return new Attributes(changed, required, others);
        }

        Attributes requiring(String... names) {
            return new Attributes(attributes, Set.of(names), others);
        }

        Attributes closed() {
            return new Attributes(attributes, required, Others.NONE);
        }

        /** Keys that mean nothing may stand there; {@code Unsupported} tells of them. */
        Attributes open() {
            return new Attributes(attributes, required, Others.ALL);
        }

        boolean takes(String key) {
            return switch (others) {
                case NONE -> attributes.containsKey(key);
                case EXTENSIONS -> attributes.containsKey(key) || key.startsWith("x-");
                case ALL -> true;
            };
        }
    }

    /** One of several; told apart by the kind of node that stands there. */
    record Either(List<Shape> choices) implements Shape {}

    /** Anything at all. */
    record Free() implements Shape {}

    static Leaf leaf(Kind... kinds) {
        return new Leaf(List.of(kinds), List.of(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    static Items list(Shape item) {
        return new Items(item, false);
    }

    static Items set(Shape item) {
        return new Items(item, true);
    }

    static Named named(Shape value) {
        return new Named(value, Optional.empty());
    }

    static Named named(Shape value, String pattern) {
        return new Named(value, Optional.of(Pattern.compile(pattern)));
    }

    static Attributes attributes() {
        return new Attributes(Map.of(), Set.of(), Others.EXTENSIONS);
    }

    static Shape either(Shape... choices) {
        List<Shape> flat = new ArrayList<>();
        Arrays.stream(choices).forEach(choice -> {
            if (choice instanceof Either nested) {
                flat.addAll(nested.choices());
            } else {
                flat.add(choice);
            }
        });
        return new Either(List.copyOf(flat));
    }
}
