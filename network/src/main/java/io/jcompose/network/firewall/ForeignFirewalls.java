package io.jcompose.network.firewall;

import io.jcompose.linux.nftables.Change;
import io.jcompose.linux.nftables.Expression;
import io.jcompose.linux.nftables.Expression.Meta;
import io.jcompose.linux.nftables.Expression.Verdict;
import io.jcompose.linux.nftables.Family;
import io.jcompose.linux.nftables.NfTables;
import io.jcompose.linux.nftables.RuleView;
import io.jcompose.linux.xtables.FilterTable;
import io.jcompose.linux.xtables.InterfaceAccept;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Lets packets of our bridges through the FORWARD chain of others.
 *
 * <p>An installed Docker (and ufw, and many a script) sets the policy of iptables' FORWARD to DROP and leaves it so when it stops. A drop in
 * any base chain is final, so an accept in our own table does not help: the accept must stand in that chain. Our own forward chain still
 * decides who may talk to whom.
 *
 * <p>The chain may be in nf_tables (iptables-nft), in the older xtables (iptables-legacy), or in both.
 *
 * <p>The rules have the form in which iptables-nft writes {@code -i jcEEEE-+ -j ACCEPT}, so that iptables goes on showing the table.
 */
final class ForeignFirewalls {
    private static final String TABLE = "filter";
    private static final String CHAIN = "FORWARD";
    /** The first register of 16 bytes, by which iptables-nft names the slot. */
    private static final int REGISTER = 0;

    private final NfTables kernel;
    private final String bridgePrefix;
    /** What was admitted last: of bridges whose names a user chose, nothing else tells that a rule is ours. */
    private final Set<String> admitted = new LinkedHashSet<>();

    ForeignFirewalls(NfTables kernel, String bridgePrefix) {
        this.kernel = kernel;
        this.bridgePrefix = bridgePrefix;
    }

    static boolean isForward(String table, String chain) {
        return table.equals(TABLE) && chain.equals(CHAIN);
    }

    /** Makes the rules right for these bridges; for none it takes them away. */
    void admit(Collection<String> bridges) {
        Set<String> names = names(bridges);
        for (Family family : List.of(Family.IP, Family.IP6)) {
            if (kernel.hasChain(family, TABLE, CHAIN)) {
                admit(family, names.stream().map(this::pattern).toList());
            }
        }
        admitLegacy(bridges);
        admitted.clear();
        admitted.addAll(names);
    }

    /** The same for iptables-legacy alone. */
    void admitLegacy(Collection<String> bridges) {
        for (boolean ipv6 : new boolean[] {false, true}) {
            FilterTable.find(ipv6).ifPresent(table -> admit(table, names(bridges)));
        }
    }

    /** One name for all bridges that are called by the engine, and those that a user called. */
    private Set<String> names(Collection<String> bridges) {
        Set<String> names = new LinkedHashSet<>();
        for (String bridge : bridges) {
            names.add(bridge.startsWith(bridgePrefix) ? bridgePrefix : bridge);
        }
        return names;
    }

    private void admit(FilterTable table, Set<String> names) {
        List<InterfaceAccept> present =
                table.accepts().stream().filter(accept -> isOurs(accept.name())).toList();
        List<InterfaceAccept> wanted = new ArrayList<>();
        for (String name : names) {
            for (boolean outgoing : new boolean[] {false, true}) {
                wanted.add(new InterfaceAccept(name, name.equals(bridgePrefix), outgoing));
            }
        }
        List<InterfaceAccept> remove =
                present.stream().filter(accept -> !wanted.contains(accept)).toList();
        List<InterfaceAccept> insert =
                wanted.stream().filter(accept -> !present.contains(accept)).toList();
        if (!remove.isEmpty() || !insert.isEmpty()) {
            table.change(remove, insert);
        }
    }

    /** A whole name is compared with the zeros behind it. */
    private byte[] pattern(String name) {
        return name.equals(bridgePrefix) ? name.getBytes(StandardCharsets.UTF_8) : Expression.interfaceName(name);
    }

    private boolean isOurs(String name) {
        return name.startsWith(bridgePrefix) || admitted.contains(name);
    }

    private void admit(Family family, List<byte[]> wanted) {
        List<Change> changes = new ArrayList<>();
        List<byte[]> missing = new ArrayList<>(wanted);
        for (RuleView rule : kernel.rules(family, TABLE, CHAIN)) {
            byte[] name = ours(rule);
            if (name.length > 0 && wanted.stream().noneMatch(each -> Arrays.equals(each, name))) {
                changes.add(new Change.DeleteRule(family, TABLE, CHAIN, rule.handle()));
            }
            missing.removeIf(each -> Arrays.equals(each, name));
        }
        for (byte[] name : missing) {
            for (Meta direction : List.of(Meta.IIFNAME, Meta.OIFNAME)) {
                changes.add(new Change.AddRule(
                        family,
                        TABLE,
                        CHAIN,
                        true,
                        List.of(
                                Expression.meta(direction, REGISTER),
                                Expression.equal(REGISTER, name),
                                Expression.counter(),
                                Expression.verdict(Verdict.ACCEPT))));
            }
        }
        kernel.apply(changes);
    }

    /** The interface name, or its beginning, that an accept rule of ours is about; nothing for a rule of others. */
    private byte[] ours(RuleView rule) {
        List<RuleView.Step> steps = rule.steps();
        boolean form = steps.size() == 4
                && steps.get(0).name().equals("meta")
                && steps.get(1).name().equals("cmp")
                && steps.get(2).name().equals("counter")
                && steps.get(3).name().equals("immediate");
        if (!form) {
            return new byte[0];
        }
        byte[] name = steps.get(1).data().nested(3).bytes(1).orElse(new byte[0]);
        return isOurs(new String(name, StandardCharsets.UTF_8).replace("\0", "")) ? name : new byte[0];
    }
}
