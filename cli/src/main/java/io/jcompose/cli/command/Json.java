package io.jcompose.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** What {@code --format json} prints. */
public final class Json {
    private final ObjectMapper mapper = new ObjectMapper();

    /** On one line. */
    public String line(Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps, lists, strings and numbers are JSON", e);
        }
    }

    public String pretty(Object value) {
        try {
            return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps, lists, strings and numbers are JSON", e);
        }
    }
}
