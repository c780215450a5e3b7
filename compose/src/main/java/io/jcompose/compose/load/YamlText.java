package io.jcompose.compose.load;

import io.jcompose.compose.load.tree.Numbers;
import io.jcompose.compose.load.yaml.PlainText;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Plain values as YAML in block style, two spaces a level, list items indented, as docker compose prints it. */
final class YamlText {
    private final StringBuilder out = new StringBuilder();

    private YamlText() {}

    static String of(@Nullable Object value) {
        YamlText text = new YamlText();
        if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            text.map(map, "", "");
        } else if (value instanceof List<?> list && !list.isEmpty()) {
            text.list(list, "");
        } else {
            text.scalar(value, "");
            text.out.append('\n');
        }
        return text.out.toString();
    }

    private void map(Map<?, ?> map, String indent, String first) {
        String lead = first;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            out.append(lead);
            text(String.valueOf(entry.getKey()), indent, true);
            out.append(':');
            member(entry.getValue(), indent);
            lead = indent;
        }
    }

    private void member(@Nullable Object value, String indent) {
        if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            out.append('\n');
            map(map, indent + "  ", indent + "  ");
        } else if (value instanceof List<?> list && !list.isEmpty()) {
            out.append('\n');
            list(list, indent + "  ");
        } else {
            out.append(' ');
            scalar(value, indent);
            out.append('\n');
        }
    }

    private void list(List<?> list, String indent) {
        for (Object item : list) {
            out.append(indent).append("- ");
            if (item instanceof Map<?, ?> map && !map.isEmpty()) {
                map(map, indent + "  ", "");
            } else if (item instanceof List<?> inner && !inner.isEmpty()) {
                out.setLength(out.length() - 1);
                out.append('\n');
                list(inner, indent + "  ");
            } else {
                scalar(item, indent);
                out.append('\n');
            }
        }
    }

    private void scalar(@Nullable Object value, String indent) {
        switch (value) {
            case null -> out.append("null");
            case String text -> text(text, indent, false);
            case Double number -> out.append(special(number));
            case BigDecimal number -> out.append(Numbers.text(number));
            case Map<?, ?> _ -> out.append("{}");
            case List<?> _ -> out.append("[]");
            default -> out.append(value);
        }
    }

    private static String special(double number) {
        if (Double.isNaN(number)) {
            return ".nan";
        }
        return Double.isInfinite(number) ? (number > 0 ? ".inf" : "-.inf") : Numbers.text(number);
    }

    private void text(String text, String indent, boolean key) {
        if (!key && text.indexOf('\n') >= 0 && PlainText.fitsBlock(text)) {
            block(text, indent);
            return;
        }
        switch (PlainText.styleOf(text)) {
            case PLAIN -> out.append(text);
            case SINGLE -> out.append('\'').append(text.replace("'", "''")).append('\'');
            case DOUBLE -> doubleQuoted(text);
        }
    }

    private void block(String text, String indent) {
        out.append('|');
        if (text.startsWith(" ") || text.startsWith("\n")) {
            out.append('2');
        }
        if (!text.endsWith("\n")) {
            out.append('-');
        } else if (text.endsWith("\n\n") || text.length() == 1) {
            out.append('+');
        }
        String body = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        for (String line : body.split("\n", -1)) {
            out.append('\n');
            if (!line.isEmpty()) {
                out.append(indent).append("  ").append(line);
            }
        }
    }

    private void doubleQuoted(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '\r' -> out.append("\\r");
                case '\b' -> out.append("\\b");
                case '\u0007' -> out.append("\\a");
                case '\u001b' -> out.append("\\e");
                case '\0' -> out.append("\\0");
                case '\uFEFF' -> out.append("\\uFEFF");
                case '\u2028' -> out.append("\\L");
                case '\u2029' -> out.append("\\P");
                default -> {
                    if (Character.isHighSurrogate(c) && i + 1 < text.length()) {
                        out.append(String.format("\\U%08X", text.codePointAt(i)));
                        i++;
                    } else if (c < 0x20 || (c >= 0x7f && c < 0xa0)) {
                        out.append(String.format("\\x%02X", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
