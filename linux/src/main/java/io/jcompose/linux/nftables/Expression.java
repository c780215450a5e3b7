package io.jcompose.linux.nftables;

import io.jcompose.linux.netlink.Message;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * One step of a rule: load something into a register, compare, look up, act. A comparison that fails ends the rule.
 *
 * <p>Registers are numbered as 4-byte slots 0 to 15; a value takes as many as it needs.
 *
 * @param name the kernel's name of the expression
 * @param data adds its attributes
 */
public record Expression(String name, Consumer<Message> data) {
    /** What {@code meta} loads. */
    public enum Meta {
        IIFNAME(6),
        OIFNAME(7),
        NFPROTO(15),
        L4PROTO(16);

        private final int key;

        Meta(int key) {
            this.key = key;
        }
    }

    /** What a rule says about a packet in the end. */
    public enum Verdict {
        DROP(0),
        ACCEPT(1),
        JUMP(-3),
        RETURN(-5);

        private final int code;

        Verdict(int code) {
            this.code = code;
        }
    }

    public static final int CT_STATE = 0;
    public static final int CT_STATUS = 2;
    public static final int CT_ESTABLISHED_OR_RELATED = 6;
    public static final int CT_DNAT = 32;
    static final int REGISTER32 = 8;
    private static final int VERDICT_REGISTER = 0;

    public static Expression meta(Meta what, int register) {
        return new Expression(
                "meta", m -> m.attribute32be(1, REGISTER32 + register).attribute32be(2, what.key));
    }

    /** Bytes of the network header. */
    public static Expression network(int offset, int length, int register) {
        return payload(1, offset, length, register);
    }

    /** Bytes of the transport header. */
    public static Expression transport(int offset, int length, int register) {
        return payload(2, offset, length, register);
    }

    public static Expression connection(int key, int register) {
        return new Expression(
                "ct", m -> m.attribute32be(1, REGISTER32 + register).attribute32be(2, key));
    }

    /** The route type of the destination address: 2 is "local". */
    public static Expression destinationType(int register) {
        return new Expression(
                "fib",
                m -> m.attribute32be(1, REGISTER32 + register)
                        .attribute32be(2, 3)
                        .attribute32be(3, 2));
    }

    public static Expression mask(int register, byte[] mask) {
        return new Expression(
                "bitwise",
                m -> m.attribute32be(1, REGISTER32 + register)
                        .attribute32be(2, REGISTER32 + register)
                        .attribute32be(3, mask.length)
                        .nested(4, () -> m.attribute(1, mask))
                        .nested(5, () -> m.attribute(1, new byte[mask.length])));
    }

    public static Expression equal(int register, byte[] value) {
        return compare(register, 0, value);
    }

    public static Expression different(int register, byte[] value) {
        return compare(register, 1, value);
    }

    /** Goes on when the register's value is in the set. */
    public static Expression in(String set, int register) {
        return new Expression("lookup", m -> m.attribute(1, set).attribute32be(2, REGISTER32 + register));
    }

    public static Expression notIn(String set, int register) {
        return new Expression(
                "lookup",
                m -> m.attribute(1, set).attribute32be(2, REGISTER32 + register).attribute32be(5, 1));
    }

    /** Goes on when the map has the key, with the value in the other register. */
    public static Expression map(String map, int register, int result) {
        return new Expression(
                "lookup",
                m -> m.attribute(1, map).attribute32be(2, REGISTER32 + register).attribute32be(3, REGISTER32 + result));
    }

    public static Expression load(int register, byte[] value) {
        return new Expression(
                "immediate", m -> m.attribute32be(1, REGISTER32 + register).nested(2, () -> m.attribute(1, value)));
    }

    /** Sends the connection to the address and the port (2 bytes, network order) in these registers. */
    public static Expression dnat(Family family, int address, int port) {
        return new Expression(
                "nat",
                m -> m.attribute32be(1, 1)
                        .attribute32be(2, family.number())
                        .attribute32be(3, REGISTER32 + address)
                        .attribute32be(5, REGISTER32 + port));
    }

    /** Replaces the source by the address of the outgoing interface. */
    public static Expression masquerade() {
        return new Expression("masq", m -> {});
    }

    public static Expression counter() {
        return new Expression("counter", m -> m.attribute64be(1, 0).attribute64be(2, 0));
    }

    public static Expression verdict(Verdict verdict) {
        return new Expression(
                "immediate",
                m -> m.attribute32be(1, VERDICT_REGISTER)
                        .nested(2, () -> m.nested(2, () -> m.attribute32be(1, verdict.code))));
    }

    /** An interface name as a register holds it: 16 bytes, filled with zeros. */
    public static byte[] interfaceName(String name) {
        return Arrays.copyOf(name.getBytes(StandardCharsets.UTF_8), 16);
    }

    /** A number in the order of the machine. */
    public static byte[] host32(int value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.nativeOrder())
                .putInt(value)
                .array();
    }

    /** A port in network order. */
    public static byte[] port(int port) {
        return new byte[] {(byte) (port >> 8), (byte) port};
    }

    /** Values side by side as keys and registers hold them, each filled up to a multiple of four bytes. */
    public static byte[] concatenated(byte[]... values) {
        int length = 0;
        for (byte[] value : values) {
            length += (value.length + 3) & ~3;
        }
        ByteBuffer all = ByteBuffer.allocate(length);
        for (byte[] value : values) {
            all.put(Arrays.copyOf(value, (value.length + 3) & ~3));
        }
        return all.array();
    }

    private static Expression payload(int base, int offset, int length, int register) {
        return new Expression(
                "payload",
                m -> m.attribute32be(1, REGISTER32 + register)
                        .attribute32be(2, base)
                        .attribute32be(3, offset)
                        .attribute32be(4, length));
    }

    private static Expression compare(int register, int operator, byte[] value) {
        return new Expression(
                "cmp",
                m -> m.attribute32be(1, REGISTER32 + register)
                        .attribute32be(2, operator)
                        .nested(3, () -> m.attribute(1, value)));
    }
}
