package io.jcompose.network;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One wish for a subnet, as in compose's {@code ipam.config}; null means "choose one".
 *
 * @param subnet CIDR of either family
 * @param ipRange CIDR inside the subnet from which addresses are given out
 * @param gateway address of the bridge, by default the first of the subnet
 * @param auxAddresses name to address that is never given out
 */
public record IpamConfig(
        @Nullable String subnet,
        @Nullable String ipRange,
        @Nullable String gateway,
        Map<String, String> auxAddresses) {
    public IpamConfig {
        auxAddresses = Collections.unmodifiableMap(new LinkedHashMap<>(auxAddresses));
    }

    public static IpamConfig ofSubnet(String subnet) {
        return new IpamConfig(subnet, null, null, Map.of());
    }
}
