package io.jcompose.engine.state;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import com.fasterxml.jackson.databind.ser.ContextualSerializer;
import com.fasterxml.jackson.databind.ser.ResolvableSerializer;
import java.io.IOException;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps the text of the values that were written last. The system call rules that most containers share are 400 names, and were written anew with each start
 * of one: half of what a start writes. To know a value again it is hashed, so this pays for what recurs, and not for what is written once or twice. Safe for
 * concurrent use.
 */
final class RecurringSerializer extends JsonSerializer<Object> implements ContextualSerializer, ResolvableSerializer {
    static final int KEPT = 16;

    private final JsonSerializer<Object> plain;
    private final Map<Object, String> texts = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, String> eldest) {
            return size() > KEPT;
        }
    };

    private RecurringSerializer(JsonSerializer<Object> plain) {
        this.plain = plain;
    }

    @Override
    public void serialize(Object value, JsonGenerator out, SerializerProvider provider) throws IOException {
        out.writeRawValue(text(value, out, provider));
    }

    private synchronized String text(Object value, JsonGenerator out, SerializerProvider provider) throws IOException {
        String known = texts.get(value);
        if (known != null) {
            return known;
        }
        StringWriter text = new StringWriter();
        try (JsonGenerator own = out.getCodec().getFactory().createGenerator(text)) {
            plain.serialize(value, own, provider);
        }
        texts.put(value, text.toString());
        return text.toString();
    }

    @Override
    public void resolve(SerializerProvider provider) throws JsonMappingException {
        if (plain instanceof ResolvableSerializer resolvable) {
            resolvable.resolve(provider);
        }
    }

    @Override
    @SuppressWarnings("unchecked") // of the same type, says Jackson
    public JsonSerializer<?> createContextual(SerializerProvider provider, BeanProperty property)
            throws JsonMappingException {
        JsonSerializer<?> here = provider.handleSecondaryContextualization(plain, property);
        return here == plain ? this : new RecurringSerializer((JsonSerializer<Object>) here);
    }

    /** Which types it is for. */
    static final class Choice extends BeanSerializerModifier {
        private static final long serialVersionUID = 1L;

        private final transient List<Class<?>> types;

        Choice(List<Class<?>> types) {
            this.types = List.copyOf(types);
        }

        @Override
        @SuppressWarnings("unchecked") // it is for the type that is described
        public JsonSerializer<?> modifySerializer(
                SerializationConfig config, BeanDescription described, JsonSerializer<?> plain) {
            return types.contains(described.getBeanClass())
                    ? new RecurringSerializer((JsonSerializer<Object>) plain)
                    : plain;
        }
    }
}
