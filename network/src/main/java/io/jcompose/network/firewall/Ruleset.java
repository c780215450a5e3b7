package io.jcompose.network.firewall;

import static io.jcompose.linux.nftables.Expression.CT_DNAT;
import static io.jcompose.linux.nftables.Expression.CT_ESTABLISHED_OR_RELATED;
import static io.jcompose.linux.nftables.Expression.CT_STATE;
import static io.jcompose.linux.nftables.Expression.CT_STATUS;
import static io.jcompose.linux.nftables.Expression.connection;
import static io.jcompose.linux.nftables.Expression.destinationType;
import static io.jcompose.linux.nftables.Expression.different;
import static io.jcompose.linux.nftables.Expression.dnat;
import static io.jcompose.linux.nftables.Expression.equal;
import static io.jcompose.linux.nftables.Expression.host32;
import static io.jcompose.linux.nftables.Expression.in;
import static io.jcompose.linux.nftables.Expression.map;
import static io.jcompose.linux.nftables.Expression.mask;
import static io.jcompose.linux.nftables.Expression.masquerade;
import static io.jcompose.linux.nftables.Expression.meta;
import static io.jcompose.linux.nftables.Expression.network;
import static io.jcompose.linux.nftables.Expression.notIn;
import static io.jcompose.linux.nftables.Expression.transport;
import static io.jcompose.linux.nftables.Expression.verdict;

import io.jcompose.linux.nftables.Change;
import io.jcompose.linux.nftables.DataType;
import io.jcompose.linux.nftables.Expression;
import io.jcompose.linux.nftables.Expression.Meta;
import io.jcompose.linux.nftables.Expression.Verdict;
import io.jcompose.linux.nftables.Family;
import io.jcompose.linux.nftables.Hook;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fixed part of the table: sets, chains and rules, without elements. */
final class Ruleset {
    static final String LAST_CHAIN = "forward";

    private static final int IPV4 = 2;
    private static final int IPV6 = 10;
    private static final int LOCAL = 2;
    private static final byte[] LOOPBACK6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    private final String table;
    private final List<Change> changes = new ArrayList<>();

    private Ruleset(String table) {
        this.table = table;
    }

    static List<Change> skeleton(String table) {
        Ruleset ruleset = new Ruleset(table);
        ruleset.changes.add(new Change.AddTable(Family.INET, table));
        ruleset.sets();
        ruleset.chain("raw", "filter", Hook.PREROUTING, -300);
        ruleset.chain("prerouting", "nat", Hook.PREROUTING, -100);
        ruleset.chain("output", "nat", Hook.OUTPUT, -100);
        ruleset.chain("postrouting", "nat", Hook.POSTROUTING, 100);
        ruleset.chain("forward", "filter", Hook.FORWARD, 0);
        ruleset.rule("raw", from("bridges"), family(IPV4), loopbackAddress(16), verdict(Verdict.DROP));
        ruleset.published("prerouting");
        ruleset.published("output");
        ruleset.leaving();
        ruleset.passing();
        return ruleset.changes;
    }

    private void sets() {
        int name = DataType.INTERFACE_NAME;
        set("bridges", name, 16, null, false);
        set("internal", name, 16, null, false);
        set("same", DataType.concatenated(name, name), 32, null, false);
        set("subnets4", DataType.IPV4_ADDRESS, 4, null, true);
        set("masq4", DataType.IPV4_ADDRESS, 4, null, true);
        set("subnets6", DataType.IPV6_ADDRESS, 16, null, true);
        set("masq6", DataType.IPV6_ADDRESS, 16, null, true);
        Change.Data to4 = new Change.Data(DataType.concatenated(DataType.IPV4_ADDRESS, DataType.PORT), 8);
        Change.Data to6 = new Change.Data(DataType.concatenated(DataType.IPV6_ADDRESS, DataType.PORT), 20);
        int any = DataType.concatenated(DataType.PROTOCOL, DataType.PORT);
        set("ports4", DataType.concatenated(DataType.IPV4_ADDRESS, DataType.PROTOCOL, DataType.PORT), 12, to4, false);
        set("any4", any, 8, to4, false);
        set("ports6", DataType.concatenated(DataType.IPV6_ADDRESS, DataType.PROTOCOL, DataType.PORT), 24, to6, false);
        set("any6", any, 8, to6, false);
    }

    /** The way in: exact addresses first, then every local one. ::1 is left to the proxy, IPv6 has no route_localnet. */
    private void published(String chain) {
        rule(chain, family(IPV4), network(16, 4, 0), protocolAndPort(1), map("ports4", 0, 0), dnat(Family.IP, 0, 1));
        rule(chain, family(IPV4), localDestination(), protocolAndPort(0), map("any4", 0, 0), dnat(Family.IP, 0, 1));
        rule(
                chain,
                family(IPV6),
                notLoopback6(),
                network(24, 16, 0),
                protocolAndPort(4),
                map("ports6", 0, 0),
                dnat(Family.IP6, 0, 4));
        rule(
                chain,
                family(IPV6),
                notLoopback6(),
                localDestination(),
                protocolAndPort(0),
                map("any6", 0, 0),
                dnat(Family.IP6, 0, 4));
    }

    private void leaving() {
        // A process of the host that called 127.0.0.1: the answer must find back to the host.
        rule("postrouting", to("bridges"), forwarded(), family(IPV4), loopbackAddress(12), masquerade());
        // A container that called a published port of the host, perhaps its own: the answer must pass the host to be
        // translated back.
        rule(
                "postrouting",
                to("bridges"),
                forwarded(),
                family(IPV4),
                network(12, 4, 0),
                in("subnets4", 0),
                masquerade());
        rule(
                "postrouting",
                to("bridges"),
                forwarded(),
                family(IPV6),
                network(8, 16, 0),
                in("subnets6", 0),
                masquerade());
        rule("postrouting", notTo("bridges"), family(IPV4), network(12, 4, 0), in("masq4", 0), masquerade());
        rule("postrouting", notTo("bridges"), family(IPV6), network(8, 16, 0), in("masq6", 0), masquerade());
    }

    private void passing() {
        rule(
                "forward",
                connection(CT_STATE, 0),
                mask(0, host32(CT_ESTABLISHED_OR_RELATED)),
                different(0, host32(0)),
                verdict(Verdict.ACCEPT));
        // With bridge-nf-call-iptables even frames that stay on one bridge come by here.
        rule("forward", List.of(meta(Meta.IIFNAME, 0), meta(Meta.OIFNAME, 4), in("same", 0), verdict(Verdict.ACCEPT)));
        rule("forward", from("internal"), verdict(Verdict.DROP));
        rule("forward", to("internal"), verdict(Verdict.DROP));
        rule("forward", to("bridges"), forwarded(), verdict(Verdict.ACCEPT));
        rule("forward", to("bridges"), verdict(Verdict.DROP));
    }

    private static List<Expression> from(String set) {
        return List.of(meta(Meta.IIFNAME, 0), in(set, 0));
    }

    private static List<Expression> to(String set) {
        return List.of(meta(Meta.OIFNAME, 0), in(set, 0));
    }

    private static List<Expression> notTo(String set) {
        return List.of(meta(Meta.OIFNAME, 0), notIn(set, 0));
    }

    private static List<Expression> family(int family) {
        return List.of(meta(Meta.NFPROTO, 0), equal(0, new byte[] {(byte) family}));
    }

    /** The IPv4 address at that offset of the header is one of 127.0.0.0/8. */
    private static List<Expression> loopbackAddress(int offset) {
        return List.of(network(offset, 1, 0), equal(0, new byte[] {127}));
    }

    private static List<Expression> notLoopback6() {
        return List.of(network(24, 16, 0), different(0, LOOPBACK6));
    }

    private static List<Expression> localDestination() {
        return List.of(destinationType(0), equal(0, host32(LOCAL)));
    }

    private static List<Expression> protocolAndPort(int register) {
        return List.of(meta(Meta.L4PROTO, register), transport(2, 2, register + 1));
    }

    /** The connection came by a published port. */
    private static List<Expression> forwarded() {
        return List.of(connection(CT_STATUS, 0), mask(0, host32(CT_DNAT)), different(0, host32(0)));
    }

    private void set(String name, int type, int length, Change.@Nullable Data data, boolean interval) {
        changes.add(new Change.AddSet(Family.INET, table, name, type, length, data, interval));
    }

    private void chain(String name, String type, Hook hook, int priority) {
        changes.add(new Change.AddChain(Family.INET, table, name, type, hook, priority));
    }

    private void rule(String chain, Object... parts) {
        List<Expression> expressions = new ArrayList<>();
        for (Object part : parts) {
            switch (part) {
                case Expression one -> expressions.add(one);
                case List<?> several -> several.forEach(each -> expressions.add((Expression) each));
                default -> throw new IllegalArgumentException(part.toString());
            }
        }
        changes.add(new Change.AddRule(Family.INET, table, chain, false, expressions));
    }
}
