package io.jcompose.engine.build.context;

import io.jcompose.error.JcomposeException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The rules of a {@code .dockerignore}: later ones win, {@code !} takes back, and a path is excluded with its directory (Docker's reference,
 * ".dockerignore files").
 */
public final class IgnoreRules {
    public static final IgnoreRules NONE = new IgnoreRules(List.of());
    private static final Pattern FIRST_WILDCARD = Pattern.compile("[*?\\[\\\\]");

    private final List<Rule> rules;

    private record Rule(PathPattern pattern, boolean exception, String fixedPrefix) {}

    private IgnoreRules(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    /** Reads a file's text. Throws INVALID for a malformed pattern. */
    public static IgnoreRules parse(String text) {
        return of(patterns(text));
    }

    /** The patterns of a file, cleaned: no comments, no blank lines, no leading slash. */
    public static List<String> patterns(String text) {
        List<String> out = new ArrayList<>();
        String body = text.startsWith("\ufeff") ? text.substring(1) : text;
        for (String line : body.split("\r?\n", -1)) {
            if (line.startsWith("#") || line.isBlank()) {
                continue;
            }
            String pattern = line.strip();
            boolean exception = pattern.startsWith("!");
            if (exception) {
                pattern = pattern.substring(1).strip();
            }
            if (!pattern.isEmpty()) {
                pattern = CleanPath.clean(pattern);
                if (pattern.length() > 1 && pattern.startsWith("/")) {
                    pattern = pattern.substring(1);
                }
            }
            out.add(exception ? "!" + pattern : pattern);
        }
        return out;
    }

    public static IgnoreRules of(List<String> patterns) {
        List<Rule> rules = new ArrayList<>();
        for (String raw : patterns) {
            String pattern = raw.strip();
            if (pattern.isEmpty()) {
                continue;
            }
            boolean exception = pattern.startsWith("!");
            if (exception) {
                pattern = pattern.substring(1);
                if (pattern.isEmpty()) {
                    throw new JcomposeException(
                            JcomposeException.Kind.INVALID,
                            "illegal exclusion pattern: \"!\"",
                            "write a pattern after the !");
                }
            }
            PathPattern compiled = PathPattern.crossing(CleanPath.clean(pattern));
            rules.add(new Rule(compiled, exception, fixedPrefix(compiled.text())));
        }
        return new IgnoreRules(rules);
    }

    private static String fixedPrefix(String pattern) {
        String fixed = FIRST_WILDCARD.split(pattern, 2)[0];
        return fixed.equals(pattern) ? fixed : fixed.substring(0, Math.max(0, fixed.lastIndexOf('/')));
    }

    public boolean isEmpty() {
        return rules.isEmpty();
    }

    /** Whether a path, relative to the context, is left out: itself or with one of its parents. */
    public boolean excludes(String path) {
        boolean excluded = false;
        for (Rule rule : rules) {
            if (rule.exception() == excluded && matchesItOrAParent(rule.pattern(), path)) {
                excluded = !rule.exception();
            }
        }
        return excluded;
    }

    private static boolean matchesItOrAParent(PathPattern pattern, String path) {
        if (pattern.matches(path)) {
            return true;
        }
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            if (slash > 0 && pattern.matches(path.substring(0, slash))) {
                return true;
            }
        }
        return false;
    }

    /** Whether something below an excluded directory may be taken back, so that it must be looked through. */
    public boolean mayTakeBackBelow(String directory) {
        return rules.stream()
                .anyMatch(rule -> rule.exception()
                        && (rule.fixedPrefix().isEmpty()
                                || (rule.fixedPrefix() + "/").startsWith(directory + "/")
                                || (directory + "/").startsWith(rule.fixedPrefix() + "/")));
    }
}
