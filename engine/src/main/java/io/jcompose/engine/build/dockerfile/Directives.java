package io.jcompose.engine.build.dockerfile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parser directives: {@code # key=value} lines before anything else (Dockerfile reference, "Parser directives"). */
public final class Directives {
    private static final Pattern HASH = Pattern.compile("^#\\s*([a-zA-Z][a-zA-Z0-9]*)\\s*=\\s*(.+?)\\s*$");
    private static final Pattern SLASHES = Pattern.compile("^//\\s*([a-zA-Z][a-zA-Z0-9]*)\\s*=\\s*(.+?)\\s*$");
    private static final Set<String> KNOWN = Set.of("escape", "syntax", "check");
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private Directives() {}

    /** A directive and the line where it stands, counted from 1. */
    public record Directive(String name, String value, int line) {
        /** The value's first word: what is meant where options may follow. */
        public String word() {
            return value.split("\\s+", 2)[0];
        }
    }

    /** All known directives at the top of a Dockerfile. */
    public static List<Directive> all(String text) {
        return read(text.startsWith("\ufeff") ? text.substring(1) : text, HASH, 1);
    }

    private static List<Directive> read(String text, Pattern form, int firstLine) {
        List<Directive> found = new ArrayList<>();
        int number = firstLine;
        for (String line : text.split("\r?\n", -1)) {
            Matcher matcher = form.matcher(line.strip());
            if (!matcher.matches()) {
                return found;
            }
            String key = matcher.group(1).toLowerCase(Locale.ROOT);
            if (!KNOWN.contains(key)) {
                return found;
            }
            found.add(new Directive(key, matcher.group(2), number));
            number++;
        }
        return found;
    }

    /**
     * The value of {@code check}; of {@code syntax} also where a file of another language names its frontend with {@code //} comments or as JSON. A
     * first line {@code #!} is passed over.
     */
    public static Optional<Directive> find(String text, String name) {
        String rest = text.startsWith("\ufeff") ? text.substring(1) : text;
        int line = 1;
        if (rest.startsWith("#!")) {
            int end = rest.indexOf('\n');
            rest = end < 0 ? "" : rest.substring(end + 1);
            line++;
        }
        Optional<Directive> found = named(read(rest, HASH, line), name);
        if (found.isPresent() || !name.equals("syntax")) {
            return found;
        }
        found = named(read(rest, SLASHES, line), name);
        return found.isPresent() ? found : inJson(rest, line);
    }

    private static Optional<Directive> named(List<Directive> all, String name) {
        return all.stream().filter(d -> d.name().equals(name)).findFirst();
    }

    private static Optional<Directive> inJson(String text, int line) {
        if (!text.startsWith("{")) {
            return Optional.empty();
        }
        try {
            JsonNode syntax = JSON.readTree(text).path("syntax");
            return syntax.isTextual() ? Optional.of(new Directive("syntax", syntax.asText(), line)) : Optional.empty();
        } catch (JsonProcessingException notJson) {
            return Optional.empty();
        }
    }
}
