package io.jcompose.cli.command;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** What {@code --filter NAME=VALUE} was given: values of one name are alternatives, different names must all hold. */
public final class Filters {
    private final Map<String, List<String>> values;

    private Filters(Map<String, List<String>> values) {
        this.values = Collections.unmodifiableMap(values);
    }

    /** @throws io.jcompose.error.JcomposeException INVALID for a word without {@code =} and for a name that is not known */
    public static Filters of(List<String> words, Set<String> known) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals < 0) {
                throw ComposeCommand.misuse(
                        "-f, --filter",
                        word,
                        "bad format of filter (expected name=value)",
                        "use one of " + String.join(", ", known));
            }
            String name = word.substring(0, equals).strip().toLowerCase(java.util.Locale.ROOT);
            if (!known.contains(name)) {
                throw ComposeCommand.invalid("invalid filter '" + name + "'", "use one of " + String.join(", ", known));
            }
            values.computeIfAbsent(name, key -> new ArrayList<>())
                    .add(word.substring(equals + 1).strip());
        }
        return new Filters(values);
    }

    public List<String> values(String name) {
        return values.getOrDefault(name, List.of());
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** Whether there is no such filter, or one of its values fits. */
    public boolean any(String name, Predicate<String> fits) {
        return !has(name) || values(name).stream().anyMatch(fits);
    }

    /** A value is the text, or a regular expression for a part of it. */
    public boolean matches(String name, String text) {
        return any(name, value -> fits(name, value, text));
    }

    /** Whether a value of a filter is this text, or a regular expression for a part of it. */
    public static boolean fits(String name, String value, String text) {
        return value.equals(text) || expression(name, value).matcher(text).find();
    }

    private static Pattern expression(String name, String value) {
        try {
            return Pattern.compile(value);
        } catch (PatternSyntaxException e) {
            throw ComposeCommand.invalid(
                    "invalid filter '" + name + "=" + value + "'", "give a part of the text, or a regular expression");
        }
    }

    /** Labels {@code NAME} or {@code NAME=VALUE}, all of which must be there. */
    public boolean labels(String name, Map<String, String> labels) {
        return values(name).stream().allMatch(value -> carries(labels, value));
    }

    /** None of these labels is there. */
    public boolean noLabels(String name, Map<String, String> labels) {
        return values(name).stream().noneMatch(value -> carries(labels, value));
    }

    private static boolean carries(Map<String, String> labels, String wanted) {
        int equals = wanted.indexOf('=');
        return equals < 0
                ? labels.containsKey(wanted)
                : wanted.substring(equals + 1).equals(labels.get(wanted.substring(0, equals)));
    }
}
