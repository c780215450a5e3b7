package io.jcompose.compose.load.env;

import io.jcompose.compose.complaint.Complaint;
import io.jcompose.compose.complaint.ComposeFileException;
import io.jcompose.compose.load.interpolate.Template;
import io.jcompose.compose.load.interpolate.TemplateException;
import io.jcompose.compose.load.interpolate.Variables;
import io.jcompose.compose.model.SourceMark;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The grammar of {@code .env} files and of {@code env_file}.
 *
 * <p>{@code NAME=value} or {@code NAME: value}, {@code export} allowed before, {@code #} comments. A name alone takes its value from the caller's
 * variables, or is left out. Unquoted and double-quoted values hold variables, double-quoted ones escapes too; quoted values may span lines.
 */
public final class DotEnv {
    private static final Pattern ESCAPE = Pattern.compile("\\\\([abcfnrtv$\"\\\\]|0\\d{0,3})");
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final String file;
    private final String text;
    private final Map<String, String> values;
    private final Variables outer;
    private final Map<String, Integer> lines = new LinkedHashMap<>();
    private int at;
    private int line = 1;
    private int counted;

    private DotEnv(String file, String text, Map<String, String> values, Variables outer) {
        this.file = file;
        this.text = text;
        this.values = values;
        this.outer = outer;
    }

    /**
     * Reads a text into {@code values}, later names over earlier ones.
     *
     * @param file how complaints name the text
     * @param outer what substitutions see first; then they see {@code values}
     * @return the lines of the names that got a value
     * @throws ComposeFileException at the first mistake, with its line
     */
    public static Map<String, Integer> parse(String file, String text, Map<String, String> values, Variables outer) {
        DotEnv reading = new DotEnv(file, withoutMark(text), values, outer);
        reading.run();
        return reading.lines;
    }

    private static String withoutMark(String text) {
        return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    }

    /** The format {@code raw}: {@code NAME=value} lines, the value taken as it stands. */
    public static Map<String, Integer> parseRaw(String file, String text, Map<String, String> values, Variables outer) {
        Map<String, Integer> lines = new LinkedHashMap<>();
        int number = 0;
        for (String line : withoutMark(text).split("\n", -1)) {
            number++;
            String trimmed = line.stripLeading();
            String body = trimmed.endsWith("\r") ? trimmed.substring(0, trimmed.length() - 1) : trimmed;
            if (body.isEmpty() || body.startsWith("#")) {
                continue;
            }
            int equals = body.indexOf('=');
            String name = equals < 0 ? body : body.substring(0, equals);
            if (name.isEmpty() || name.chars().anyMatch(Character::isWhitespace)) {
                throw new ComposeFileException(List.of(
                        Complaint.of(new SourceMark(file, number, 1), "", "\"" + name + "\" is not a variable name")));
            }
            String value = equals < 0 ? outer.lookup(name) : body.substring(equals + 1);
            if (value != null) {
                values.put(name, value);
                lines.put(name, number);
            }
        }
        return lines;
    }

    private void run() {
        while (toStatement()) {
            if (text.startsWith("export", at)
                    && at + 6 < text.length()
                    && Character.isWhitespace(text.charAt(at + 6))) {
                at += 6;
                skipBlanks();
            }
            statement();
        }
    }

    private boolean toStatement() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '#') {
                int newline = text.indexOf('\n', at);
                at = newline < 0 ? text.length() : newline;
            } else if (Character.isWhitespace(c) || isBlank(c)) {
                at++;
            } else {
                return true;
            }
        }
        return false;
    }

    private void statement() {
        int start = at;
        while (at < text.length() && "=:\n".indexOf(text.charAt(at)) < 0) {
            int c = text.codePointAt(at);
            if (!isBlank(c) && !isNamePart(c)) {
                throw wrong(
                        at,
                        "unexpected character \"" + Character.toString(c) + "\" in variable name \"" + lineAt(start)
                                + "\"");
            }
            at += Character.charCount(c);
        }
        String name = text.substring(start, at).stripTrailing();
        if (name.indexOf(' ') >= 0) {
            throw wrong(start, "key cannot contain a space");
        }
        boolean alone = at >= text.length() || text.charAt(at) == '\n';
        if (alone) {
            String inherited = outer.lookup(name);
            if (inherited != null) {
                put(name, inherited, start);
            }
            return;
        }
        at++;
        skipBlanks();
        put(name, value(), start);
    }

    private void put(String name, String value, int start) {
        for (; counted < start; counted++) {
            line += text.charAt(counted) == '\n' ? 1 : 0;
        }
        values.put(name, value);
        lines.put(name, line);
    }

    private String value() {
        char quote = at < text.length() ? text.charAt(at) : ' ';
        if (quote == '"' || quote == '\'') {
            return quoted(quote);
        }
        int start = at;
        int newline = text.indexOf('\n', at);
        at = newline < 0 ? text.length() : newline;
        String line = text.substring(start, at);
        int comment = line.indexOf(" #");
        return expand(start, (comment < 0 ? line : line.substring(0, comment)).stripTrailing());
    }

    private String quoted(char quote) {
        int start = at;
        StringBuilder body = new StringBuilder();
        for (int i = at + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == quote) {
                at = i + 1;
                return quote == '"' ? expand(start, unescape(body.toString())) : body.toString();
            }
            if (c == '\\' && i + 1 < text.length()) {
                char next = text.charAt(++i);
                if (next != quote) {
                    body.append('\\');
                }
                body.append(next);
            } else {
                body.append(c);
            }
        }
        throw wrong(start, "unterminated quoted value " + lineAt(start));
    }

    private static String unescape(String body) {
        return ESCAPE.matcher(body).replaceAll(match -> Matcher.quoteReplacement(escaped(match.group())));
    }

    private static String escaped(String sequence) {
        char c = sequence.charAt(1);
        return switch (c) {
            case 'a' -> "\u0007";
            case 'b' -> "\b";
            case 'f' -> "\f";
            case 'n' -> "\n";
            case 'r' -> "\r";
            case 't' -> "\t";
            case 'v' -> "\u000B";
            case '"', '\\' -> String.valueOf(c);
            case '$' -> "$$";
            case '0' -> octal(sequence);
            default -> sequence;
        };
    }

    /** A zero and three octal digits are a byte's value; anything shorter stays as it is written. */
    private static String octal(String sequence) {
        if (sequence.length() != 5 || sequence.chars().skip(1).anyMatch(c -> c > '7')) {
            return sequence;
        }
        int value = Integer.parseInt(sequence.substring(2), 8);
        return value > 255 ? sequence : String.valueOf((char) value);
    }

    private String expand(int start, String value) {
        try {
            return Template.substitute(value, new Variables() {
                @Override
                public @Nullable String lookup(String name) {
                    String found = outer.lookup(name);
                    return found != null ? found : values.get(name);
                }

                @Override
                public void unset(String name) {
                    outer.unset(name);
                }
            });
        } catch (TemplateException e) {
            throw wrong(start, String.valueOf(e.getMessage()));
        }
    }

    private void skipBlanks() {
        while (at < text.length() && isBlank(text.charAt(at))) {
            at++;
        }
    }

    private static boolean isBlank(int c) {
        return c == ' ' || c == '\t' || c == '\u000B' || c == '\f' || c == '\r' || c == 0x85 || c == 0xA0;
    }

    private static boolean isNamePart(int c) {
        return Character.isLetter(c)
                || Character.isDigit(c)
                || Character.getType(c) == Character.OTHER_NUMBER
                || "_.-[]".indexOf(c) >= 0;
    }

    private String lineAt(int position) {
        int newline = text.indexOf('\n', position);
        return text.substring(position, newline < 0 ? text.length() : newline);
    }

    private ComposeFileException wrong(int position, String message) {
        int number = 1;
        int lineStart = 0;
        for (int i = 0; i < position; i++) {
            if (text.charAt(i) == '\n') {
                number++;
                lineStart = i + 1;
            }
        }
        SourceMark mark = new SourceMark(file, number, position - lineStart + 1);
        return new ComposeFileException(List.of(
                Complaint.of(mark, "", "line " + number + ": " + message).withSourceLine(lineAt(lineStart))));
    }
}
