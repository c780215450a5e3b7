package io.jcompose.cli.command;

import io.jcompose.cli.invocation.Invocation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Flags with {@code NAME=VALUE}. */
public final class Assignments {
    private Assignments() {}

    /** A NAME alone takes its value from the caller's environment and is left out when it has none there. */
    public static Map<String, String> of(List<String> words, Invocation invocation) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            String value = equals < 0 ? invocation.environment().get(name) : word.substring(equals + 1);
            if (value != null) {
                values.put(name, value);
            }
        }
        return values;
    }

    /** As {@link #of} for the environment of a process: a NAME that has no value there is one that the process is not to have. */
    public static Map<String, Optional<String>> variables(List<String> words, Invocation invocation) {
        Map<String, String> values = of(words, invocation);
        Map<String, Optional<String>> variables = new LinkedHashMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            variables.put(name, Optional.ofNullable(values.get(name)));
        }
        return variables;
    }

    /** A NAME alone has an empty value. */
    public static Map<String, String> pairs(List<String> words) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            pairs.put(equals < 0 ? word : word.substring(0, equals), equals < 0 ? "" : word.substring(equals + 1));
        }
        return pairs;
    }
}
