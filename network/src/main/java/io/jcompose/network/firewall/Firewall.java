package io.jcompose.network.firewall;

import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.netlink.NetworkNamespace;
import io.jcompose.linux.nftables.Change;
import io.jcompose.linux.nftables.Element;
import io.jcompose.linux.nftables.Family;
import io.jcompose.linux.nftables.NfTables;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The engine's table. Keeps in mind what should be in it, so that a table that somebody flushed comes back with the next change.
 *
 * <p>Safe for concurrent use; a change is one message to the kernel.
 */
public final class Firewall implements AutoCloseable {
    private final String table;
    private final ForeignFirewalls foreign;
    private final NfTables kernel;
    private final Map<String, BridgeRules> bridges = new LinkedHashMap<>();
    private final Set<Forwarding> forwardings = new LinkedHashSet<>();
    private final Watch watch;
    /** Before, what an earlier run left in the kernel is worth more than what we know. */
    private boolean settled;

    public Firewall(String table, String bridgePrefix) {
        this.table = table;
        this.kernel = NetworkNamespace.onFreshThread("firewall", NfTables::open);
        this.foreign = new ForeignFirewalls(kernel, bridgePrefix);
        this.watch = new Watch(table, this::repair);
    }

    /** Takes note of what an earlier run left in the kernel; nothing is written before {@link #replace} or the first change. */
    public synchronized void adopt(BridgeRules rules) {
        bridges.put(rules.bridge(), rules);
    }

    public synchronized void adopt(List<Forwarding> known) {
        forwardings.addAll(known);
    }

    /** Puts exactly what is known into the kernel, in one step: no packet meets a table half done. Without networks there is no table. */
    public synchronized void replace() {
        settled = true;
        List<Change> changes = new ArrayList<>();
        if (kernel.tables(Family.INET).contains(table)) {
            changes.add(new Change.DeleteTable(Family.INET, table));
        }
        if (!bridges.isEmpty()) {
            changes.addAll(Ruleset.skeleton(table));
            Map<String, List<Element>> all = new LinkedHashMap<>();
            bridges.values().forEach(rules -> merge(all, Elements.of(rules)));
            forwardings.forEach(forwarding -> merge(all, Elements.of(forwarding)));
            changes.addAll(changes(all, true));
        }
        kernel.apply(changes);
        admit();
    }

    public synchronized void add(BridgeRules rules) {
        boolean first = bridges.isEmpty();
        bridges.put(rules.bridge(), rules);
        if (first) {
            replace();
        } else {
            change(Elements.of(rules), true);
            admit();
        }
    }

    /**
     * Looks whether an iptables-legacy came up meanwhile that would stop our packets, and gets past it. Changes in nf_tables are noticed by
     * themselves; the older one tells nobody, so this is called now and then. Without such tables it costs the reading of two small files.
     */
    public synchronized void admitAgain() {
        foreign.admitLegacy(bridges.keySet());
    }

    /** With the last network the table goes. */
    public synchronized void remove(String bridge) {
        BridgeRules rules = bridges.remove(bridge);
        if (rules == null) {
            return;
        }
        if (bridges.isEmpty()) {
            replace();
        } else {
            change(Elements.of(rules), false);
            admit();
        }
    }

    public synchronized void add(List<Forwarding> added) {
        forwardings.addAll(added);
        change(merged(added), true);
    }

    public synchronized void remove(List<Forwarding> removed) {
        List<Forwarding> known = removed.stream().filter(forwardings::contains).toList();
        known.forEach(forwardings::remove);
        change(merged(known), false);
    }

    @Override
    public void close() {
        watch.close();
        kernel.close();
    }

    private synchronized void repair() {
        if (!bridges.isEmpty() && !kernel.hasChain(Family.INET, table, Ruleset.LAST_CHAIN) && settled) {
            replace();
        } else {
            admit();
        }
    }

    private void admit() {
        foreign.admit(bridges.keySet());
    }

    /** Somebody's flush of all rules, or a table that is older than we know, shows as a missing or an existing element: then write it anew. */
    private void change(Map<String, List<Element>> elements, boolean add) {
        if (elements.isEmpty()) {
            return;
        }
        try {
            kernel.apply(changes(elements, add));
        } catch (LinuxException e) {
            if (e.errno() != Errno.ENOENT && e.errno() != Errno.EEXIST && e.errno() != Errno.EBUSY) {
                throw e;
            }
            replace();
        }
    }

    private List<Change> changes(Map<String, List<Element>> elements, boolean add) {
        List<Change> changes = new ArrayList<>();
        elements.forEach((set, list) -> changes.add(
                add
                        ? new Change.AddElements(Family.INET, table, set, list)
                        : new Change.DeleteElements(Family.INET, table, set, list)));
        return changes;
    }

    private static Map<String, List<Element>> merged(List<Forwarding> forwardings) {
        Map<String, List<Element>> all = new LinkedHashMap<>();
        forwardings.forEach(forwarding -> merge(all, Elements.of(forwarding)));
        return all;
    }

    private static void merge(Map<String, List<Element>> all, Map<String, List<Element>> more) {
        more.forEach((set, elements) ->
                all.computeIfAbsent(set, key -> new ArrayList<>()).addAll(elements));
    }
}
