package io.jcompose.engine.commit;

import io.jcompose.engine.container.Container;
import io.jcompose.engine.container.Container.ResolvedVolume;
import io.jcompose.engine.container.ContainerSpec;
import io.jcompose.engine.image.ImageConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A container's configuration as that of an image: its own wishes over its image's, lists united (moby daemon, merge of commit). */
final class ContainerConfig {
    private ContainerConfig() {}

    static ImageConfig of(Container container, ImageConfig image) {
        ContainerSpec spec = container.spec();
        ContainerSpec.Process process = spec.process();
        Map<String, String> environment = new LinkedHashMap<>(image.process().environment());
        ContainerSpec.changeEnvironment(environment, process.environment());
        Map<String, String> labels = new LinkedHashMap<>(image.labels());
        labels.putAll(spec.labels());
        List<String> inherited =
                process.entrypoint().isPresent() ? List.of() : image.process().command();
        return new ImageConfig(
                new ImageConfig.ImageProcess(
                        process.entrypoint().orElse(image.process().entrypoint()),
                        process.command().orElse(inherited),
                        environment,
                        process.workingDir().orElse(image.process().workingDir()),
                        process.user().orElse(image.process().user())),
                ports(spec, image),
                volumes(container, image),
                labels,
                spec.supervision().stopSignal().or(image::stopSignal),
                spec.supervision().healthcheck().or(image::healthcheck),
                image.shell(),
                image.onBuild());
    }

    private static List<String> ports(ContainerSpec spec, ImageConfig image) {
        Set<String> ports = new LinkedHashSet<>(image.exposedPorts());
        spec.networking().expose().forEach(port -> ports.add(port.contains("/") ? port : port + "/tcp"));
        spec.networking().ports().forEach(port -> ports.add(port.containerPort() + "/" + port.protocol()));
        return new ArrayList<>(ports);
    }

    /** A named volume is the container's alone; an anonymous one is what its image would declare. */
    private static List<String> volumes(Container container, ImageConfig image) {
        Set<String> volumes = new LinkedHashSet<>(image.volumes());
        container.volumes().stream()
                .filter(ResolvedVolume::anonymous)
                .map(ResolvedVolume::target)
                .forEach(volumes::add);
        return new ArrayList<>(volumes);
    }
}
