package io.jcompose.cli.template;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What templates can call: text/template's own functions, and docker's: json, join, split, lower, upper, title, pad, truncate. */
final class Functions {
    static final Functions DOCKER = new Functions(docker());
    static final Functions HEADER = new Functions(header());

    /** One for all rows: it finds out how to write each class once. */
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Method> methods;

    private Functions(Map<String, Method> methods) {
        this.methods = Collections.unmodifiableMap(methods);
    }

    /** A call with arguments that the function can't take. */
    static class Misuse extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Misuse(String message) {
            super(message);
        }
    }

    /** A call with too many or too few arguments. */
    static final class WrongCount extends Misuse {
        private static final long serialVersionUID = 1L;

        WrongCount(String wanted, int got) {
            super("want " + wanted + " got " + got);
        }
    }

    Set<String> names() {
        return methods.keySet();
    }

    @Nullable
    Object call(String name, List<@Nullable Object> arguments) {
        Method method = methods.get(name);
        if (method == null) {
            throw new IllegalStateException(name);
        }
        return method.call(name.equals("json") ? arguments : seen(arguments));
    }

    private static List<@Nullable Object> seen(List<@Nullable Object> arguments) {
        List<@Nullable Object> seen = new ArrayList<>();
        arguments.forEach(each -> seen.add(Nothing.seen(each)));
        return seen;
    }

    private static Map<String, Method> general() {
        Map<String, Method> all = new LinkedHashMap<>();
        all.put("and", Functions::lastOf);
        all.put("or", Functions::lastOf);
        all.put("not", given -> !truth(exactly(1, given).getFirst()));
        all.put("len", given -> length(exactly(1, given).getFirst()));
        all.put("index", Functions::index);
        all.put("slice", Functions::slice);
        all.put("print", GoFormat::print);
        all.put("println", given -> given.stream().map(GoFormat::inner).collect(Collectors.joining(" ", "", "\n")));
        all.put("printf", given -> GoFormat.printf(text(given, 0), given.subList(1, given.size())));
        all.put("html", given -> html(GoFormat.print(given)));
        all.put("urlquery", given -> URLEncoder.encode(GoFormat.print(given), StandardCharsets.UTF_8));
        Comparison.addTo(all);
        return all;
    }

    private static Map<String, Method> docker() {
        Map<String, Method> all = general();
        all.put("json", given -> json(exactly(1, given).getFirst()));
        all.put("split", given -> split(text(exactly(2, given), 0), text(given, 1)));
        all.put("join", given -> join(exactly(2, given)));
        all.put("lower", given -> text(exactly(1, given), 0).toLowerCase(Locale.ROOT));
        all.put("upper", given -> text(exactly(1, given), 0).toUpperCase(Locale.ROOT));
        all.put("title", given -> title(text(exactly(1, given), 0)));
        all.put("pad", given -> pad(exactly(3, given)));
        all.put("truncate", given -> {
            String whole = text(exactly(2, given), 0);
            return whole.substring(0, Math.min(whole.length(), number(given, 1)));
        });
        return all;
    }

    private static Map<String, Method> header() {
        Map<String, Method> all = general();
        for (String name : List.of("json", "split", "join", "lower", "upper", "title", "pad", "truncate")) {
            all.put(name, given -> given.isEmpty() ? "" : given.getFirst());
        }
        return all;
    }

    static boolean truth(@Nullable Object value) {
        return switch (value) {
            case null -> false;
            case Nothing nothing -> false;
            case Boolean flag -> flag;
            case Double number -> number != 0;
            case Number number -> number.longValue() != 0;
            case String text -> !text.isEmpty();
            case List<?> list -> !list.isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            default -> true;
        };
    }

    static List<@Nullable Object> exactly(int count, List<@Nullable Object> given) {
        if (given.size() != count) {
            throw new WrongCount(Integer.toString(count), given.size());
        }
        return given;
    }

    static String text(List<@Nullable Object> given, int at) {
        if (at < given.size() && given.get(at) instanceof String text) {
            return text;
        }
        String got = at < given.size() ? GoFormat.inner(given.get(at)) : "nothing";
        throw new Misuse("expected string; found " + got);
    }

    private static int number(List<@Nullable Object> given, int at) {
        if (given.get(at) instanceof Number number) {
            return Math.max(0, number.intValue());
        }
        throw new Misuse("expected integer; found " + GoFormat.type(given.get(at)));
    }

    private static @Nullable Object lastOf(List<@Nullable Object> given) {
        if (given.isEmpty()) {
            throw new WrongCount("at least 1", 0);
        }
        return given.getLast();
    }

    private static Object length(@Nullable Object value) {
        return switch (value) {
            case String text -> (long) text.getBytes(StandardCharsets.UTF_8).length;
            case List<?> list -> (long) list.size();
            case Map<?, ?> map -> (long) map.size();
            case null -> throw new Misuse("len of nil pointer");
            default -> throw new Misuse("len of type " + GoFormat.type(value));
        };
    }

    private static @Nullable Object index(List<@Nullable Object> given) {
        if (given.isEmpty()) {
            throw new WrongCount("at least 1", 0);
        }
        Object value = given.getFirst();
        for (Object key : given.subList(1, given.size())) {
            value = element(value, key);
        }
        return value;
    }

    private static @Nullable Object element(@Nullable Object of, @Nullable Object key) {
        switch (of) {
            case List<?> list -> {
                long at = key instanceof Number number ? number.longValue() : -1;
                if (at < 0 || at >= list.size()) {
                    throw new Misuse("index out of range: " + GoFormat.inner(key));
                }
                return list.get((int) at);
            }
            case Map<?, ?> map -> {
                // What is not there is its type's zero.
                Object found = key == null ? null : map.get(key);
                boolean texts = map.values().stream().allMatch(String.class::isInstance);
                return found == null && texts ? "" : found;
            }
            case null -> throw new Misuse("index of nil pointer");
            default -> throw new Misuse("can't index item of type " + GoFormat.type(of));
        }
    }

    private static Object slice(List<@Nullable Object> given) {
        Object whole = given.isEmpty() ? null : given.getFirst();
        int size = whole instanceof List<?> list ? list.size() : text(given, 0).length();
        int from = given.size() > 1 ? number(given, 1) : 0;
        int to = given.size() > 2 ? number(given, 2) : size;
        if (to > size || from > to) {
            throw new Misuse("index out of range: " + Math.max(from, to));
        }
        return whole instanceof List<?> list
                ? list.subList(from, to)
                : text(given, 0).substring(from, to);
    }

    private static String json(@Nullable Object value) {
        try {
            return JSON.writeValueAsString(Nothing.inJson(value));
        } catch (JsonProcessingException e) {
            throw new Misuse(String.valueOf(e.getOriginalMessage()));
        }
    }

    private static String join(List<@Nullable Object> given) {
        if (!(given.getFirst() instanceof List<?> list)) {
            throw new Misuse("expected []string; found " + GoFormat.type(given.getFirst()));
        }
        return list.stream().map(GoFormat::inner).collect(Collectors.joining(text(given, 1)));
    }

    private static String title(String text) {
        StringBuilder out = new StringBuilder();
        boolean begins = true;
        for (char c : text.toCharArray()) {
            out.append(begins ? Character.toTitleCase(c) : c);
            begins = !Character.isLetterOrDigit(c) && c != '_' && c != '\'';
        }
        return out.toString();
    }

    private static String pad(List<@Nullable Object> given) {
        String text = text(given, 0);
        return text.isEmpty() ? text : " ".repeat(number(given, 1)) + text + " ".repeat(number(given, 2));
    }

    private static String html(String text) {
        return text.replace("&", "&amp;")
                .replace("'", "&#39;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&#34;");
    }

    /** As Go's strings.Split: an empty separator splits into characters. */
    private static List<String> split(String text, String separator) {
        return separator.isEmpty()
                ? text.codePoints().mapToObj(Character::toString).toList()
                : List.of(text.split(Pattern.quote(separator), -1));
    }
}
