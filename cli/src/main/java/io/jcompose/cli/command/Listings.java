package io.jcompose.cli.command;

import io.jcompose.cli.render.Units;
import io.jcompose.cli.template.Method;
import io.jcompose.engine.Engine;
import io.jcompose.engine.container.Container;
import io.jcompose.engine.container.ContainerState;
import io.jcompose.engine.image.Image;
import io.jcompose.engine.image.ImageConfig;
import io.jcompose.network.PublishedPort;
import io.jcompose.network.Sandbox;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

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

    /** {@code 0.0.0.0:8080->80/tcp, [::]:8080->80/tcp, 9000/tcp}. */
    public static String ports(Container container) {
        List<String> texts = new ArrayList<>();
        List<PublishedPort> published = published(container);
        for (PublishedPort port : published) {
            texts.add(address(port.hostIp()) + ":" + port.hostPort() + "->" + port.containerPort() + "/"
                    + port.protocol());
        }
        for (String exposed : container.spec().networking().expose()) {
            String text = exposed.indexOf('/') < 0 ? exposed + "/tcp" : exposed;
            boolean shown =
                    published.stream().anyMatch(port -> text.equals(port.containerPort() + "/" + port.protocol()));
            if (!shown && container.state().running()) {
                texts.add(text);
            }
        }
        return String.join(", ", texts);
    }

    public static List<PublishedPort> published(Container container) {
        return container.state().running()
                ? container.sandbox().map(Sandbox::ports).orElse(List.of())
                : List.of();
    }

    /** An IPv6 address in brackets. */
    public static String address(String ip) {
        return ip.indexOf(':') >= 0 ? "[" + ip + "]" : ip;
    }

    /** The command line in quotes, short enough for a table unless all of it is wanted. */
    public static String command(Container container, Engine engine, boolean whole) {
        Optional<ImageConfig.ImageProcess> image = engine.images()
                .find(container.imageId().value())
                .map(Image::config)
                .map(ImageConfig::process);
        List<String> words = new ArrayList<>(container
                .spec()
                .process()
                .entrypoint()
                .orElseGet(() -> image.map(ImageConfig.ImageProcess::entrypoint).orElse(List.of())));
        boolean imageCommand = container.spec().process().entrypoint().isEmpty();
        words.addAll(container
                .spec()
                .process()
                .command()
                .orElseGet(() -> imageCommand
                        ? image.map(ImageConfig.ImageProcess::command).orElse(List.of())
                        : List.of()));
        String line = String.join(" ", words);
        if (!whole && line.codePointCount(0, line.length()) > COMMAND_WIDTH) {
            line = line.substring(0, line.offsetByCodePoints(0, COMMAND_WIDTH - 1)) + "…";
        }
        return "\"" + line.replace("\n", "\\n") + "\"";
    }
}
