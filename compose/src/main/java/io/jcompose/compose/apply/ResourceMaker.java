package io.jcompose.compose.apply;

import io.jcompose.compose.model.Network;
import io.jcompose.compose.model.Project;
import io.jcompose.compose.model.Volume;
import io.jcompose.compose.plan.Labels;
import io.jcompose.network.IpamConfig;
import io.jcompose.network.NetworkSpec;
import io.jcompose.volumes.VolumeSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Makes the networks and volumes of a project. */
final class ResourceMaker {
    private final Session session;
    private final Project project;

    ResourceMaker(Session session, Project project) {
        this.session = session;
        this.project = project;
    }

    /** @return its id */
    String network(String key) {
        Network network = Objects.requireNonNull(project.networks().get(key), key);
        Map<String, String> labels = labels(network.labels(), Hashes.of(network));
        labels.put(Labels.NETWORK, key);
        List<IpamConfig> pools = network.ipam().pools().stream()
                .map(pool -> new IpamConfig(
                        pool.subnet().orElse(null),
                        pool.ipRange().orElse(null),
                        pool.gateway().orElse(null),
                        pool.auxAddresses()))
                .toList();
        return session.engine()
                .networks()
                .create(new NetworkSpec(
                        network.name(),
                        network.driver()
                                .filter(driver -> !driver.equals("default"))
                                .orElse("bridge"),
                        network.driverOpts(),
                        labels,
                        network.flags().internal(),
                        network.flags().ipv6().orElse(false),
                        pools))
                .id();
    }

    void volume(String key) {
        Volume volume = Objects.requireNonNull(project.volumes().get(key), key);
        Map<String, String> labels = labels(volume.labels(), Hashes.of(volume));
        labels.put(Labels.VOLUME, key);
        session.engine()
                .volumes()
                .create(new VolumeSpec(volume.name(), volume.driver().orElse("local"), volume.driverOpts(), labels));
    }

    private Map<String, String> labels(Map<String, String> own, String hash) {
        Map<String, String> labels = new LinkedHashMap<>(own);
        labels.put(Labels.PROJECT, project.name());
        labels.put(Labels.CONFIG_HASH, hash);
        labels.put(Labels.VERSION, session.caller().version());
        return labels;
    }
}
