package io.jcompose.engine.build.dockerfile;

import java.util.ArrayList;
import java.util.List;

/** Splits an instruction's line: words with their quotes and escapes kept, and the flags at its start. */
final class Words {
    private Words() {}

    /** Words at unquoted, unescaped blanks; quotes and escapes stay. An escape at the very end is dropped. */
    static List<String> split(String rest, char escape) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        char quote = 0;
        for (int i = 0; i < rest.length(); i++) {
            char ch = rest.charAt(i);
            if (quote == 0 && Character.isWhitespace(ch)) {
                if (inWord) {
                    words.add(word.toString());
                    word.setLength(0);
                    inWord = false;
                }
                continue;
            }
            inWord = true;
            if (ch == escape) {
                if (i + 1 == rest.length()) {
                    continue;
                }
                word.append(ch);
                i++;
                word.append(rest.charAt(i));
                continue;
            }
            if (quote == 0 && (ch == '\'' || ch == '"')) {
                quote = ch;
            } else if (ch == quote) {
                quote = 0;
            }
            word.append(ch);
        }
        if (!word.isEmpty()) {
            words.add(word.toString());
        }
        return words;
    }

    /** The flags at the start of a line, their quotes and escapes taken away, and what follows them. */
    record Flags(List<String> flags, String rest) {}

    static Flags flags(String line, char escape) {
        List<String> flags = new ArrayList<>();
        int at = 0;
        while (true) {
            while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
                at++;
            }
            if (!line.startsWith("--", at)) {
                return new Flags(flags, line.substring(at));
            }
            StringBuilder word = new StringBuilder();
            at = flagWord(line, at, escape, word);
            if (word.toString().equals("--")) {
                return new Flags(flags, line.substring(at).stripLeading());
            }
            flags.add(word.toString());
        }
    }

    private static int flagWord(String line, int start, char escape, StringBuilder word) {
        char quote = 0;
        int at = start;
        while (at < line.length()) {
            char ch = line.charAt(at);
            if (quote == 0 && Character.isWhitespace(ch)) {
                break;
            }
            at++;
            if (ch == escape && at < line.length()) {
                word.append(line.charAt(at++));
            } else if (quote == 0 && (ch == '\'' || ch == '"')) {
                quote = ch;
            } else if (quote != 0 && ch == quote) {
                quote = 0;
            } else if (ch != escape) {
                word.append(ch);
            }
        }
        return at;
    }
}
