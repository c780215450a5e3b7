package io.jcompose.engine.build.step;

import io.jcompose.error.JcomposeException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code --chmod} asks for: octal digits, or clauses as chmod(1) has them ({@code u=rwX,go-w}). */
final class FileMode {
    private static final Pattern CLAUSE = Pattern.compile("([ugoa]*)([-+=])([rwxXst]*)");

    private final String text;

    FileMode(String text) {
        this.text = text;
        apply(0, false);
    }

    boolean isAbsolute() {
        return text.matches("[0-7]{1,4}");
    }

    String text() {
        return text;
    }

    /** The twelve permission bits that a file with these gets. */
    int apply(int permissions, boolean directory) {
        if (isAbsolute()) {
            return Integer.parseInt(text, 8);
        }
        int mode = permissions;
        for (String clause : text.split(",", -1)) {
            Matcher matcher = CLAUSE.matcher(clause);
            if (!matcher.matches()) {
                throw new JcomposeException(
                        JcomposeException.Kind.INVALID,
                        "invalid chmod parameter: '" + text + "'",
                        "write octal digits from 0 to 07777, or as in u=rwX,go=rX");
            }
            mode = clause(mode, matcher, directory);
        }
        return mode;
    }

    private static int clause(int mode, Matcher matcher, boolean directory) {
        String who = matcher.group(1).isEmpty() || matcher.group(1).contains("a") ? "ugo" : matcher.group(1);
        String what = matcher.group(3);
        boolean execute = what.contains("x") || (what.contains("X") && (directory || (mode & 0111) != 0));
        int bits = (what.contains("r") ? 4 : 0) | (what.contains("w") ? 2 : 0) | (execute ? 1 : 0);
        int mask = 0;
        int set = 0;
        for (char ch : who.toCharArray()) {
            int shift = ch == 'u' ? 6 : ch == 'g' ? 3 : 0;
            mask |= 7 << shift;
            set |= bits << shift;
            if (what.contains("s") && ch != 'o') {
                set |= ch == 'u' ? 04000 : 02000;
            }
        }
        if (what.contains("t")) {
            set |= 01000;
        }
        return switch (matcher.group(2)) {
            case "+" -> mode | set;
            case "-" -> mode & ~set;
            default -> (mode & ~mask) | set;
        };
    }
}
