package io.jcompose.engine.log.driver;

import io.jcompose.engine.log.LogLine;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Which labels and variables of a container its log lines carry, and its tag (docker's options labels, labels-regex, env, env-regex and tag). */
public record LogAttributes(Choice labels, Choice environment, Optional<LogTag> tag) {
    static final LogAttributes NONE = new LogAttributes(Choice.NOTHING, Choice.NOTHING, Optional.empty());

    /** Names, and a pattern that is searched in them. */
    record Choice(List<String> names, Optional<Pattern> pattern) {
        static final Choice NOTHING = new Choice(List.of(), Optional.empty());

        Choice {
            names = List.copyOf(names);
        }

        private static Choice of(Map<String, String> options, String option) {
            String names = options.getOrDefault(option, "");
            String regex = options.getOrDefault(option + "-regex", "");
            try {
                return new Choice(
                        names.isEmpty() ? List.of() : Arrays.asList(names.split(",")),
                        regex.isEmpty() ? Optional.empty() : Optional.of(Pattern.compile(regex)));
            } catch (PatternSyntaxException e) {
                throw new JcomposeException(
                        Kind.INVALID,
                        "the logging option " + option + "-regex is no regular expression: " + e.getDescription() + ": "
                                + regex,
                        "mend the expression");
            }
        }

        private boolean takes(String name) {
            return names.contains(name)
                    || pattern.map(p -> p.matcher(name).find()).orElse(false);
        }
    }

    static LogAttributes of(Map<String, String> options) {
        String tag = options.getOrDefault("tag", "");
        return new LogAttributes(
                Choice.of(options, "labels"),
                Choice.of(options, "env"),
                tag.isEmpty() ? Optional.empty() : Optional.of(LogTag.parse(tag)));
    }

    /** The chosen labels and variables, sorted by name; a variable wins over a label. */
    public Map<String, String> of(LogSubject container) {
        Map<String, String> chosen = new TreeMap<>();
        container.labels().forEach((name, value) -> {
            if (labels.takes(name)) {
                chosen.put(name, value);
            }
        });
        container.environment().forEach((name, value) -> {
            if (environment.takes(name)) {
                chosen.put(name, value);
            }
        });
        return chosen;
    }

    /** The tag of remote drivers: the container's short id when none was asked for. */
    public String tag(LogSubject container) {
        return tag.map(wanted -> wanted.of(container)).orElseGet(container::shortId);
    }

    /** What each line of a file carries: the chosen, and the tag that was asked for; sorted by name. */
    public Map<String, String> ofLine(LogSubject container) {
        Map<String, String> all = of(container);
        tag.ifPresent(wanted -> all.put("tag", wanted.of(container)));
        return all;
    }

    /** The same as a JSON object; empty when there is nothing. */
    public String json(LogSubject container) {
        Map<String, String> all = ofLine(container);
        return all.isEmpty() ? "" : LogLine.object(all);
    }
}
