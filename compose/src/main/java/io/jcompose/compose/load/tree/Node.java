package io.jcompose.compose.load.tree;

import io.jcompose.compose.model.SourceMark;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A value of a compose file. Immutable; a stage that changes something builds new nodes and keeps the marks. */
public sealed interface Node {
    SourceMark mark();

    /** What stands here, as a reader would call it: a mapping, a list, a string, a number, a boolean, null. */
    String kind();

    /**
     * A leaf.
     *
     * @param value a String, Long, java.math.BigInteger, java.math.BigDecimal, Double, Boolean or null
     */
    record Scalar(@Nullable Object value, SourceMark mark) implements Node {
        public static Scalar of(Object value, SourceMark mark) {
            return new Scalar(value, mark);
        }

        public boolean isNull() {
            return value == null;
        }

        /** The value as text, as Go's fmt prints it; the empty string for null. */
        public String text() {
            Object v = value;
            return switch (v) {
                case null -> "";
                case Double d -> Numbers.text(d);
                case java.math.BigDecimal d -> d.toPlainString();
                default -> v.toString();
            };
        }

        @Override
        public String kind() {
            return switch (value) {
                case null -> "null";
                case Boolean _ -> "a boolean";
                case String _ -> "a string";
                default -> "a number";
            };
        }
    }

    /** A list. */
    record Sequence(List<Node> items, SourceMark mark) implements Node {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String kind() {
            return "a list";
        }
    }

    /** A mapping, in the order of the file. */
    record Mapping(Map<String, Member> members, SourceMark mark) implements Node {
        public Mapping {
            members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }

        public static Mapping empty(SourceMark mark) {
            return new Mapping(Map.of(), mark);
        }

        public @Nullable Node get(String key) {
            Member member = members.get(key);
            return member == null ? null : member.value();
        }

        /** Where a key is written; where the mapping begins when it has no such key. */
        public SourceMark keyMark(String key) {
            Member member = members.get(key);
            return member == null ? mark : member.key();
        }

        public boolean has(String key) {
            return members.containsKey(key);
        }

        /** This with one member replaced in place, or added at the end. */
        public Mapping with(String key, Node value) {
            Map<String, Member> changed = new LinkedHashMap<>(members);
            Member old = changed.get(key);
            changed.put(key, new Member(old == null ? value.mark() : old.key(), value));
            return new Mapping(changed, mark);
        }

        public Mapping without(String key) {
            if (!members.containsKey(key)) {
                return this;
            }
            Map<String, Member> changed = new LinkedHashMap<>(members);
            changed.remove(key);
            return new Mapping(changed, mark);
        }

        @Override
        public String kind() {
            return "a mapping";
        }
    }

    /** A member of a mapping; {@code key} is where the key is written. */
    record Member(SourceMark key, Node value) {}

    /** Plain values (LinkedHashMap, ArrayList, String, Long, Double, Boolean, null), for printing and for extensions. */
    default @Nullable Object plain() {
        return switch (this) {
            case Scalar scalar -> scalar.value();
            case Sequence sequence -> {
                List<@Nullable Object> out = new ArrayList<>();
                sequence.items().forEach(item -> out.add(item.plain()));
                yield out;
            }
            case Mapping mapping -> {
                Map<String, @Nullable Object> out = new LinkedHashMap<>();
                mapping.members()
                        .forEach((key, member) -> out.put(key, member.value().plain()));
                yield out;
            }
        };
    }
}
