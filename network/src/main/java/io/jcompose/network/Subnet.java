package io.jcompose.network;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A subnet that a network really has.
 *
 * @param cidr the subnet
 * @param gateway the bridge's address in it, without prefix length
 * @param range CIDR from which addresses are given out, the subnet itself by default
 * @param auxAddresses addresses that are never given out, by name
 */
public record Subnet(String cidr, String gateway, String range, Map<String, String> auxAddresses) {
    public Subnet {
        auxAddresses = Collections.unmodifiableMap(new LinkedHashMap<>(auxAddresses));
    }
}
