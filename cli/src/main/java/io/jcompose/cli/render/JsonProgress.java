package io.jcompose.cli.render;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jcompose.compose.apply.Progress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** One JSON object a line, with docker compose's member names (id, parent_id, text, status, current, total, error). */
public final class JsonProgress implements ProgressView {
    private final Consumer<String> lines;
    private final ObjectMapper json = new ObjectMapper();
    private final BuildPlain builds = new BuildPlain();

    public JsonProgress(Consumer<String> lines) {
        this.lines = lines;
    }

    @Override
    public synchronized void on(Progress progress) {
        switch (progress) {
            case Progress.Changed changed -> {
                Map<String, Object> object = new LinkedHashMap<>();
                object.put(
                        "id",
                        changed.resource().kind().word() + " "
                                + changed.resource().name());
                object.put(
                        changed.phase() == Progress.Phase.FAILED ? "error" : "status",
                        changed.phase().word());
                if (!changed.detail().isEmpty()) {
                    object.put("text", changed.detail());
                }
                write(object);
            }
            case Progress.Warned warned -> write(Map.of("level", "warning", "text", warned.message()));
            case Progress.Layer layer -> {
                Map<String, Object> object = new LinkedHashMap<>();
                object.put("id", layer.layer());
                object.put("parent_id", "Image " + layer.image().name());
                object.put("status", layer.phase().words());
                if (layer.total() > 0) {
                    object.put("current", layer.done());
                    object.put("total", layer.total());
                }
                write(object);
            }
            case Progress.Build build -> {
                for (String line : builds.lines(build.image().name(), build.event(), System.nanoTime())) {
                    Map<String, Object> object = new LinkedHashMap<>();
                    object.put("id", "Image " + build.image().name());
                    object.put("text", line);
                    write(object);
                }
            }
            case Progress.HookLine hidden -> {
                // shown only where logs are
            }
            case Progress.Attaching attaching ->
                write(Map.of("text", "Attaching to " + attaching.containers().size() + " containers"));
            case Progress.Ending ending -> write(Map.of("text", ending.sentence()));
        }
    }

    private void write(Map<String, Object> object) {
        try {
            lines.accept(new String(json.writeValueAsBytes(object), StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of strings and numbers is JSON", e);
        }
    }

    @Override
    public void close() {
        // Every line is out already.
    }
}
