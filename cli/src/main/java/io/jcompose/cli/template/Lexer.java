package io.jcompose.cli.template;

import io.jcompose.cli.template.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Cuts a template into tokens (text/template/parse, lex.go). */
final class Lexer {
    private static final String SPACE = " \t\r\n";

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    /** The text that comes next loses the white space at its beginning. */
    private boolean trim;

    private Lexer(String text) {
        this.text = text;
    }

    static List<Token> tokens(String text) {
        Lexer lexer = new Lexer(text);
        while (lexer.at < text.length()) {
            lexer.plain();
        }
        lexer.add(Kind.END, "", text.length(), false);
        return lexer.tokens;
    }

    static int line(String text, int position) {
        return 1
                + (int) text.substring(0, position)
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
    }

    private TemplateException wrong(String complaint) {
        return TemplateException.atLine(line(text, Math.min(at, text.length())), complaint);
    }

    private void add(Kind kind, String word, int position, boolean spaced) {
        tokens.add(new Token(kind, word, position, spaced));
    }

    /** Up to the next action and through it. */
    private void plain() {
        int open = text.indexOf("{{", at);
        int end = open < 0 ? text.length() : open;
        boolean trimsBefore =
                open >= 0 && text.startsWith("-", open + 2) && open + 3 < text.length() && isSpace(open + 3);
        String piece = text.substring(at, end);
        if (trim) {
            piece = piece.stripLeading();
        }
        if (trimsBefore) {
            piece = piece.stripTrailing();
        }
        if (!piece.isEmpty()) {
            add(Kind.TEXT, piece, at, false);
        }
        trim = false;
        at = end;
        if (open >= 0) {
            at = open + (trimsBefore ? 3 : 2);
            action(open);
        }
    }

    private void action(int open) {
        int inside = at;
        while (inside < text.length() && isSpace(inside)) {
            inside++;
        }
        if (text.startsWith("/*", inside)) {
            comment(inside);
            return;
        }
        add(Kind.OPEN, "{{", open, false);
        while (true) {
            boolean spaced = skipSpace();
            if (spaced && text.startsWith("-}}", at)) {
                trim = true;
                add(Kind.CLOSE, "}}", at + 1, true);
                at += 3;
                return;
            }
            if (text.startsWith("}}", at)) {
                add(Kind.CLOSE, "}}", at, spaced);
                at += 2;
                return;
            }
            if (at >= text.length()) {
                throw wrong("unclosed action");
            }
            token(spaced);
        }
    }

    private void comment(int begin) {
        int end = text.indexOf("*/", begin);
        if (end < 0) {
            throw wrong("unclosed comment");
        }
        at = end + 2;
        boolean spaced = skipSpace();
        if (spaced && text.startsWith("-}}", at)) {
            trim = true;
            at += 3;
        } else if (text.startsWith("}}", at)) {
            at += 2;
        } else {
            throw wrong("comment ends before closing delimiter");
        }
    }

    private boolean isSpace(int index) {
        return SPACE.indexOf(text.charAt(index)) >= 0;
    }

    private boolean skipSpace() {
        int before = at;
        while (at < text.length() && isSpace(at)) {
            at++;
        }
        return at > before;
    }

    private void token(boolean spaced) {
        char first = text.charAt(at);
        int begin = at;
        switch (first) {
            case '"' -> add(Kind.STRING, quoted('"'), begin, spaced);
            case '`' -> add(Kind.STRING, raw(), begin, spaced);
            case '\'' -> add(Kind.NUMBER, Integer.toString(quoted('\'').codePointAt(0)), begin, spaced);
            case '|' -> symbol(Kind.PIPE, "|", spaced);
            case ',' -> symbol(Kind.COMMA, ",", spaced);
            case '(' -> symbol(Kind.LEFT_PARENTHESIS, "(", spaced);
            case ')' -> symbol(Kind.RIGHT_PARENTHESIS, ")", spaced);
            case '=' -> symbol(Kind.ASSIGN, "=", spaced);
            case '$' -> named(Kind.VARIABLE, spaced);
            default -> other(first, spaced);
        }
    }

    private void other(char first, boolean spaced) {
        boolean digitNext = at + 1 < text.length() && Character.isDigit(text.charAt(at + 1));
        if (text.startsWith(":=", at)) {
            symbol(Kind.DECLARE, ":=", spaced);
        } else if (Character.isDigit(first) || ("+-.".indexOf(first) >= 0 && digitNext)) {
            number(spaced);
        } else if (first == '.') {
            boolean name = at + 1 < text.length() && isNamePart(text.charAt(at + 1));
            if (name) {
                named(Kind.FIELD, spaced);
            } else {
                symbol(Kind.DOT, ".", spaced);
            }
        } else if (isNamePart(first)) {
            named(Kind.WORD, spaced);
        } else {
            throw wrong(String.format("bad character U+%04X '%c'", (int) first, first));
        }
    }

    private void symbol(Kind kind, String word, boolean spaced) {
        add(kind, word, at, spaced);
        at += word.length();
    }

    private static boolean isNamePart(char c) {
        return c == '_' || Character.isLetterOrDigit(c);
    }

    /** The first character may be a dot or a dollar. */
    private void named(Kind kind, boolean spaced) {
        int begin = at++;
        while (at < text.length() && isNamePart(text.charAt(at))) {
            at++;
        }
        add(kind, text.substring(begin, at), begin, spaced);
    }

    private void number(boolean spaced) {
        int begin = at++;
        while (at < text.length() && (isNamePart(text.charAt(at)) || text.charAt(at) == '.')) {
            at++;
        }
        add(Kind.NUMBER, text.substring(begin, at), begin, spaced);
    }

    private String raw() {
        int end = text.indexOf('`', at + 1);
        if (end < 0) {
            throw wrong("unterminated raw quoted string");
        }
        String inside = text.substring(at + 1, end);
        at = end + 1;
        return inside;
    }

    private String quoted(char quote) {
        StringBuilder out = new StringBuilder();
        int index = at + 1;
        while (index < text.length() && text.charAt(index) != quote && text.charAt(index) != '\n') {
            char c = text.charAt(index);
            if (c == '\\' && index + 1 < text.length()) {
                index++;
                index = escape(index, out);
            } else {
                out.append(c);
                index++;
            }
        }
        if (index >= text.length() || text.charAt(index) != quote || (quote == '\'' && out.isEmpty())) {
            throw wrong(quote == '"' ? "unterminated quoted string" : "unterminated character constant");
        }
        at = index + 1;
        return out.toString();
    }

    /** What is behind a backslash; gives the index behind it. */
    private int escape(int index, StringBuilder out) {
        char c = text.charAt(index);
        int digits = switch (c) {
            case 'x' -> 2;
            case 'u' -> 4;
            case 'U' -> 8;
            default -> 0;
        };
        if (digits > 0 && index + digits < text.length()) {
            try {
                out.appendCodePoint(Integer.parseInt(text.substring(index + 1, index + 1 + digits), 16));
            } catch (IllegalArgumentException e) {
                throw wrong("invalid syntax");
            }
            return index + 1 + digits;
        }
        switch (c) {
            case 'n' -> out.append('\n');
            case 't' -> out.append('\t');
            case 'r' -> out.append('\r');
            case '\\', '"', '\'' -> out.append(c);
            default -> throw wrong("invalid syntax");
        }
        return index + 1;
    }
}
