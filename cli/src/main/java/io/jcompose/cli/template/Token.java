package io.jcompose.cli.template;

/**
 * A word of a template.
 *
 * @param text of a string: what it means; of everything else: as it is written
 * @param position in the template, in characters from 0
 * @param spaced whether white space is before it
 */
record Token(Kind kind, String text, int position, boolean spaced) {
    enum Kind {
        TEXT,
        /** {@code {{} */
        OPEN,
        /** {@code }}} */
        CLOSE,
        /** {@code .Name} */
        FIELD,
        DOT,
        /** {@code $} or {@code $name} */
        VARIABLE,
        /** A function, a keyword, true, false or nil. */
        WORD,
        STRING,
        NUMBER,
        PIPE,
        DECLARE,
        ASSIGN,
        COMMA,
        LEFT_PARENTHESIS,
        RIGHT_PARENTHESIS,
        END
    }

    boolean is(Kind other) {
        return kind == other;
    }

    boolean isWord(String word) {
        return kind == Kind.WORD && text.equals(word);
    }

    /** As Go's complaints name it. */
    String shown() {
        return switch (kind) {
            case END -> "EOF";
            case OPEN -> "\"{{\"";
            case CLOSE -> "\"}}\"";
            case WORD -> "<" + text + ">";
            default -> "\"" + text + "\"";
        };
    }
}
