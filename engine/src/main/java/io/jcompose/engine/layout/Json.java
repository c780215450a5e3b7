package io.jcompose.engine.layout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcompose.error.JcomposeException;
import java.io.IOException;

/** JSON trees in and out; members keep the order in which they were put. */
public final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    public static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    /** Compact UTF-8 text. */
    public static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** INVALID with the name of the thing when the text is not JSON. */
    public static JsonNode read(byte[] bytes, String what) {
        try {
            JsonNode node = MAPPER.readTree(bytes);
            if (node != null && node.isObject() || node != null && node.isArray()) {
                return node;
            }
        } catch (IOException e) {
            throw new JcomposeException(JcomposeException.Kind.INVALID, what + " is not JSON: " + firstLine(e), "", e);
        }
        throw new JcomposeException(JcomposeException.Kind.INVALID, what + " is not a JSON object");
    }

    private static String firstLine(IOException e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }
}
