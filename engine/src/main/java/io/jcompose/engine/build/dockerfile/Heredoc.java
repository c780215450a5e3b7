package io.jcompose.engine.build.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A here-document of RUN, COPY or ADD.
 *
 * @param name the terminator
 * @param content the lines as written, each with its line end; leading tabs are still there
 * @param expand variables in the content are expanded, because the name was not quoted
 * @param chomp leading tabs of each line go away ({@code <<-})
 * @param fileDescriptor the number before {@code <<}, 0 when there is none
 */
public record Heredoc(String name, String content, boolean expand, boolean chomp, int fileDescriptor) {
    private static final Pattern FORM = Pattern.compile("^(\\d*)<<(-?)\\s*([^<]*)$");

    /** What the file's content is, tabs taken away if it was asked for. */
    public String text() {
        return chomp ? content.replaceAll("(?m)^\t+", "") : content;
    }

    Heredoc withContent(String newContent) {
        return new Heredoc(name, newContent, expand, chomp, fileDescriptor);
    }

    /** Reads one word; empty when it does not open a here-document; throws {@link ExpansionException} for a broken name. */
    public static Optional<Heredoc> parse(String word) {
        Matcher matcher = FORM.matcher(word);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String rest = matcher.group(3);
        if (rest.isEmpty()) {
            return Optional.empty();
        }
        // The name is quoted as in a shell, but a $ in it means itself.
        WordExpander expander = new WordExpander('\\', WordExpander.NOTHING_SET).literalDollar();
        List<String> raw = expander.keepingQuotes().expand(rest).words();
        if (raw.size() != 1) {
            return Optional.empty();
        }
        String name = expander.expand(rest).text().strip();
        boolean expand = !isQuoted(raw.getFirst());
        int fd = matcher.group(1).isEmpty() ? 0 : Integer.parseInt(matcher.group(1));
        return Optional.of(new Heredoc(name, "", expand, !matcher.group(2).isEmpty(), fd));
    }

    private static boolean isQuoted(String name) {
        for (int i = 0; i < name.length(); i++) {
            char ch = name.charAt(i);
            if (ch == '\\') {
                i++;
            } else if (ch == '"' || ch == '\'') {
                return true;
            }
        }
        return false;
    }

    /** All here-documents that a line opens, in order; quoted words open none. */
    static List<Heredoc> inLine(String line) {
        List<Heredoc> found = new ArrayList<>();
        Set<Character> blanks = Set.of(' ', '\t');
        List<String> words = new WordExpander('\\', WordExpander.NOTHING_SET)
                .literalDollar()
                .keepingQuotes()
                .expand(joinOperators(line, blanks))
                .words();
        for (String word : words) {
            parse(word).ifPresent(found::add);
        }
        return found;
    }

    /** {@code << EOF} and {@code <<- EOF} are one word; in {@code << -EOF} the minus belongs to the name. */
    private static String joinOperators(String line, Set<Character> blanks) {
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < line.length()) {
            boolean operator =
                    line.startsWith("<<", i) && !line.startsWith("<<<", i) && (i == 0 || line.charAt(i - 1) != '<');
            out.append(line.charAt(i));
            i++;
            if (operator) {
                out.append(line.charAt(i));
                i++;
                if (i < line.length() && line.charAt(i) == '-') {
                    out.append('-');
                    i++;
                }
                int afterOperator = i;
                while (i < line.length() && blanks.contains(line.charAt(i))) {
                    i++;
                }
                if (i > afterOperator && i < line.length() && line.charAt(i) == '-') {
                    out.append('\\');
                }
            }
        }
        return out.toString();
    }
}
