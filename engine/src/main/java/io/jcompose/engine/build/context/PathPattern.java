package io.jcompose.engine.build.context;

import io.jcompose.error.JcomposeException;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A path pattern as {@code .dockerignore} and COPY sources have them: {@code * ? [a-z] [^a] \x} within one path component and, where it is allowed,
 * {@code **} over any number of components.
 */
public final class PathPattern {
    private static final String META = "*?[\\";

    private final String text;
    private final boolean crossing;
    private final Pattern regex;
    private int at;

    private PathPattern(String text, boolean crossing) {
        this.text = text;
        this.crossing = crossing;
        this.regex = compile();
    }

    /** With {@code **}; throws INVALID for a malformed pattern. */
    public static PathPattern crossing(String text) {
        return new PathPattern(text, true);
    }

    /** {@code **} means no more than {@code *}; throws INVALID for a malformed pattern. */
    public static PathPattern within(String text) {
        return new PathPattern(text, false);
    }

    public static boolean hasWildcard(String text) {
        return text.chars().anyMatch(ch -> META.indexOf(ch) >= 0);
    }

    public boolean matches(String path) {
        return regex.matcher(path).matches();
    }

    public String text() {
        return text;
    }

    private Pattern compile() {
        StringBuilder out = new StringBuilder();
        while (at < text.length()) {
            int ch = take();
            switch (ch) {
                case '*' -> star(out);
                case '?' -> out.append("[^/]");
                case '[' -> characterClass(out);
                case '\\' -> literal(out, escaped());
                default -> literal(out, ch);
            }
        }
        try {
            return Pattern.compile(out.toString(), Pattern.DOTALL);
        } catch (PatternSyntaxException e) {
            throw bad();
        }
    }

    private int take() {
        int ch = text.codePointAt(at);
        at += Character.charCount(ch);
        return ch;
    }

    private boolean follows(char ch) {
        return at < text.length() && text.charAt(at) == ch;
    }

    private void star(StringBuilder out) {
        if (!crossing || !follows('*')) {
            out.append("[^/]*");
            return;
        }
        at++;
        if (follows('/')) {
            at++;
        }
        out.append(at == text.length() ? ".*" : "(?:.*/)?");
    }

    private int escaped() {
        if (at == text.length()) {
            throw bad();
        }
        return take();
    }

    private void characterClass(StringBuilder out) {
        out.append('[');
        if (follows('^')) {
            at++;
            out.append('^');
        }
        int ranges = 0;
        while (!(follows(']') && ranges > 0)) {
            int low = classMember();
            int high = low;
            if (follows('-')) {
                at++;
                high = classMember();
            }
            if (high < low) {
                throw bad();
            }
            out.append(String.format("\\x{%x}-\\x{%x}", low, high));
            ranges++;
        }
        at++;
        out.append(']');
    }

    private int classMember() {
        if (at == text.length() || follows('-') || follows(']')) {
            throw bad();
        }
        int ch = take();
        int member = ch == '\\' ? escaped() : ch;
        if (at == text.length()) {
            throw bad();
        }
        return member;
    }

    private static void literal(StringBuilder out, int ch) {
        out.append(Pattern.quote(Character.toString(ch)));
    }

    private JcomposeException bad() {
        return new JcomposeException(
                JcomposeException.Kind.INVALID,
                "syntax error in pattern \"" + text + "\"",
                "close each [ with ] and write \\ before a character that means itself");
    }
}
