package io.jcompose.engine.state;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.jcompose.engine.image.Digest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Records to and from the JSON that the database and the containers' directories keep. Sealed types carry their variant's name in {@code kind}. */
public final class Json {
    private final ObjectMapper mapper;

    /**
     * @param texts records of one string, which are kept as that string
     * @param alternatives sealed types
     * @param recurring immutable types whose values are written again and again, see {@link RecurringSerializer}
     */
    public Json(List<Class<?>> texts, List<Class<?>> alternatives, List<Class<?>> recurring) {
        SimpleModule paths = new SimpleModule();
        // Jackson writes a Path as a file: URI; a plain path is what a person who opens the database wants to read.
        paths.addSerializer(Path.class, ToStringSerializer.instance);
        paths.addDeserializer(Path.class, new PathText());
        paths.setSerializerModifier(new RecurringSerializer.Choice(recurring));
        JsonMapper.Builder builder = JsonMapper.builder()
                .addModule(new Jdk8Module())
                .addModule(new JavaTimeModule())
                .addModule(paths)
                .addMixIn(Digest.class, AsText.class)
                .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        // what an older version did not know yet is empty
        for (Class<?> collection : List.of(List.class, Set.class, Map.class)) {
            builder.withConfigOverride(
                    collection, override -> override.setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)));
        }
        texts.forEach(text -> builder.addMixIn(text, AsText.class));
        alternatives.forEach(choice -> builder.addMixIn(choice, ByKind.class));
        mapper = builder.build();
        alternatives.forEach(choice -> mapper.registerSubtypes(choice.getPermittedSubclasses()));
    }

    public String write(Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a " + value.getClass().getSimpleName() + " can't be written as JSON", e);
        }
    }

    public <T> T read(String json, Class<T> type) {
        try {
            return mapper.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "the state database holds no valid " + type.getSimpleName() + ": " + json, e);
        }
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "kind")
    private interface ByKind {}

    private abstract static class AsText {
        @JsonCreator
        @SuppressWarnings("UnusedVariable") // a mix-in only describes the constructor that it stands for
        AsText(String value) {}

        @JsonValue
        abstract String value();
    }

    private static final class PathText extends com.fasterxml.jackson.databind.deser.std.FromStringDeserializer<Path> {
        private static final long serialVersionUID = 1L;

        PathText() {
            super(Path.class);
        }

        @Override
        protected Path _deserialize(String value, com.fasterxml.jackson.databind.DeserializationContext context) {
            return Path.of(value);
        }
    }
}
