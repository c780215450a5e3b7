package io.jcompose.compose.load.tree;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Plain values as JSON text. Knows nothing of compose. */
public final class Json {
    private final StringBuilder out = new StringBuilder();
    private final boolean sorted;
    private final String indent;

    private Json(boolean sorted, String indent) {
        this.sorted = sorted;
        this.indent = indent;
    }

    /** On one line, keys sorted. */
    public static String compactSorted(@Nullable Object value) {
        Json json = new Json(true, "");
        json.write(value, "");
        return json.out.toString();
    }

    /** Two spaces a level, keys in their order; no newline at the end. */
    public static String pretty(@Nullable Object value) {
        Json json = new Json(false, "  ");
        json.write(value, "\n");
        return json.out.toString();
    }

    private void write(@Nullable Object value, String newline) {
        switch (value) {
            case null -> out.append("null");
            case String text -> string(text);
            case Boolean flag -> out.append(flag);
            case Double number -> out.append(Numbers.json(number));
            case BigDecimal number -> out.append(Numbers.json(number));
            case Map<?, ?> map -> map(map, newline);
            case List<?> list -> list(list, newline);
            default -> out.append(value);
        }
    }

    private void map(Map<?, ?> given, String newline) {
        if (given.isEmpty()) {
            out.append("{}");
            return;
        }
        Map<?, ?> map = sorted ? new TreeMap<>(given) : given;
        String inner = newline + indent;
        String separator = "{";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            out.append(separator).append(indent.isEmpty() ? "" : inner);
            string(String.valueOf(entry.getKey()));
            out.append(indent.isEmpty() ? ":" : ": ");
            write(entry.getValue(), inner);
            separator = ",";
        }
        out.append(indent.isEmpty() ? "" : newline).append('}');
    }

    private void list(List<?> list, String newline) {
        if (list.isEmpty()) {
            out.append("[]");
            return;
        }
        String inner = newline + indent;
        String separator = "[";
        for (Object item : list) {
            out.append(separator).append(indent.isEmpty() ? "" : inner);
            write(item, inner);
            separator = ",";
        }
        out.append(indent.isEmpty() ? "" : newline).append(']');
    }

    /** As Go's encoding/json escapes: also the characters that mean something in HTML. */
    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '<', '>', '&', '\u2028', '\u2029' -> unicode(c);
                default -> {
                    if (c < 0x20) {
                        unicode(c);
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    private void unicode(char c) {
        out.append("\\u").append(Integer.toHexString(0x10000 | c).substring(1));
    }
}
