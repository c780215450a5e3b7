package io.jcompose.cli.command.container;

import io.jcompose.cli.command.Listings;
import io.jcompose.cli.inspect.ContainerPorts;
import io.jcompose.cli.render.Units;
import io.jcompose.engine.Engine;
import io.jcompose.engine.container.Container;
import io.jcompose.engine.container.ContainerSpec;
import io.jcompose.engine.image.Image;
import io.jcompose.network.Sandbox;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A container as the fields of docker's {@code container ls --format}. */
final class ContainerRow {
    static final Map<String, String> HEADERS = Map.ofEntries(
            Map.entry("Command", "COMMAND"),
            Map.entry("CreatedAt", "CREATED AT"),
            Map.entry("ID", "CONTAINER ID"),
            Map.entry("Image", "IMAGE"),
            Map.entry("Labels", "LABELS"),
            Map.entry("LocalVolumes", "LOCAL VOLUMES"),
            Map.entry("Mounts", "MOUNTS"),
            Map.entry("Names", "NAMES"),
            Map.entry("Networks", "NETWORKS"),
            Map.entry("Platform", "PLATFORM"),
            Map.entry("Ports", "PORTS"),
            Map.entry("RunningFor", "CREATED"),
            Map.entry("Size", "SIZE"),
            Map.entry("State", "STATE"),
            Map.entry("Status", "STATUS"));

    private static final int MOUNT_WIDTH = 15;

    private ContainerRow() {}

    /**
     * @param whole nothing is shortened
     * @param sized its size is measured
     */
    static Map<String, @Nullable Object> of(Container container, Engine engine, boolean whole, boolean sized) {
        Instant now = Instant.now();
        Map<String, String> labels = Listings.labels(container, engine);
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("Command", Listings.command(container, engine, whole));
        row.put("CreatedAt", Listings.moment(container.created()));
        row.put("ID", whole ? container.id().value() : container.id().shortForm());
        row.put("Image", container.spec().image());
        row.put("Label", Listings.label(labels));
        row.put("Labels", Listings.labels(labels));
        row.put("LocalVolumes", Integer.toString((int) container.volumes().stream()
                .map(Container.ResolvedVolume::name)
                .distinct()
                .count()));
        row.put("Mounts", mounts(container, whole));
        row.put("Names", container.name());
        row.put("Networks", String.join(",", networks(container)));
        row.put(
                "Platform",
                engine.images()
                        .find(container.imageId().value())
                        .map(image -> image.platform().toString())
                        .orElse(""));
        row.put("Ports", ContainerPorts.text(container, Listings.image(container, engine)));
        row.put("RunningFor", Listings.created(container, now));
        row.put("Size", sized ? size(container, engine) : "0B");
        row.put("State", container.state().word());
        row.put("Status", Listings.status(container, now));
        return row;
    }

    /** {@code 12B (virtual 4.5MB)}: what it has written, and that with its image. */
    private static String size(Container container, Engine engine) {
        long own = engine.containers().size(container.id().value());
        long image = engine.images()
                .find(container.imageId().value())
                .map(Image::size)
                .orElse(0L);
        return Units.size(own) + " (virtual " + Units.size(own + image) + ")";
    }

    private static String mounts(Container container, boolean whole) {
        List<String> all = new ArrayList<>();
        container.volumes().forEach(volume -> all.add(volume.name()));
        for (ContainerSpec.Mount mount : container.spec().mounts()) {
            if (mount instanceof ContainerSpec.Mount.Bind bind) {
                all.add(bind.source().toString());
            }
        }
        return String.join(
                ",",
                all.stream()
                        .map(text ->
                                whole || text.length() <= MOUNT_WIDTH ? text : text.substring(0, MOUNT_WIDTH - 1) + "…")
                        .toList());
    }

    /** The networks that it is on, or will be. */
    static List<String> networks(Container container) {
        return switch (container.spec().networking().mode()) {
            case ContainerSpec.NetworkMode.Host host -> List.of("host");
            case ContainerSpec.NetworkMode.None none -> List.of("none");
            case ContainerSpec.NetworkMode.OfContainer other -> List.of();
            case ContainerSpec.NetworkMode.Disconnected none -> List.of();
            case ContainerSpec.NetworkMode.Networks networks -> {
                TreeSet<String> names = new TreeSet<>();
                container
                        .sandbox()
                        .map(Sandbox::endpoints)
                        .orElse(List.of())
                        .forEach(endpoint -> names.add(endpoint.networkName()));
                if (names.isEmpty()) {
                    container.spec().networking().connections().forEach(attachment -> names.add(attachment.network()));
                }
                yield List.copyOf(names);
            }
        };
    }
}
