package io.jcompose.network.firewall;

import io.jcompose.network.ipam.Cidr;
import java.util.List;

/**
 * What the firewall has to know of one network.
 *
 * @param internal nothing goes in or out
 * @param connected its members may talk to each other
 * @param masquerade what leaves the host gets the host's address
 */
public record BridgeRules(String bridge, List<Cidr> subnets, boolean internal, boolean connected, boolean masquerade) {
    public BridgeRules {
        subnets = List.copyOf(subnets);
    }
}
