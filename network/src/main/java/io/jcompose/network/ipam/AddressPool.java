package io.jcompose.network.ipam;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.net.InetAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The leases of one subnet. Safe for concurrent use.
 *
 * <p>An owner who comes back gets the address it had before, as long as nobody else needed it. Addresses are given out in turn, so that a
 * freed one rests for as long as possible: clients keep dead addresses in their caches.
 */
public final class AddressPool {
    /** Stands for an owner who has come to another address since. */
    private static final String NOBODY = "";

    private final Cidr subnet;
    private final Cidr range;
    private final Map<InetAddress, String> used = new HashMap<>();
    private final Map<String, InetAddress> remembered = new HashMap<>();
    /** By whom each address was had last, those at rest for the longest first. */
    private final Map<InetAddress, String> rememberedFor = new LinkedHashMap<>();
    /** Offset of the first address of the range that nobody was given in turn. */
    private long cursor;

    /** @param reserved gateway and the like, which are never given out */
    public AddressPool(Cidr subnet, Cidr range, Collection<InetAddress> reserved) {
        this.subnet = subnet;
        this.range = range;
        used.put(subnet.network(), "the network itself");
        if (subnet.isIpv4() && subnet.prefix() < 31) {
            used.put(subnet.nth(subnet.size() - 1), "broadcast");
        }
        for (InetAddress address : reserved) {
            used.put(address, "the network itself");
        }
    }

    public Cidr subnet() {
        return subnet;
    }

    /**
     * Leases an address.
     *
     * @param wanted this one and no other, or null
     * @throws JcomposeException INVALID for a wish outside the subnet, CONFLICT for one that somebody has, UNAVAILABLE when none is free
     */
    public synchronized InetAddress lease(String owner, @Nullable InetAddress wanted) {
        InetAddress address = wanted != null ? wish(wanted) : choose(owner);
        used.put(address, owner);
        InetAddress before = remembered.put(owner, address);
        if (before != null) {
            rememberedFor.replace(before, owner, NOBODY);
        }
        String former = rememberedFor.put(address, owner);
        if (former != null && !former.equals(owner)) {
            remembered.remove(former, address);
        }
        return address;
    }

    /** Ends the lease. The owner's claim to come back to it remains. */
    public synchronized void release(InetAddress address, String owner) {
        if (used.remove(address, owner)) {
            String claimant = rememberedFor.remove(address);
            rememberedFor.put(address, claimant == null ? NOBODY : claimant);
        }
    }

    private InetAddress wish(InetAddress wanted) {
        if (!subnet.contains(wanted)) {
            throw new JcomposeException(
                    Kind.INVALID,
                    "address \"" + wanted.getHostAddress() + "\" is not in the network's subnet " + subnet,
                    "choose an address inside the subnet");
        }
        String holder = used.get(wanted);
        if (holder != null) {
            throw new JcomposeException(
                    Kind.CONFLICT,
                    "address \"" + wanted.getHostAddress() + "\" is in use by " + holder,
                    "choose another address, or stop its holder");
        }
        return wanted;
    }

    private InetAddress choose(String owner) {
        InetAddress before = remembered.get(owner);
        if (before != null && !used.containsKey(before)) {
            return before;
        }
        while (cursor < range.size()) {
            InetAddress candidate = range.nth(cursor++);
            if (!used.containsKey(candidate) && !rememberedFor.containsKey(candidate)) {
                return candidate;
            }
        }
        for (InetAddress candidate : rememberedFor.keySet()) {
            if (!used.containsKey(candidate) && range.contains(candidate)) {
                return candidate;
            }
        }
        throw new JcomposeException(
                Kind.UNAVAILABLE,
                "no address is free in " + range,
                "remove containers from the network, or give it a larger subnet under ipam.config");
    }
}
