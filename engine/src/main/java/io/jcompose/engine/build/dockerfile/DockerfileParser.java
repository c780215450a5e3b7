package io.jcompose.engine.build.dockerfile;

import io.jcompose.error.JcomposeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits a Dockerfile into nodes: continuation lines joined, comments dropped, here-documents read. Follows what BuildKit accepts, which is wider than the
 * reference says.
 */
public final class DockerfileParser {
    private static final Set<String> WITH_HEREDOC = Set.of("add", "copy", "run");

    private final String name;
    private final List<String> lines;
    private final char escape;
    private final Pattern continuation;
    private final List<String> warnings = new ArrayList<>();
    private int next;

    private DockerfileParser(String text, String name) {
        this.name = name;
        this.lines = physicalLines(text.startsWith("\ufeff") ? text.substring(1) : text);
        this.escape = escapeOf(text, name);
        String quoted = Pattern.quote(String.valueOf(escape));
        this.continuation = Pattern.compile(
                "([^" + (escape == '\\' ? "\\\\" : "`") + "])" + quoted + "[ \t]*$|^" + quoted + "[ \t]*$");
    }

    /**
     * A parsed file.
     *
     * @param lines of the first instruction's start and the last one's end
     */
    public record Parsed(List<Node> nodes, char escape, Lines lines, List<String> warnings) {
        public Parsed {
            nodes = List.copyOf(nodes);
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * Reads a whole file; the name is for messages. Throws INVALID with {@code name:line}.
     */
    public static Parsed parse(String text, String name) {
        return new DockerfileParser(text, name).all();
    }

    private static List<String> physicalLines(String text) {
        List<String> out = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int end = text.indexOf('\n', from);
            int to = end < 0 ? text.length() : end + 1;
            out.add(text.substring(from, to));
            from = to;
        }
        return out;
    }

    private static char escapeOf(String text, String name) {
        Optional<Character> escape = Optional.empty();
        List<String> seen = new ArrayList<>();
        for (Directives.Directive directive : Directives.all(text)) {
            if (seen.contains(directive.name())) {
                throw error(
                        name,
                        directive.line(),
                        "only one " + directive.name() + " parser directive can be used",
                        "remove one of them");
            }
            seen.add(directive.name());
            if (directive.name().equals("escape")) {
                if (!directive.value().equals("\\") && !directive.value().equals("`")) {
                    throw error(
                            name,
                            directive.line(),
                            "invalid escape token '" + directive.value() + "' does not match ` or \\",
                            "write \\ or `");
                }
                escape = Optional.of(directive.value().charAt(0));
            }
        }
        return escape.orElse('\\');
    }

    static JcomposeException error(String name, int line, String message, String remedy) {
        return new JcomposeException(JcomposeException.Kind.INVALID, name + ":" + line + ": " + message, remedy);
    }

    private Parsed all() {
        List<Node> nodes = new ArrayList<>();
        while (next < lines.size()) {
            int start = next + 1;
            String first = chomp(lines.get(next++));
            if (isComment(first) || first.isBlank()) {
                continue;
            }
            String line = logicalLine(first.stripLeading());
            if (!line.isBlank()) {
                nodes.add(node(line, start));
            }
        }
        if (nodes.isEmpty()) {
            throw new JcomposeException(
                    JcomposeException.Kind.INVALID,
                    name + ": file with no instructions",
                    "start it with a FROM instruction");
        }
        Lines span = new Lines(
                nodes.getFirst().lines().start(), nodes.getLast().lines().end());
        return new Parsed(nodes, escape, span, warnings);
    }

    private static String chomp(String line) {
        int end = line.length();
        while (end > 0 && (line.charAt(end - 1) == '\n' || line.charAt(end - 1) == '\r')) {
            end--;
        }
        return line.substring(0, end);
    }

    private static boolean isComment(String line) {
        return line.stripLeading().startsWith("#");
    }

    /** Joins continuation lines; comments and blank lines in between are left out. */
    private String logicalLine(String first) {
        StringBuilder line = new StringBuilder();
        boolean more = appendUnlessContinued(first, line);
        boolean emptyLine = false;
        int start = next;
        while (more && next < lines.size()) {
            String following = chomp(lines.get(next++));
            if (isComment(following)) {
                continue;
            }
            if (following.isBlank()) {
                emptyLine = true;
                continue;
            }
            more = appendUnlessContinued(following, line);
        }
        if (emptyLine) {
            warnings.add(name + ":" + start + ": empty continuation line");
        }
        return line.toString();
    }

    /** Returns whether the line goes on. */
    private boolean appendUnlessContinued(String text, StringBuilder line) {
        Matcher matcher = continuation.matcher(text);
        if (!matcher.find()) {
            line.append(text);
            return false;
        }
        line.append(text, 0, matcher.start());
        if (matcher.group(1) != null) {
            line.append(matcher.group(1));
        }
        return true;
    }

    private Node node(String line, int start) {
        try {
            Node node = fromLine(line.strip(), new Lines(start, next));
            return line.contains("<<") && mayHaveHeredoc(node) ? readHeredocs(node, line, start) : node;
        } catch (ExpansionException e) {
            throw new JcomposeException(
                    JcomposeException.Kind.INVALID,
                    name + ":" + start + ": " + e.getMessage(),
                    "see the line: " + line.strip(),
                    e);
        }
    }

    private Node fromLine(String line, Lines span) {
        String[] parts = line.split("[\t\u000b\f\r ]+", 2);
        String keyword = parts[0].toLowerCase(Locale.ROOT);
        Words.Flags flags = Words.flags(parts.length > 1 ? parts[1].strip() : "", escape);
        String rest = flags.rest();
        if (keyword.equals("onbuild") && !rest.isEmpty()) {
            Node trigger = fromLine(rest, span);
            return new Node(keyword, flags.flags(), List.of(), false, Optional.of(trigger), List.of(), line, span);
        }
        ArgumentForms.Arguments arguments = ArgumentForms.parse(keyword, rest, escape);
        return new Node(
                keyword, flags.flags(), arguments.words(), arguments.json(), Optional.empty(), List.of(), line, span);
    }

    private static boolean mayHaveHeredoc(Node node) {
        Node inner = node.trigger().orElse(node);
        return WITH_HEREDOC.contains(inner.keyword()) && !inner.json();
    }

    private Node readHeredocs(Node node, String line, int start) {
        List<Heredoc> found = new ArrayList<>();
        for (Heredoc heredoc : Heredoc.inLine(line)) {
            StringBuilder content = new StringBuilder();
            boolean terminated = false;
            while (!terminated && next < lines.size()) {
                String raw = lines.get(next++);
                String candidate = chomp(raw);
                terminated = (heredoc.chomp() ? candidate.replaceFirst("^\t+", "") : candidate).equals(heredoc.name());
                if (!terminated) {
                    content.append(raw);
                }
            }
            if (!terminated) {
                throw error(
                        name, start, "unterminated heredoc", "end it with a line that holds only " + heredoc.name());
            }
            found.add(heredoc.withContent(content.toString()));
        }
        Lines span = new Lines(start, next);
        Optional<Node> trigger = node.trigger().map(inner -> inner.withHeredocs(found, span));
        Node whole = new Node(
                node.keyword(),
                node.flags(),
                node.arguments(),
                node.json(),
                trigger,
                trigger.isPresent() ? List.of() : found,
                node.text(),
                span);
        return whole;
    }
}
