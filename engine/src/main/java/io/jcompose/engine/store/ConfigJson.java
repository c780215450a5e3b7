package io.jcompose.engine.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcompose.engine.image.Digest;
import io.jcompose.engine.image.Healthcheck;
import io.jcompose.engine.image.Image.Platform;
import io.jcompose.engine.image.ImageConfig;
import io.jcompose.engine.image.ImageConfig.ImageProcess;
import io.jcompose.engine.image.NewImage;
import io.jcompose.engine.layout.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The image configuration as JSON (OCI image-spec, config.md; Docker's Healthcheck, Shell and OnBuild). Members that say nothing are left out. */
final class ConfigJson {
    private ConfigJson() {}

    /** What a configuration says of its image. */
    record Parsed(Platform platform, Optional<Instant> created, ImageConfig config, List<Digest> layers) {}

    static Parsed read(JsonNode node) {
        List<Digest> layers = new ArrayList<>();
        node.path("rootfs").path("diff_ids").forEach(id -> layers.add(new Digest(id.asText())));
        Platform platform = new Platform(
                node.path("os").asText("linux"),
                node.path("architecture").asText(""),
                node.path("variant").asText(""));
        return new Parsed(platform, instant(node.path("created").asText("")), config(node.path("config")), layers);
    }

    static String author(JsonNode node) {
        return node.path("author").asText("");
    }

    static List<NewImage.History> history(JsonNode node) {
        List<NewImage.History> history = new ArrayList<>();
        for (JsonNode line : node.path("history")) {
            history.add(new NewImage.History(
                    instant(line.path("created").asText("")),
                    line.path("created_by").asText(""),
                    line.path("comment").asText(""),
                    line.path("empty_layer").asBoolean(false)));
        }
        return history;
    }

    private static Optional<Instant> instant(String text) {
        try {
            return text.isEmpty()
                    ? Optional.empty()
                    : Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static ImageConfig config(JsonNode node) {
        ImageProcess process = new ImageProcess(
                texts(node.path("Entrypoint")),
                texts(node.path("Cmd")),
                environment(node.path("Env")),
                node.path("WorkingDir").asText(""),
                node.path("User").asText(""));
        Map<String, String> labels = new LinkedHashMap<>();
        node.path("Labels")
                .properties()
                .forEach(e -> labels.put(e.getKey(), e.getValue().asText()));
        return new ImageConfig(
                process,
                keys(node.path("ExposedPorts")),
                keys(node.path("Volumes")),
                labels,
                Optional.ofNullable(node.path("StopSignal").textValue()).filter(s -> !s.isEmpty()),
                healthcheck(node.path("Healthcheck")),
                texts(node.path("Shell")),
                texts(node.path("OnBuild")));
    }

    private static List<String> texts(JsonNode node) {
        List<String> texts = new ArrayList<>();
        node.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static List<String> keys(JsonNode node) {
        List<String> keys = new ArrayList<>();
        node.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    private static Map<String, String> environment(JsonNode node) {
        Map<String, String> environment = new LinkedHashMap<>();
        for (String pair : texts(node)) {
            int equals = pair.indexOf('=');
            environment.put(
                    equals < 0 ? pair : pair.substring(0, equals), equals < 0 ? "" : pair.substring(equals + 1));
        }
        return environment;
    }

    private static Optional<Healthcheck> healthcheck(JsonNode node) {
        if (!node.isObject()) {
            return Optional.empty();
        }
        return Optional.of(new Healthcheck(
                texts(node.path("Test")),
                nanos(node, "Interval"),
                nanos(node, "Timeout"),
                nanos(node, "StartPeriod"),
                nanos(node, "StartInterval"),
                node.path("Retries").asInt(0)));
    }

    private static Duration nanos(JsonNode node, String key) {
        return Duration.ofNanos(node.path(key).asLong(0));
    }

    static ObjectNode write(NewImage image) {
        ObjectNode node = Json.object();
        image.created().ifPresent(created -> node.put("created", created.toString()));
        if (!image.author().isEmpty()) {
            node.put("author", image.author());
        }
        node.put("architecture", image.platform().architecture())
                .put("os", image.platform().os());
        if (!image.platform().variant().isEmpty()) {
            node.put("variant", image.platform().variant());
        }
        node.set("config", write(image.config()));
        ObjectNode rootfs = node.putObject("rootfs").put("type", "layers");
        ArrayNode ids = rootfs.putArray("diff_ids");
        image.layers().forEach(layer -> ids.add(layer.value()));
        ArrayNode history = node.putArray("history");
        for (NewImage.History entry : image.history()) {
            ObjectNode line = history.addObject();
            entry.created().ifPresent(created -> line.put("created", created.toString()));
            line.put("created_by", entry.createdBy());
            if (!entry.comment().isEmpty()) {
                line.put("comment", entry.comment());
            }
            if (entry.emptyLayer()) {
                line.put("empty_layer", true);
            }
        }
        return node;
    }

    private static ObjectNode write(ImageConfig config) {
        ObjectNode node = Json.object();
        ImageProcess process = config.process();
        putText(node, "User", process.user());
        putKeys(node, "ExposedPorts", config.exposedPorts());
        List<String> environment = new ArrayList<>();
        process.environment().forEach((key, value) -> environment.add(key + "=" + value));
        putTexts(node, "Env", environment);
        putTexts(node, "Entrypoint", process.entrypoint());
        putTexts(node, "Cmd", process.command());
        putKeys(node, "Volumes", config.volumes());
        putText(node, "WorkingDir", process.workingDir());
        if (!config.labels().isEmpty()) {
            ObjectNode labels = node.putObject("Labels");
            config.labels().forEach(labels::put);
        }
        config.stopSignal().ifPresent(signal -> node.put("StopSignal", signal));
        config.healthcheck().ifPresent(health -> node.set("Healthcheck", write(health)));
        putTexts(node, "Shell", config.shell());
        putTexts(node, "OnBuild", config.onBuild());
        return node;
    }

    private static ObjectNode write(Healthcheck health) {
        ObjectNode node = Json.object();
        putTexts(node, "Test", health.test());
        putNanos(node, "Interval", health.interval());
        putNanos(node, "Timeout", health.timeout());
        putNanos(node, "StartPeriod", health.startPeriod());
        putNanos(node, "StartInterval", health.startInterval());
        if (health.retries() != 0) {
            node.put("Retries", health.retries());
        }
        return node;
    }

    private static void putNanos(ObjectNode node, String key, Duration duration) {
        if (!duration.isZero()) {
            node.put(key, duration.toNanos());
        }
    }

    private static void putText(ObjectNode node, String key, String text) {
        if (!text.isEmpty()) {
            node.put(key, text);
        }
    }

    private static void putTexts(ObjectNode node, String key, List<String> texts) {
        if (!texts.isEmpty()) {
            ArrayNode array = node.putArray(key);
            texts.forEach(array::add);
        }
    }

    private static void putKeys(ObjectNode node, String key, List<String> keys) {
        if (!keys.isEmpty()) {
            ObjectNode object = node.putObject(key);
            keys.forEach(object::putObject);
        }
    }
}
