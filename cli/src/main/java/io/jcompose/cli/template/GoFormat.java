package io.jcompose.cli.template;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Values as Go's package fmt writes them. */
final class GoFormat {
    private static final Pattern VERB = Pattern.compile("%([-+# 0]*)(\\d+)?(?:\\.(\\d+))?(.)", Pattern.DOTALL);

    private GoFormat() {}

    /** {@code %v} of a value that is there. */
    static String plain(Object value) {
        return switch (value) {
            case List<?> list -> list.stream().map(GoFormat::inner).collect(Collectors.joining(" ", "[", "]"));
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .filter(entry -> !(entry.getValue() instanceof Method))
                        .map(entry -> inner(entry.getKey()) + ":" + inner(entry.getValue()))
                        .collect(Collectors.joining(" ", "map[", "]"));
            case Double number
            when number == Math.rint(number) && Math.abs(number) < 1e15 -> Long.toString(number.longValue());
            default -> value.toString();
        };
    }

    /** As {@link #plain}, inside of something else. */
    static String inner(@Nullable Object value) {
        Object seen = Nothing.seen(value);
        return seen == null ? "<nil>" : plain(seen);
    }

    static String type(@Nullable Object value) {
        return switch (value) {
            case null -> "nil";
            case String ignored -> "string";
            case Boolean ignored -> "bool";
            case Double ignored -> "float64";
            case Number ignored -> "int";
            case List<?> ignored -> "[]interface {}";
            case Map<?, ?> ignored -> "map[string]interface {}";
            default -> "func";
        };
    }

    /** Blanks between operands of which neither is a string. */
    static String print(List<@Nullable Object> values) {
        StringBuilder out = new StringBuilder();
        boolean textBefore = true;
        for (Object value : values) {
            boolean text = value instanceof String;
            if (!textBefore && !text) {
                out.append(' ');
            }
            out.append(inner(value));
            textBefore = text;
        }
        return out.toString();
    }

    static String printf(String format, List<@Nullable Object> values) {
        StringBuilder out = new StringBuilder();
        Matcher verbs = VERB.matcher(format);
        int next = 0;
        while (verbs.find()) {
            String word;
            if (verbs.group(4).equals("%")) {
                word = "%";
            } else if (next >= values.size()) {
                word = "%!" + verbs.group(4) + "(MISSING)";
            } else {
                word = verb(verbs, values.get(next++));
            }
            verbs.appendReplacement(out, Matcher.quoteReplacement(word));
        }
        verbs.appendTail(out);
        if (next < values.size()) {
            out.append(values.subList(next, values.size()).stream()
                    .map(value -> type(value) + "=" + inner(value))
                    .collect(Collectors.joining(", ", "%!(EXTRA ", ")")));
        }
        return out.toString();
    }

    private static String verb(Matcher verb, @Nullable Object value) {
        String flags = verb.group(1);
        int precision = verb.group(3) == null ? -1 : Integer.parseInt(verb.group(3));
        String text = converted(verb.group(4).charAt(0), flags, precision, value);
        int width = verb.group(2) == null ? 0 : Integer.parseInt(verb.group(2));
        int missing = width - text.codePointCount(0, text.length());
        if (missing <= 0) {
            return text;
        }
        if (flags.contains("-")) {
            return text + " ".repeat(missing);
        }
        return (flags.contains("0") ? "0" : " ").repeat(missing) + text;
    }

    private static String converted(char verb, String flags, int precision, @Nullable Object value) {
        if (verb == 'T') {
            return type(value);
        }
        boolean whole = value instanceof Number && !(value instanceof Double);
        String sign = flags.contains("+") && value instanceof Number number && number.doubleValue() >= 0 ? "+" : "";
        if (verb == 'v') {
            return sign + inner(value);
        }
        if (verb == 's' && !(value instanceof Number) && !(value instanceof Boolean)) {
            return first(precision, inner(value));
        }
        if (verb == 'q' && value instanceof String text) {
            return GoQuote.quote(first(precision, text));
        }
        if (verb == 't' && value instanceof Boolean) {
            return inner(value);
        }
        if (value instanceof Number number) {
            if (verb == 'd' && whole) {
                return sign + number;
            }
            if (verb == 'x' && whole) {
                return Long.toHexString(number.longValue());
            }
            if (verb == 'f' && !whole) {
                return sign
                        + String.format(
                                Locale.ROOT, "%." + (precision < 0 ? 6 : precision) + "f", number.doubleValue());
            }
        }
        return "%!" + verb + "(" + type(value) + "=" + inner(value) + ")";
    }

    /** @param most characters; all when it is negative */
    private static String first(int most, String text) {
        return most >= 0 && most < text.codePointCount(0, text.length())
                ? text.substring(0, text.offsetByCodePoints(0, most))
                : text;
    }
}
