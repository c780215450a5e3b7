package io.jcompose.engine.build.dockerfile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The ways in which an instruction's arguments can be written. Each throws {@link ExpansionException} with what is wrong. */
final class ArgumentForms {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final String BLANKS = "[\t\u000b\f\r ]+";

    private ArgumentForms() {}

    record Arguments(List<String> words, boolean json) {
        static final Arguments NONE = new Arguments(List.of(), false);

        static Arguments of(List<String> words) {
            return new Arguments(words, false);
        }
    }

    static Arguments parse(String keyword, String rest, char escape) {
        if (rest.isEmpty()) {
            return Arguments.NONE;
        }
        return switch (keyword) {
            case "run", "cmd", "entrypoint", "shell" -> jsonOrLine(rest);
            case "add", "copy", "volume" -> jsonArray(rest).orElseGet(() -> Arguments.of(blankSeparated(rest)));
            case "arg" -> Arguments.of(Words.split(rest, escape));
            case "env", "label" -> Arguments.of(pairs(keyword, rest, escape));
            case "expose", "from" -> Arguments.of(blankSeparated(rest));
            case "healthcheck" -> healthcheck(rest);
            default -> Arguments.of(List.of(rest));
        };
    }

    private static List<String> blankSeparated(String rest) {
        return List.of(rest.split(BLANKS));
    }

    private static Arguments jsonOrLine(String rest) {
        return jsonArray(rest).orElseGet(() -> Arguments.of(List.of(rest)));
    }

    /** Empty when it is no JSON array at all: then it is meant for a shell. An array of something else than strings is an error. */
    static Optional<Arguments> jsonArray(String text) {
        if (!text.strip().startsWith("[")) {
            return Optional.empty();
        }
        JsonNode tree;
        try {
            tree = JSON.readTree(text);
        } catch (JsonProcessingException notJson) {
            return Optional.empty();
        }
        List<String> words = new ArrayList<>();
        for (JsonNode element : tree) {
            if (!element.isTextual()) {
                throw new ExpansionException("when using JSON array syntax, arrays must be comprised of strings only");
            }
            words.add(element.asText());
        }
        return Optional.of(new Arguments(words, true));
    }

    private static List<String> pairs(String keyword, String rest, char escape) {
        List<String> words = Words.split(rest, escape);
        if (words.isEmpty()) {
            return List.of();
        }
        if (words.getFirst().indexOf('=') < 0) {
            String[] parts = rest.split(BLANKS, 2);
            if (parts.length < 2) {
                throw new ExpansionException(keyword.toUpperCase(java.util.Locale.ROOT) + " must have two arguments");
            }
            return List.of(parts[0], parts[1], "");
        }
        List<String> out = new ArrayList<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals < 0) {
                throw new ExpansionException(
                        "syntax error - can't find = in \"" + word + "\", must be of the form: name=value");
            }
            out.add(word.substring(0, equals));
            out.add(word.substring(equals + 1));
            out.add("=");
        }
        return out;
    }

    private static Arguments healthcheck(String rest) {
        String[] parts = rest.split("\\s+", 2);
        Arguments command = parts.length < 2 || parts[1].isEmpty() ? Arguments.NONE : jsonOrLine(parts[1]);
        List<String> words = new ArrayList<>();
        words.add(parts[0]);
        words.addAll(command.words());
        return new Arguments(words, command.json());
    }
}
