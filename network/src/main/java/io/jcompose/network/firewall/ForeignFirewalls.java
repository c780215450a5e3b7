package io.jcompose.network.firewall;

import io.jcompose.linux.nftables.Change;
import io.jcompose.linux.nftables.Expression;
import io.jcompose.linux.nftables.Expression.Meta;
import io.jcompose.linux.nftables.Expression.Verdict;
import io.jcompose.linux.nftables.Family;
import io.jcompose.linux.nftables.NfTables;
import io.jcompose.linux.nftables.RuleView;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Lets packets of our bridges through the FORWARD chain of others.
 *
 * <p>An installed Docker (and ufw, and many a script) sets the policy of iptables' FORWARD to DROP and leaves it so when it stops. A drop in
 * any base chain is final, so an accept in our own table does not help: the accept must stand in that chain. Our own forward chain still
 * decides who may talk to whom.
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

    ForeignFirewalls(NfTables kernel, String bridgePrefix) {
        this.kernel = kernel;
        this.bridgePrefix = bridgePrefix;
    }

    /** Makes the rules right for these bridges; for none it takes them away. */
    void admit(Collection<String> bridges) {
        List<byte[]> wanted = new ArrayList<>();
        if (bridges.stream().anyMatch(bridge -> bridge.startsWith(bridgePrefix))) {
            wanted.add(bridgePrefix.getBytes(StandardCharsets.UTF_8));
        }
        for (String bridge : bridges) {
            if (!bridge.startsWith(bridgePrefix)) {
                wanted.add(Expression.interfaceName(bridge));
            }
        }
        for (Family family : List.of(Family.IP, Family.IP6)) {
            if (kernel.chains(family, TABLE).contains(CHAIN)) {
                admit(family, wanted);
            }
        }
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
        return new String(name, StandardCharsets.UTF_8).startsWith(bridgePrefix) ? name : new byte[0];
    }
}
