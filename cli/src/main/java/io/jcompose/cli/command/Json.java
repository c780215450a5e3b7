package io.jcompose.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;

/** What {@code --format json} prints. */
public final class Json {
    private static final DefaultIndenter LINES = new DefaultIndenter("    ", "\n");
    private static final PrettyPrinter DOCKER = new DefaultPrettyPrinter(Separators.createDefaultInstance()
                    .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                    .withArrayEmptySeparator("")
                    .withObjectEmptySeparator(""))
            .withObjectIndenter(LINES)
            .withArrayIndenter(LINES);

    /** One for all: it finds out how to write each class once, which takes longer than what most commands have it write. */
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** On one line. */
    public String line(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps, lists, strings and numbers are JSON", e);
        }
    }

    /** As docker's inspect: four blanks a level, every element on a line of its own. */
    public String pretty(Object value) {
        try {
            return MAPPER.writer(DOCKER).writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps, lists, strings and numbers are JSON", e);
        }
    }
}
