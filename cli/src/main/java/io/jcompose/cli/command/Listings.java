package io.jcompose.cli.command;

import io.jcompose.cli.render.Units;
import io.jcompose.cli.template.GoQuote;
import io.jcompose.cli.template.Method;
import io.jcompose.engine.Engine;
import io.jcompose.engine.container.Container;
import io.jcompose.engine.container.ContainerSpec;
import io.jcompose.engine.container.ContainerState;
import io.jcompose.engine.image.Image;
import io.jcompose.engine.image.ImageConfig;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A container's columns in docker's words. */
public final class Listings {
    private static final int COMMAND_WIDTH = 20;
    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd HH:mm:ss Z 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Listings() {}

    /** {@code Up 5 minutes (healthy)}, {@code Exited (0) 3 seconds ago}. */
    public static String status(Container container, Instant now) {
        return switch (container.state()) {
            case ContainerState.Created created -> "Created";
            case ContainerState.Removing removing -> "Removal In Progress";
            case ContainerState.Exited exited ->
                "Exited (" + exited.exit().code() + ") "
                        + Units.ago(Duration.between(exited.exit().finishedAt(), now));
            case ContainerState.Restarting restarting ->
                "Restarting (" + restarting.last().code() + ") "
                        + Units.ago(Duration.between(restarting.last().finishedAt(), now));
            case ContainerState.Running running -> {
                String up = "Up " + Units.duration(Duration.between(running.startedAt(), now));
                String health = switch (running.health().status()) {
                    case NONE -> "";
                    case STARTING -> " (health: starting)";
                    case HEALTHY -> " (healthy)";
                    case UNHEALTHY -> " (unhealthy)";
                };
                yield up + (running.paused() ? " (Paused)" : health);
            }
        };
    }

    /** Docker's word; empty without a health check. */
    public static String health(Container container) {
        if (container.state() instanceof ContainerState.Running running
                && running.health().status() != ContainerState.Health.Status.NONE) {
            return running.health().status().name().toLowerCase(Locale.ROOT);
        }
        return "";
    }

    public static int exitCode(Container container) {
        return container.state() instanceof ContainerState.Exited exited
                ? exited.exit().code()
                : 0;
    }

    public static String created(Container container, Instant now) {
        return Units.ago(Duration.between(container.created(), now));
    }

    /** As Go writes a time: {@code 2026-01-02 13:23:37 +0000 UTC}. */
    public static String moment(Instant time) {
        return MOMENT.format(time);
    }

    /** {@code a=b,c=d}, in the order of the names. */
    public static String labels(Map<String, String> labels) {
        List<String> texts = new ArrayList<>();
        new TreeMap<>(labels).forEach((name, value) -> texts.add(name + "=" + value));
        return String.join(",", texts);
    }

    /** What {@code {{.Label "x"}}} asks. */
    public static Method label(Map<String, String> labels) {
        return given -> given.isEmpty() ? "" : labels.getOrDefault(String.valueOf(given.getFirst()), "");
    }

    /** Its image's, and over them its own. */
    public static Map<String, String> labels(Container container, Engine engine) {
        Map<String, String> all = new LinkedHashMap<>(image(container, engine).labels());
        all.putAll(container.spec().labels());
        return all;
    }

    /** Empty for an image that is no more. */
    public static ImageConfig image(Container container, Engine engine) {
        return engine.images()
                .find(container.imageId().value())
                .map(Image::config)
                .orElse(ImageConfig.EMPTY);
    }

    /** The command line in quotes, short enough for a table unless all of it is wanted. */
    public static String command(Container container, Engine engine, boolean whole) {
        ImageConfig.ImageProcess image = image(container, engine).process();
        ContainerSpec.Process own = container.spec().process();
        List<String> words = new ArrayList<>(own.entrypoint().orElse(image.entrypoint()));
        words.addAll(own.command().orElse(own.entrypoint().isPresent() ? List.of() : image.command()));
        // An argument with a blank stands in quotes, the program itself doesn't.
        String line = IntStream.range(0, words.size())
                .mapToObj(at -> at > 0 && words.get(at).indexOf(' ') >= 0 ? "'" + words.get(at) + "'" : words.get(at))
                .collect(Collectors.joining(" "));
        if (!whole && line.codePointCount(0, line.length()) > COMMAND_WIDTH) {
            line = line.substring(0, line.offsetByCodePoints(0, COMMAND_WIDTH - 1)) + "…";
        }
        return GoQuote.quote(line);
    }
}
