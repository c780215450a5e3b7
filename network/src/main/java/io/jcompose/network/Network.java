package io.jcompose.network;

import java.time.Instant;
import java.util.List;

/**
 * A network that exists.
 *
 * @param id 64 hexadecimal digits
 * @param subnets what {@link NetworkSpec#ipam()} came to; empty for the drivers host and none
 * @param bridge name of the bridge interface, empty for the drivers host and none
 */
public record Network(String id, NetworkSpec spec, Instant created, List<Subnet> subnets, String bridge) {
    public Network {
        subnets = List.copyOf(subnets);
    }

    public String name() {
        return spec.name();
    }
}
