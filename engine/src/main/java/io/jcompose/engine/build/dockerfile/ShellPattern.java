package io.jcompose.engine.build.dockerfile;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A pattern of {@code *} and {@code ?} in a parameter expansion. */
final class ShellPattern {
    private final Pattern regex;

    ShellPattern(String pattern, char escape) {
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < pattern.length()) {
            char ch = pattern.charAt(i++);
            if (ch == escape && i < pattern.length()) {
                out.append(Pattern.quote(String.valueOf(pattern.charAt(i++))));
            } else if (ch == '*') {
                out.append(".*");
            } else if (ch == '?') {
                out.append('.');
            } else {
                out.append(Pattern.quote(String.valueOf(ch)));
            }
        }
        regex = Pattern.compile(out.toString(), Pattern.DOTALL);
    }

    String withoutPrefix(String value, boolean longest) {
        for (int n = 0; n <= value.length(); n++) {
            int length = longest ? value.length() - n : n;
            if (regex.matcher(value.substring(0, length)).matches()) {
                return value.substring(length);
            }
        }
        return value;
    }

    String withoutSuffix(String value, boolean longest) {
        for (int n = 0; n <= value.length(); n++) {
            int start = longest ? n : value.length() - n;
            if (regex.matcher(value.substring(start)).matches()) {
                return value.substring(0, start);
            }
        }
        return value;
    }

    String replace(String value, String replacement, boolean all) {
        Matcher matcher = regex.matcher(value);
        String literal = Matcher.quoteReplacement(replacement);
        return all ? matcher.replaceAll(literal) : matcher.replaceFirst(literal);
    }
}
