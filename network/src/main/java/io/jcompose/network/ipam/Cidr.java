package io.jcompose.network.ipam;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** A range of addresses that share a prefix, of either family. The network address has no host bits. */
public record Cidr(InetAddress network, int prefix) {
    public Cidr {
        if (prefix < 0 || prefix > bits(network)) {
            throw new JcomposeException(
                    Kind.INVALID,
                    "prefix length " + prefix + " of \"" + network.getHostAddress() + "\" is out of range");
        }
    }

    /**
     * Reads {@code 172.20.0.0/16}; host bits are dropped.
     *
     * @throws JcomposeException INVALID
     */
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new JcomposeException(
                    Kind.INVALID, "subnet \"" + text + "\" has no prefix length", "write it like 172.28.0.0/16");
        }
        int prefix;
        try {
            prefix = Integer.parseInt(text.substring(slash + 1));
        } catch (NumberFormatException e) {
            throw new JcomposeException(
                    Kind.INVALID,
                    "subnet \"" + text + "\" has no valid prefix length",
                    "write it like 172.28.0.0/16",
                    e);
        }
        return containing(address(text.substring(0, slash)), prefix);
    }

    /** The range of that size in which the address lies. */
    public static Cidr containing(InetAddress address, int prefix) {
        Cidr unmasked = new Cidr(address, prefix);
        int host = bits(address) - prefix;
        return new Cidr(address(number(address).shiftRight(host).shiftLeft(host), unmasked.isIpv4()), prefix);
    }

    /**
     * Reads an address literal; never asks a name server.
     *
     * @throws JcomposeException INVALID
     */
    public static InetAddress address(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            throw new JcomposeException(
                    Kind.INVALID, "\"" + text + "\" is not an IP address", "write an IPv4 or IPv6 address", e);
        }
    }

    public boolean isIpv4() {
        return network instanceof Inet4Address;
    }

    public boolean contains(InetAddress address) {
        return isIpv4() == (address instanceof Inet4Address)
                && number(address).xor(number(network)).bitLength() <= bits(network) - prefix;
    }

    public boolean contains(Cidr other) {
        return other.prefix >= prefix && contains(other.network);
    }

    public boolean overlaps(Cidr other) {
        return contains(other) || other.contains(this);
    }

    /** How many addresses there are, at most 2^62. */
    public long size() {
        return 1L << Math.min(62, bits(network) - prefix);
    }

    /** The address at that distance from the network address. */
    public InetAddress nth(long offset) {
        return address(number(network).add(BigInteger.valueOf(offset)), isIpv4());
    }

    /** The distance of an address that is inside. */
    public long offset(InetAddress address) {
        return number(address).subtract(number(network)).longValue();
    }

    /** First address behind the range. */
    public InetAddress end() {
        return address(number(network).add(BigInteger.ONE.shiftLeft(bits(network) - prefix)), isIpv4());
    }

    @Override
    public String toString() {
        return network.getHostAddress() + "/" + prefix;
    }

    private static int bits(InetAddress address) {
        return address instanceof Inet4Address ? 32 : 128;
    }

    private static BigInteger number(InetAddress address) {
        return new BigInteger(1, address.getAddress());
    }

    private static InetAddress address(BigInteger number, boolean ipv4) {
        int length = ipv4 ? 4 : 16;
        byte[] digits = number.toByteArray();
        byte[] bytes = new byte[length];
        int used = Math.min(length, digits.length);
        System.arraycopy(digits, digits.length - used, bytes, length - used, used);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(Arrays.toString(bytes), e);
        }
    }
}
