package io.jcompose.compose.load.tree;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A table from path patterns to rules, walked along with a tree: {@code services.*.ports.*}. A star matches any key and any position; where a key
 * is named as well as starred, the named one wins.
 */
public final class Rules<R> {
    private final Map<String, Rules<R>> named = new LinkedHashMap<>();
    private @Nullable Rules<R> any;
    private @Nullable R rule;

    private Rules() {}

    /** The table of these patterns. */
    public static <R> Rules<R> of(Map<String, R> patterns) {
        Rules<R> root = new Rules<>();
        patterns.forEach((pattern, rule) -> {
            Rules<R> at = root;
            for (String segment : pattern.split("\\.")) {
                at = at.grow(segment);
            }
            at.rule = rule;
        });
        return root;
    }

    private Rules<R> grow(String segment) {
        if (!segment.equals("*")) {
            return named.computeIfAbsent(segment, _ -> new Rules<>());
        }
        Rules<R> next = any;
        if (next == null) {
            next = new Rules<>();
            any = next;
        }
        return next;
    }

    /** The rule that holds exactly here. */
    public Optional<R> rule() {
        return Optional.ofNullable(rule);
    }

    /** The part of the table below a key; null when no pattern goes on there. */
    public @Nullable Rules<R> below(String key) {
        Rules<R> exact = named.get(key);
        return exact != null ? exact : any;
    }

    /** The part of the table below a list's items. */
    public @Nullable Rules<R> belowItem() {
        return any;
    }

    /** The part of the table at a path of keys. */
    public @Nullable Rules<R> at(String... keys) {
        Rules<R> here = this;
        for (String key : keys) {
            if (here == null) {
                return null;
            }
            here = here.below(key);
        }
        return here;
    }
}
