package io.jcompose.cli.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A Go value that is nothing: JSON has null for it, or leaves its field out, where a template sees its type's zero.
 *
 * @param zero what a template sees; null for a pointer
 * @param omitted whether JSON leaves it out
 */
public record Nothing(@Nullable Object zero, boolean omitted) {
    public static final Nothing LIST = new Nothing(List.of(), false);
    public static final Nothing MAP = new Nothing(Map.of(), false);
    public static final Nothing OMITTED_POINTER = new Nothing(null, true);
    public static final Nothing OMITTED_MAP = new Nothing(Map.of(), true);
    public static final Nothing OMITTED_TEXT = new Nothing("", true);

    static @Nullable Object seen(@Nullable Object value) {
        return value instanceof Nothing nothing ? nothing.zero : value;
    }

    /** A tree of maps and lists as JSON has it. */
    public static @Nullable Object inJson(@Nullable Object tree) {
        return switch (tree) {
            case null -> null;
            case Nothing nothing -> null;
            case Map<?, ?> map -> members(map);
            case List<?> list -> {
                List<@Nullable Object> elements = new ArrayList<>();
                list.forEach(each -> elements.add(inJson(each)));
                yield elements;
            }
            default -> tree;
        };
    }

    private static Map<Object, @Nullable Object> members(Map<?, ?> map) {
        Map<Object, @Nullable Object> members = map instanceof TreeMap ? new TreeMap<>() : new LinkedHashMap<>();
        map.forEach((name, value) -> {
            boolean left = value instanceof Method || value instanceof Nothing nothing && nothing.omitted;
            if (!left) {
                members.put(name, inJson(value));
            }
        });
        return members;
    }
}
