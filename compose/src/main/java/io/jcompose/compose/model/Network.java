package io.jcompose.compose.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A network of a project.
 *
 * @param key its name in the files
 * @param name its name on the engine
 * @param external it is not the project's: it must exist and is never removed
 */
public record Network(
        String key,
        String name,
        boolean external,
        Optional<String> driver,
        Map<String, String> driverOpts,
        Flags flags,
        Ipam ipam,
        Map<String, String> labels,
        SourceMark mark) {
    public Network {
        driverOpts = Ordered.copy(driverOpts);
        labels = Ordered.copy(labels);
    }

    public record Flags(boolean internal, boolean attachable, Optional<Boolean> ipv4, Optional<Boolean> ipv6) {}

    public record Ipam(Optional<String> driver, List<Pool> pools, Map<String, String> options) {
        public static final Ipam NONE = new Ipam(Optional.empty(), List.of(), Map.of());

        public Ipam {
            pools = List.copyOf(pools);
            options = Ordered.copy(options);
        }
    }

    public record Pool(
            Optional<String> subnet,
            Optional<String> gateway,
            Optional<String> ipRange,
            Map<String, String> auxAddresses) {
        public Pool {
            auxAddresses = Ordered.copy(auxAddresses);
        }
    }
}
