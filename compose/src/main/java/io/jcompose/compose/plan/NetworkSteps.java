package io.jcompose.compose.plan;

import io.jcompose.compose.model.Network;
import io.jcompose.compose.plan.Observation.ObservedNetwork;
import io.jcompose.compose.plan.Wanted.WantedService;
import io.jcompose.error.JcomposeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Networks that the wanted services use: made when missing, made anew when their definition changed (their containers are kept). */
final class NetworkSteps {
    private static final Set<String> BUILT_IN = Set.of("bridge", "host", "none");

    private final Wanted wanted;
    private final Observation observed;
    private final PlanBuilder plan;
    private final Ready ready;
    /** By key: what is there. */
    private final Map<String, ObservedNetwork> present = new LinkedHashMap<>();

    private final Set<String> diverged = new LinkedHashSet<>();

    NetworkSteps(Wanted wanted, Observation observed, PlanBuilder plan, Ready ready) {
        this.wanted = wanted;
        this.observed = observed;
        this.plan = plan;
        this.ready = ready;
        used().forEach(this::look);
    }

    private Set<String> used() {
        Set<String> keys = new LinkedHashSet<>();
        for (WantedService service : wanted.services().values()) {
            if (service.scale() > 0) {
                keys.addAll(service.service().networking().networks().keySet());
            }
        }
        return keys;
    }

    private Network definition(String key) {
        Network network = wanted.project().networks().get(key);
        if (network == null) {
            throw new JcomposeException(
                    JcomposeException.Kind.NOT_FOUND,
                    "network \"" + key + "\" is not defined",
                    "define it under the top-level `networks:`");
        }
        return network;
    }

    private ObservedNetwork present(String key) {
        return Objects.requireNonNull(present.get(key), key);
    }

    private void look(String key) {
        Network network = definition(key);
        ObservedNetwork there = observed.networks().get(network.name());
        if (network.external()) {
            if (there == null && !BUILT_IN.contains(network.name())) {
                throw new JcomposeException(
                        JcomposeException.Kind.NOT_FOUND,
                        "network \"" + network.name() + "\" declared as external, but could not be found",
                        "create the network, or drop `external: true`");
            }
            return;
        }
        if (there == null) {
            return;
        }
        if (!there.label(Labels.NETWORK).equals(key)) {
            throw new JcomposeException(
                    JcomposeException.Kind.CONFLICT,
                    "network \"" + network.name() + "\" was found but has incorrect label " + Labels.NETWORK
                            + " set to \"" + there.label(Labels.NETWORK) + "\" (expected: \"" + key + "\")",
                    "set `external: true` to use a network that is not the project's, or give this one another name");
        }
        present.put(key, there);
        String hash = there.label(Labels.CONFIG_HASH);
        if (!hash.isEmpty() && !hash.equals(wanted.hashes().getOrDefault("network:" + key, hash))) {
            diverged.add(key);
        }
    }

    /** A network of the service that a running container lacks, which only a new container cures. */
    Optional<String> missing(WantedService service, ObservedContainer container) {
        return service.service().networking().networks().keySet().stream()
                .filter(key -> !diverged.contains(key) && !definition(key).external())
                .filter(key -> !present.containsKey(key)
                        || !container.networks().contains(present(key).id()))
                .findFirst();
    }

    void add() {
        // Explicit subnets first, so that a network whose subnet is chosen does not take theirs.
        List<String> keys = new ArrayList<>(used());
        keys.sort(java.util.Comparator.comparing(key -> definition(key).ipam().pools().stream()
                .noneMatch(pool -> pool.subnet().isPresent())));
        List<Integer> explicit = new ArrayList<>();
        for (String key : keys) {
            Network network = definition(key);
            if (network.external() || (present.containsKey(key) && !diverged.contains(key))) {
                continue;
            }
            boolean chosen = network.ipam().pools().stream()
                    .anyMatch(pool -> pool.subnet().isPresent());
            List<Integer> before = new ArrayList<>(chosen ? List.of() : explicit);
            String cause = "no existing network";
            if (diverged.contains(key)) {
                before.add(takeAway(key, present(key)));
                cause = "network definition changed";
            }
            int step = plan.add(new Action.CreateNetwork(key, network.name()), cause, before);
            ready.add(Ready.network(key), step);
            if (chosen) {
                explicit.add(step);
            }
        }
    }

    private int takeAway(String key, ObservedNetwork network) {
        String cause = "network \"" + key + "\" changed";
        List<Integer> before = new ArrayList<>();
        for (ObservedContainer container : observed.containers()) {
            if (container.networks().contains(network.id())) {
                before.add(detach(container, network, cause));
            }
        }
        return plan.add(new Action.RemoveNetwork(key, network.name()), cause, before);
    }

    private int detach(ObservedContainer container, ObservedNetwork network, String cause) {
        String thing = Ready.container(container.id());
        if (container.life().isAlive() && !ready.isStopped(container.id())) {
            int stop = plan.add(
                    new Action.StopContainer(container.service(), container.number(), container.id(), container.name()),
                    cause,
                    ready.of(thing));
            ready.add(thing, stop);
            ready.stopping(container.id());
        }
        int step = plan.add(
                new Action.DisconnectNetwork(container.service(), container.number(), container.id(), network.name()),
                cause,
                ready.of(thing));
        ready.add(thing, step);
        return step;
    }

    /** Kept containers get the new network. */
    void reconnect(String service, List<Decision> decisions) {
        for (Decision decision : decisions) {
            if (decision instanceof Decision.Keep keep) {
                reconnect(service, keep.container());
            }
        }
    }

    private void reconnect(String service, ObservedContainer container) {
        for (String key : diverged) {
            if (container.networks().contains(present(key).id())) {
                List<Integer> before = new ArrayList<>(ready.of(Ready.container(container.id())));
                before.addAll(ready.of(Ready.network(key)));
                int step = plan.add(
                        new Action.ConnectNetwork(service, container.number(), container.name(), key),
                        "network was made anew",
                        before);
                ready.add(Ready.container(container.id()), step);
            }
        }
    }
}
