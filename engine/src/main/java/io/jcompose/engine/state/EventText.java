package io.jcompose.engine.state;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.jcompose.engine.event.Event;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;

/** Events as {@link Json} writes them, and reads them. Each life tells six, and to look at their parts by reflection takes a hundredth of a short one. */
final class EventText {
    private static final JsonFactory FACTORY = new JsonFactory();

    private EventText() {}

    static String of(Event event) {
        StringWriter text = new StringWriter(300);
        try (JsonGenerator out = FACTORY.createGenerator(text)) {
            out.writeStartObject();
            out.writeStringField("time", event.time().toString());
            out.writeStringField("type", event.type());
            out.writeStringField("action", event.action());
            out.writeStringField("actor", event.actor());
            out.writeObjectFieldStart("attributes");
            for (Map.Entry<String, String> attribute : event.attributes().entrySet()) {
                out.writeStringField(attribute.getKey(), attribute.getValue());
            }
            out.writeEndObject();
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
