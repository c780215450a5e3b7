package io.jcompose.compose.load.typed;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a command as a shell splits words: quotes and backslashes, but no variables and no operators. A control operator outside quotes ends
 * the command there, as docker compose has it.
 */
public final class ShellWords {
    private static final String OPERATORS = ";&|<>";

    private final String line;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean started;

    private ShellWords(String line) {
        this.line = line;
    }

    /** The words of a command line; {@code cutAt} is where an operator ended it, -1 when none did. */
    public record Split(List<String> words, int cutAt) {}

    public static Split split(String line) throws ValueException {
        return new ShellWords(line).run();
    }

    private Split run() throws ValueException {
        char quote = 0;
        boolean substitution = false;
        int cut = -1;
        for (int i = 0; i < line.length() && cut < 0; i++) {
            char c = line.charAt(i);
            if (c == '\\' && quote != '\'') {
                if (++i == line.length()) {
                    throw new ValueException("the command ends in a backslash");
                }
                append(line.charAt(i));
            } else if (quote != 0 || substitution) {
                if (quote != 0 && c == quote) {
                    quote = 0;
                    started = true;
                    if (c == '`') {
                        append(c);
                    }
                } else {
                    substitution = substitution && c != ')';
                    append(c);
                }
            } else if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
                endWord();
            } else if (c == '"' || c == '\'') {
                quote = c;
                started = true;
            } else if (c == '`') {
                quote = c;
                append(c);
            } else if (c == '(') {
                if (!word.toString().endsWith("$")) {
                    throw new ValueException("a round bracket outside quotes in the command \"" + line + "\"");
                }
                substitution = true;
                append(c);
            } else if (OPERATORS.indexOf(c) >= 0) {
                cut = i;
                if (c == '>' && !word.isEmpty() && Character.isDigit(word.charAt(0))) {
                    started = false;
                    word.setLength(0);
                }
            } else {
                append(c);
            }
        }
        if (quote != 0 || substitution) {
            throw new ValueException("a quote is not closed in the command \"" + line + "\"");
        }
        endWord();
        return new Split(List.copyOf(words), cut);
    }

    private void append(char c) {
        word.append(c);
        started = true;
    }

    private void endWord() {
        if (started) {
            words.add(word.toString());
            word.setLength(0);
            started = false;
        }
    }
}
