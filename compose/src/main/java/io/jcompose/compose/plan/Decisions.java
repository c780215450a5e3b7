package io.jcompose.compose.plan;

import io.jcompose.compose.model.Service;
import io.jcompose.compose.plan.ReconcileOptions.Recreate;
import io.jcompose.compose.plan.Wanted.ImageSupply;
import io.jcompose.compose.plan.Wanted.WantedService;
import io.jcompose.error.JcomposeException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Which containers stay, which are made, made anew or removed. Asked for services in start order. */
final class Decisions {
    private final Wanted wanted;
    private final Observation observed;
    private final ReconcileOptions options;
    private final NetworkSteps networks;
    private final VolumeSteps volumes;
    private final Set<String> recreated = new HashSet<>();

    Decisions(
            Wanted wanted, Observation observed, ReconcileOptions options, NetworkSteps networks, VolumeSteps volumes) {
        this.wanted = wanted;
        this.observed = observed;
        this.options = options;
        this.networks = networks;
        this.volumes = volumes;
    }

    List<Decision> of(String name) {
        WantedService service = wanted.service(name);
        Service definition = service.service();
        if (definition.lifecycle().containerName().isPresent() && service.scale() > 1) {
            throw new JcomposeException(
                    JcomposeException.Kind.INVALID,
                    definition.mark() + " service \"" + name + "\" has container_name \""
                            + definition.lifecycle().containerName().get() + "\" and can't have " + service.scale()
                            + " containers",
                    "drop `container_name`, or keep the scale at 1");
        }
        List<ObservedContainer> existing = observed.of(name);
        Map<String, String> causes = causes(service, existing);
        List<Decision> decisions = new ArrayList<>();
        List<ObservedContainer> kept =
                sorted(existing, causes).limit(service.scale()).toList();
        for (ObservedContainer container : existing) {
            if (kept.contains(container)) {
                decisions.add(decide(service, container, Optional.ofNullable(causes.get(container.id()))));
            } else {
                decisions.add(new Decision.Remove(container, "scaled to " + service.scale()));
            }
        }
        int highest =
                existing.stream().mapToInt(ObservedContainer::number).max().orElse(0);
        for (int missing = service.scale() - kept.size(), next = highest + 1; missing > 0; missing--, next++) {
            decisions.add(new Decision.Create(next, wanted.containerName(definition, next), "no existing container"));
        }
        if (decisions.stream().anyMatch(d -> d instanceof Decision.Create || d instanceof Decision.Recreate)) {
            recreated.add(name);
        }
        return decisions;
    }

    /** Up-to-date ones first, then the lowest numbers: what is at the end goes when the scale is lowered. */
    private static Stream<ObservedContainer> sorted(List<ObservedContainer> existing, Map<String, String> causes) {
        return existing.stream()
                .sorted(Comparator.comparing((ObservedContainer c) -> causes.containsKey(c.id()))
                        .thenComparingInt(ObservedContainer::number));
    }

    private Map<String, String> causes(WantedService service, List<ObservedContainer> existing) {
        Map<String, String> causes = new HashMap<>();
        for (ObservedContainer container : existing) {
            cause(service, container).ifPresent(cause -> causes.put(container.id(), cause));
        }
        return causes;
    }

    private Decision decide(WantedService service, ObservedContainer container, Optional<String> cause) {
        if (cause.isEmpty()) {
            return new Decision.Keep(container);
        }
        String name = wanted.containerName(service.service(), container.number());
        return volumes.loses(container)
                ? new Decision.Create(container.number(), name, cause.get())
                : new Decision.Recreate(container, name, cause.get());
    }

    private Optional<String> cause(WantedService service, ObservedContainer container) {
        if (volumes.loses(container)) {
            return Optional.of("its volume is made anew");
        }
        Recreate policy = wanted.selected().contains(service.name()) ? options.selected() : options.dependencies();
        return switch (policy) {
            case NEVER -> Optional.empty();
            case ALWAYS -> Optional.of("forced");
            case DIVERGED -> divergence(service, container);
        };
    }

    private Optional<String> divergence(WantedService service, ObservedContainer container) {
        Optional<String> parent = NamespaceParents.of(service.service()).stream()
                .filter(recreated::contains)
                .findFirst();
        if (parent.isPresent()) {
            return Optional.of("shares namespaces or volumes of service \"" + parent.get() + "\", which is recreated");
        }
        if (!container.label(Labels.CONFIG_HASH).equals(service.configHash())) {
            String changes = wanted.changes().getOrDefault(container.id(), "");
            return Optional.of("configuration changed" + (changes.isEmpty() ? "" : " (" + changes + ")"));
        }
        switch (service.image()) {
            case ImageSupply.Here here -> {
                if (!here.id().equals(container.imageId())) {
                    return Optional.of("image \"" + here.name() + "\" changed");
                }
            }
            case ImageSupply.ToPull pull -> {
                return Optional.of(pull.cause());
            }
            case ImageSupply.ToBuild build -> {
                return Optional.of(build.cause());
            }
        }
        if (container.life().isAlive()) {
            Optional<String> network = networks.missing(service, container);
            if (network.isPresent()) {
                return Optional.of("not connected to network \"" + network.get() + "\"");
            }
        }
        return volumes.missing(service, container).map(key -> "does not mount volume \"" + key + "\"");
    }
}
