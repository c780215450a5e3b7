package io.jcompose.compose.load.yaml;

import java.util.Set;
import java.util.regex.Pattern;

/** How a string must be written in YAML so that it reads back as that string. */
public final class PlainText {
    /** The ways to write a string on one line. */
    public enum Style {
        PLAIN,
        SINGLE,
        DOUBLE
    }

    private static final Set<String> OLD_BOOLEANS =
            Set.of("y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "n", "N", "no", "No", "NO", "off", "Off", "OFF");
    private static final Pattern BASE_60 = Pattern.compile("[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\\.[0-9_]*)?");
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ].*)?");
    private static final String INDICATORS = ",[]{}#&*!|>'\"%@`";

    private PlainText() {}

    public static Style styleOf(String text) {
        if (text.isEmpty() || isOtherType(text)) {
            return Style.DOUBLE;
        }
        for (int i = 0; i < text.length(); i++) {
            if (isSpecial(text.charAt(i))) {
                return Style.DOUBLE;
            }
        }
        return isPlain(text) ? Style.PLAIN : Style.SINGLE;
    }

    /** Whether a text of several lines can be a literal block. */
    public static boolean fitsBlock(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean trailingSpace = c == ' ' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
            if ((isSpecial(c) && c != '\n' && c != '\t') || trailingSpace) {
                return false;
            }
        }
        return !text.endsWith(" ") && !text.isBlank();
    }

    /** Whether a reader, of YAML 1.1 or 1.2, would take it for something else than a string. */
    private static boolean isOtherType(String text) {
        return !(ScalarValues.ofPlain(text) instanceof String)
                || OLD_BOOLEANS.contains(text)
                || BASE_60.matcher(text).matches()
                || DATE.matcher(text).matches()
                || text.equals("<<")
                || text.equals("=");
    }

    private static boolean isSpecial(char c) {
        return c < 0x20
                || (c >= 0x7f && c < 0xa0)
                || c == 0x2028
                || c == 0x2029
                || c == 0xFEFF
                || Character.isHighSurrogate(c);
    }

    private static boolean isPlain(String text) {
        char first = text.charAt(0);
        boolean dash = first == '-' || first == '?' || first == ':';
        boolean dashNeedsQuotes = dash && (text.length() == 1 || text.charAt(1) == ' ');
        return INDICATORS.indexOf(first) < 0
                && !dashNeedsQuotes
                && first != ' '
                && !text.endsWith(" ")
                && !text.endsWith(":")
                && !text.contains(": ")
                && !text.contains(" #")
                && !text.startsWith("---")
                && !text.startsWith("...");
    }
}
