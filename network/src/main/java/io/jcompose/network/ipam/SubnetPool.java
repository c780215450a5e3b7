package io.jcompose.network.ipam;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Chooses subnets for networks that name none.
 *
 * <p>IPv4: pieces of Docker's default pools, but of the size /22 instead of /16, so that 960 networks fit instead of 31. A /22 has
 * 1021 addresses for containers and a Linux bridge 1023 ports. 172.17.0.0/16 comes last, it is what an installed Docker takes for itself.
 * IPv6: a unique local /64 (RFC 4193) that follows from the ids of engine and network.
 */
public final class SubnetPool {
    private static final int PREFIX = 22;
    private static final int PREFIX6 = 64;
    private static final List<Cidr> POOLS = List.of(
            Cidr.parse("172.18.0.0/15"),
            Cidr.parse("172.20.0.0/14"),
            Cidr.parse("172.24.0.0/13"),
            Cidr.parse("192.168.0.0/16"),
            Cidr.parse("172.17.0.0/16"));

    private final List<Cidr> candidates;
    private final int start;

    /** Engines with different seeds begin at different places, so that two of them seldom want the same subnet at the same moment. */
    public SubnetPool(int seed) {
        candidates = POOLS.stream().flatMap(SubnetPool::pieces).toList();
        // Only the beginning moves, and only over the first three pools.
        start = Math.floorMod(seed, 14) * 64;
    }

    /**
     * The first free subnet.
     *
     * @param taken what other networks, the host's routes and its name servers use
     * @throws JcomposeException UNAVAILABLE when there is none
     */
    public Cidr chooseIpv4(Collection<Cidr> taken) {
        for (int i = 0; i < candidates.size(); i++) {
            Cidr candidate = candidates.get((start + i) % candidates.size());
            if (taken.stream().noneMatch(candidate::overlaps)) {
                return candidate;
            }
        }
        throw new JcomposeException(
                Kind.UNAVAILABLE,
                "all " + candidates.size() + " default subnets are in use by networks or routes of the host",
                "remove unused networks, or name a subnet under ipam.config");
    }

    /** Five bytes of seed make the site, two the subnet. */
    public static Cidr chooseIpv6(byte[] engine, byte[] network, Collection<Cidr> taken) {
        for (int attempt = 0; ; attempt++) {
            byte[] address = new byte[16];
            address[0] = (byte) 0xfd;
            System.arraycopy(Arrays.copyOf(engine, 5), 0, address, 1, 5);
            int subnet = ByteBuffer.wrap(Arrays.copyOf(network, 4)).getInt() + attempt;
            address[6] = (byte) (subnet >> 8);
            address[7] = (byte) subnet;
            Cidr candidate = Cidr.containing(inet6(address), PREFIX6);
            if (taken.stream().noneMatch(candidate::overlaps)) {
                return candidate;
            }
        }
    }

    private static InetAddress inet6(byte[] address) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 16; i += 2) {
            text.append(i == 0 ? "" : ":").append(String.format("%02x%02x", address[i], address[i + 1]));
        }
        return Cidr.address(text.toString());
    }

    private static Stream<Cidr> pieces(Cidr pool) {
        long step = 1L << (32 - PREFIX);
        return LongStream.range(0, pool.size() / step).mapToObj(i -> new Cidr(pool.nth(i * step), PREFIX));
    }
}
