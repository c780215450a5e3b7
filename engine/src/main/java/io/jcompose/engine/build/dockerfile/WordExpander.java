package io.jcompose.engine.build.dockerfile;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Expands quotes, escapes and variables of a word as the Dockerfile reference, "Environment replacement", says: {@code $v ${v}} and the operators
 * {@code :- - :+ + :? ? # ## % %% / //}.
 */
public final class WordExpander {
    /** An environment in which nothing is set. */
    public static final Function<String, Optional<String>> NOTHING_SET = name -> Optional.empty();

    private final char escape;
    private final Function<String, Optional<String>> environment;
    private final boolean literalDollar;
    private final boolean keepQuotes;
    private final boolean literalQuotes;

    public WordExpander(char escape, Function<String, Optional<String>> environment) {
        this(escape, environment, false, false, false);
    }

    private WordExpander(
            char escape,
            Function<String, Optional<String>> environment,
            boolean literalDollar,
            boolean keepQuotes,
            boolean literalQuotes) {
        this.escape = escape;
        this.environment = environment;
        this.literalDollar = literalDollar;
        this.keepQuotes = keepQuotes;
        this.literalQuotes = literalQuotes;
    }

    /** The same, but a dollar sign means itself. */
    WordExpander literalDollar() {
        return new WordExpander(escape, environment, true, keepQuotes, literalQuotes);
    }

    /** The same, but quotes and escapes stay in the result. */
    public WordExpander keepingQuotes() {
        return new WordExpander(escape, environment, literalDollar, true, literalQuotes);
    }

    /** The same, but quotes mean themselves, and an escape only counts before a dollar sign or itself: for the content of here-documents. */
    public WordExpander literalQuotes() {
        return new WordExpander(escape, environment, literalDollar, keepQuotes, true);
    }

    /**
     * @param text the result as one word
     * @param words the result split at blanks that were not quoted
     * @param matched names that were used and are set
     * @param unmatched names that were used and are not set
     */
    public record Expansion(String text, List<String> words, Set<String> matched, Set<String> unmatched) {}

    /** Throws {@link ExpansionException} when the word is malformed or a {@code ?} operator says so. */
    public Expansion expand(String word) {
        Scan scan = new Scan(word);
        StringBuilder text = new StringBuilder();
        scan.until(Scan.END, false, text);
        return new Expansion(text.toString(), scan.words.all(), scan.matched, scan.unmatched);
    }

    private final class Scan {
        static final int END = -1;

        private final int[] input;
        private int position;
        private final WordSplitter words = new WordSplitter();
        private final Set<String> matched = new LinkedHashSet<>();
        private final Set<String> unmatched = new LinkedHashSet<>();

        Scan(String word) {
            input = word.codePoints().toArray();
        }

        private int peek() {
            return position < input.length ? input[position] : END;
        }

        private int next() {
            return position < input.length ? input[position++] : END;
        }

        /** Reads up to the stop character, which is consumed; its absence is an error unless the stop is the end. */
        void until(int stop, boolean rawEscapes, StringBuilder out) {
            while (peek() != END) {
                int ch = peek();
                if (ch == stop) {
                    next();
                    return;
                }
                if (ch == '\'' && !literalQuotes) {
                    quoted(singleQuote(), out);
                } else if (ch == '"' && !literalQuotes) {
                    quoted(doubleQuote(), out);
                } else if (ch == '$' && !literalDollar) {
                    String value = dollar();
                    words.addSplitting(value);
                    out.append(value);
                } else {
                    plain(next(), rawEscapes, out);
                }
            }
            if (stop != END) {
                throw new ExpansionException(
                        "unexpected end of statement while looking for matching '" + Character.toString(stop) + "'");
            }
        }

        private void plain(int first, boolean rawEscapes, StringBuilder out) {
            int ch = first;
            boolean escapes = ch == escape && !(literalQuotes && peek() != '$' && peek() != escape);
            if (escapes) {
                if (rawEscapes || keepQuotes) {
                    words.addWhole(Character.toString(ch));
                    out.appendCodePoint(ch);
                }
                ch = next();
                if (ch == END) {
                    return;
                }
                words.addWhole(Character.toString(ch));
            } else {
                words.addSplitting(Character.toString(ch));
            }
            out.appendCodePoint(ch);
        }

        private void quoted(String value, StringBuilder out) {
            words.addWhole(value);
            out.append(value);
        }

        private String singleQuote() {
            StringBuilder out = new StringBuilder();
            int quote = next();
            while (peek() != quote) {
                if (peek() == END) {
                    throw new ExpansionException("unexpected end of statement while looking for matching single-quote");
                }
                out.appendCodePoint(next());
            }
            next();
            return keepQuotes ? "'" + out + "'" : out.toString();
        }

        private String doubleQuote() {
            StringBuilder out = new StringBuilder();
            next();
            while (peek() != '"') {
                if (peek() == END) {
                    throw unclosedDouble();
                }
                if (peek() == '$' && !literalDollar) {
                    out.append(dollar());
                    continue;
                }
                int ch = next();
                if (ch == escape) {
                    ch = escapedInDouble(out);
                }
                out.appendCodePoint(ch);
            }
            next();
            return keepQuotes ? "\"" + out + "\"" : out.toString();
        }

        private int escapedInDouble(StringBuilder out) {
            int ch = next();
            if (ch == END) {
                throw unclosedDouble();
            }
            boolean special = ch == '"' || ch == '$' || ch == escape;
            if (!special || keepQuotes) {
                out.append(escape);
            }
            return ch;
        }

        private ExpansionException unclosedDouble() {
            return new ExpansionException("unexpected end of statement while looking for matching double-quote");
        }

        private String dollar() {
            next();
            if (peek() != '{') {
                String name = name();
                return name.isEmpty() ? "$" : value(name).orElse("");
            }
            next();
            switch (peek()) {
                case END -> throw new ExpansionException("syntax error: missing '}'");
                case '{', '}', ':' -> throw new ExpansionException("syntax error: bad substitution");
                default -> {
                    // a name, or nothing that is known: substitution() says so
                }
            }
            return substitution(name());
        }

        private String substitution(String name) {
            int operator = next();
            boolean nullIsUnset = false;
            if (operator == ':') {
                nullIsUnset = true;
                operator = next();
            }
            return switch (operator) {
                case '}' -> {
                    if (nullIsUnset) {
                        throw unsupported(":}");
                    }
                    yield value(name).orElse("");
                }
                case '-', '+', '?' -> conditional(name, operator, nullIsUnset);
                case '#', '%' -> {
                    if (nullIsUnset) {
                        throw unsupported(":" + Character.toString(operator));
                    }
                    yield trim(name, operator);
                }
                case '/' -> {
                    if (nullIsUnset) {
                        throw unsupported(":/");
                    }
                    yield replace(name);
                }
                case END -> throw new ExpansionException("syntax error: missing '}'");
                default -> throw unsupported((nullIsUnset ? ":" : "") + Character.toString(operator));
            };
        }

        private ExpansionException unsupported(String modifier) {
            return new ExpansionException("unsupported modifier (" + modifier + ") in substitution");
        }

        /** The operand of an operator does not count as words of its own. */
        private String operand(int stop, boolean rawEscapes) {
            StringBuilder out = new StringBuilder();
            WordSplitter.Mark mark = words.mark();
            until(stop, rawEscapes, out);
            words.reset(mark);
            return out.toString();
        }

        private String conditional(String name, int operator, boolean nullIsUnset) {
            String word = operand('}', false);
            Optional<String> value = value(name);
            boolean there = value.isPresent() && !(nullIsUnset && value.get().isEmpty());
            if (operator == '+') {
                return there ? word : "";
            }
            if (there) {
                return value.orElseThrow();
            }
            if (operator == '-') {
                return word;
            }
            String why = value.isPresent() ? "not allowed to be empty" : "not allowed to be unset";
            throw new ExpansionException(name + ": " + (word.isEmpty() ? why : word));
        }

        private String trim(String name, int operator) {
            boolean longest = peek() == operator;
            if (longest) {
                next();
            }
            ShellPattern pattern = new ShellPattern(operand('}', true), escape);
            String value = value(name).orElse("");
            return operator == '#' ? pattern.withoutPrefix(value, longest) : pattern.withoutSuffix(value, longest);
        }

        private String replace(String name) {
            boolean all = peek() == '/';
            if (all) {
                next();
            }
            ShellPattern pattern = new ShellPattern(operand('/', true), escape);
            String replacement = operand('}', true);
            return pattern.replace(value(name).orElse(""), replacement, all);
        }

        private String name() {
            int first = peek();
            StringBuilder out = new StringBuilder();
            if (isLetter(first)) {
                while (isLetter(peek()) || isDigit(peek())) {
                    out.appendCodePoint(next());
                }
            } else if (isDigit(first)) {
                while (isDigit(peek())) {
                    out.appendCodePoint(next());
                }
            } else if (first != END && "@*#?-$!".indexOf(first) >= 0) {
                out.appendCodePoint(next());
            }
            return out.toString();
        }

        private boolean isLetter(int ch) {
            return ch == '_' || (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z');
        }

        private boolean isDigit(int ch) {
            return ch >= '0' && ch <= '9';
        }

        private Optional<String> value(String name) {
            Optional<String> value = environment.apply(name);
            (value.isPresent() ? matched : unmatched).add(name);
            return value;
        }
    }
}
