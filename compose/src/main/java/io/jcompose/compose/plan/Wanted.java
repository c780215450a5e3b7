package io.jcompose.compose.plan;

import io.jcompose.compose.model.Project;
import io.jcompose.compose.model.Service;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What should be.
 *
 * @param services the services that the operation is about, with what they depend on
 * @param selected the names that the user gave, or all
 * @param hashes of networks and volumes, by {@code network:KEY} and {@code volume:KEY}
 * @param changes by a container's id: what is different in its service now, in a user's words
 */
public record Wanted(
        Project project,
        Map<String, WantedService> services,
        Set<String> selected,
        Map<String, String> hashes,
        Map<String, String> changes) {
    public Wanted {
        changes = Collections.unmodifiableMap(new LinkedHashMap<>(changes));
        services = Collections.unmodifiableMap(new LinkedHashMap<>(services));
        selected = Collections.unmodifiableSet(new LinkedHashSet<>(selected));
        hashes = Collections.unmodifiableMap(new LinkedHashMap<>(hashes));
    }

    public Wanted(
            Project project, Map<String, WantedService> services, Set<String> selected, Map<String, String> hashes) {
        this(project, services, selected, hashes, Map.of());
    }

    public Wanted withChanges(Map<String, String> known) {
        return new Wanted(project, services, selected, hashes, known);
    }

    /** What the container of this number is called when all is done. */
    String containerName(Service service, int number) {
        return service.lifecycle()
                .containerName()
                .orElse(project.containerName(service.name(), String.valueOf(number)));
    }

    WantedService service(String name) {
        return Objects.requireNonNull(services.get(name), name);
    }

    /**
     * @param configHash over the definition and over the content of configs and secrets
     * @param shown images that its mounts show
     */
    public record WantedService(Service service, String configHash, ImageSupply image, List<ImageSupply> shown) {
        public WantedService {
            shown = List.copyOf(shown);
        }

        public String name() {
            return service.name();
        }

        int scale() {
            return service.lifecycle().scale();
        }
    }

    /** Where a service's image is to come from. {@code name} as the compose file writes it. */
    public sealed interface ImageSupply {
        String name();

        /** What brings it here for a service; empty when it is here. */
        default Optional<Action> action(String service) {
            return switch (this) {
                case Here _ -> Optional.empty();
                case ToPull pull -> Optional.of(new Action.PullImage(pull.name(), service));
                case ToBuild build -> Optional.of(new Action.BuildImage(build.name(), service));
            };
        }

        /** @param id digest of the image's configuration */
        record Here(String name, String id) implements ImageSupply {}

        record ToPull(String name, String cause) implements ImageSupply {}

        record ToBuild(String name, String cause) implements ImageSupply {}
    }
}
