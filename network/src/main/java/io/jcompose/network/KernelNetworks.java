package io.jcompose.network;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.network.bridge.LinkAddress;
import io.jcompose.network.firewall.BridgeRules;
import io.jcompose.network.ipam.AddressPool;
import io.jcompose.network.ipam.Cidr;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The networks, in memory, in the records and in the kernel. The lock {@code this} guards memory only, {@code making} whole changes. */
final class KernelNetworks implements Networks {
    static final String MTU = "com.docker.network.driver.mtu";
    private static final String BRIDGE_NAME = "com.docker.network.bridge.name";
    private static final String CONNECTED = "com.docker.network.bridge.enable_icc";
    private static final String MASQUERADE = "com.docker.network.bridge.enable_ip_masquerade";
    private static final int LONGEST_INTERFACE_NAME = 15;
    private static final System.Logger LOG = System.getLogger(KernelNetworks.class.getName());

    /** A network with its leases and members. */
    static final class Entry {
        /** Whether it is in the kernel, for all that is known. */
        private volatile boolean made = true;

        private final Network network;
        private final @Nullable AddressPool ipv4;
        private final @Nullable AddressPool ipv6;
        private final Set<String> members = new LinkedHashSet<>();

        Entry(Network network) {
            this.network = network;
            this.ipv4 = pool(network, true);
            this.ipv6 = pool(network, false);
        }

        Network network() {
            return network;
        }

        private void notMade(RuntimeException reason) {
            made = false;
            LOG.log(
                    System.Logger.Level.WARNING,
                    "network \"{0}\" can''t be made again before something joins it: {1}",
                    network.name(),
                    reason.getMessage());
        }

        @Nullable
        AddressPool ipv4() {
            return ipv4;
        }

        @Nullable
        AddressPool ipv6() {
            return ipv6;
        }

        private static @Nullable AddressPool pool(Network network, boolean ipv4) {
            for (Subnet subnet : network.subnets()) {
                Cidr cidr = Cidr.parse(subnet.cidr());
                if (cidr.isIpv4() == ipv4) {
                    List<InetAddress> reserved = new ArrayList<>(List.of(Cidr.address(subnet.gateway())));
                    subnet.auxAddresses().values().forEach(address -> reserved.add(Cidr.address(address)));
                    return new AddressPool(cidr, Cidr.parse(subnet.range()), reserved);
                }
            }
            return null;
        }
    }

    private final KernelStack.Parts parts;
    private final NetworkRecords records;
    private final SubnetPlan plan;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Object making = new Object();

    private KernelNetworks(KernelStack.Parts parts, NetworkRecords records) {
        this.parts = parts;
        this.records = records;
        this.plan = new SubnetPlan(parts.names().seed(), parts.resolvers());
    }

    static KernelNetworks load(KernelStack.Parts parts, NetworkRecords records) {
        KernelNetworks networks = new KernelNetworks(parts, records);
        for (Network network : records.load()) {
            Entry entry = new Entry(network);
            networks.entries.put(network.id(), entry);
            if (!network.bridge().isEmpty()) {
                networks.makeAgain(entry);
            }
        }
        return networks;
    }

    /**
     * One that can't be made is no reason for the others to be without an engine. Should there only be too little of something for now, the next engine can do
     * it.
     */
    private void makeAgain(Entry entry) {
        Network network = entry.network();
        try {
            parts.bridges().ensure(network.bridge(), mtu(network), gateways(network));
            parts.firewall().adopt(rules(network));
        } catch (JcomposeException e) {
            entry.notMade(e);
        } catch (LinuxException e) {
            if (Errno.isOfResources(e.errno())) {
                throw e;
            }
            // whatever stands of it may be in use
            parts.firewall().adopt(rules(network));
            entry.notMade(e);
        }
    }

    /** Makes what could not be made when the engine started. What is in its way is the caller's, who can't use the network. */
    void complete(String id) {
        if (entry(id).made) {
            return;
        }
        synchronized (making) {
            Entry entry = entry(id);
            if (!entry.made) {
                build(entry.network());
                entry.made = true;
            }
        }
    }

    @Override
    public Network create(NetworkSpec spec) {
        check(spec);
        synchronized (making) {
            synchronized (this) {
                if (entries.values().stream()
                        .anyMatch(entry -> entry.network().name().equals(spec.name()))) {
                    throw new JcomposeException(
                            Kind.ALREADY_EXISTS,
                            "network \"" + spec.name() + "\" exists already",
                            "use it, or choose another name");
                }
            }
            Network network = describe(spec);
            if (!network.bridge().isEmpty()) {
                build(network);
            }
            records.save(network);
            synchronized (this) {
                entries.put(network.id(), new Entry(network));
            }
            return network;
        }
    }

    @Override
    public void remove(String idOrName) {
        synchronized (making) {
            Network network = get(idOrName);
            parts.departures().awaitFrom(network.id());
            synchronized (this) {
                Entry entry = entry(network.id());
                if (!entry.members.isEmpty()) {
                    throw new JcomposeException(
                            Kind.CONFLICT,
                            "network \"" + network.name() + "\" is in use by " + String.join(", ", entry.members),
                            "stop or disconnect what uses it");
                }
                entries.remove(network.id());
            }
            if (!network.bridge().isEmpty()) {
                parts.firewall().remove(network.bridge());
                parts.bridges().remove(network.bridge());
            }
            records.delete(network.id());
        }
    }

    @Override
    public synchronized Optional<Network> find(String idOrName) {
        Entry exact = entries.get(idOrName);
        if (exact != null) {
            return Optional.of(exact.network());
        }
        for (Entry entry : entries.values()) {
            if (entry.network().name().equals(idOrName)) {
                return Optional.of(entry.network());
            }
        }
        List<Network> matches = list().stream()
                .filter(network -> !idOrName.isEmpty() && network.id().startsWith(idOrName))
                .toList();
        return matches.size() == 1 ? Optional.of(matches.getFirst()) : Optional.empty();
    }

    @Override
    public Network get(String idOrName) {
        return find(idOrName)
                .orElseThrow(() -> new JcomposeException(
                        Kind.NOT_FOUND, "network \"" + idOrName + "\" not found", "look at the list of networks"));
    }

    @Override
    public synchronized List<Network> list() {
        return entries.values().stream().map(Entry::network).toList();
    }

    @Override
    public synchronized List<String> connected(String networkId) {
        return entry(networkId).members.stream()
                .filter(sandbox -> !parts.departures().isLeaving(sandbox))
                .toList();
    }

    synchronized Entry entry(String id) {
        Entry entry = entries.get(id);
        if (entry == null) {
            throw new JcomposeException(Kind.NOT_FOUND, "network \"" + id + "\" not found", "create it first");
        }
        return entry;
    }

    /** From now on the network can't be removed. */
    synchronized Entry join(String network, String sandbox) {
        Entry entry = entry(network);
        if (entry.network().bridge().isEmpty()) {
            throw new JcomposeException(
                    Kind.INVALID,
                    "network \"" + entry.network().name() + "\" has no bridge to connect to",
                    "use a bridge network");
        }
        if (!entry.members.add(sandbox)) {
            throw new JcomposeException(
                    Kind.ALREADY_EXISTS,
                    "\"" + sandbox + "\" is connected to network \""
                            + entry.network().name() + "\" already");
        }
        return entry;
    }

    synchronized void leave(String network, String sandbox) {
        Entry entry = entries.get(network);
        if (entry != null) {
            entry.members.remove(sandbox);
        }
    }

    static int mtu(Network network) {
        return Integer.parseInt(network.spec().options().getOrDefault(MTU, "1500"));
    }

    private void build(Network network) {
        List<LinkAddress> gateways = gateways(network);
        try {
            parts.bridges().ensure(network.bridge(), mtu(network), gateways);
            parts.firewall().add(rules(network));
        } catch (RuntimeException e) {
            try {
                parts.firewall().remove(network.bridge());
                parts.bridges().remove(network.bridge());
            } catch (RuntimeException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    private Network describe(NetworkSpec spec) {
        byte[] id = new byte[32];
        new SecureRandom().nextBytes(id);
        String hex = HexFormat.of().formatHex(id);
        if (!spec.driver().equals("bridge")) {
            return new Network(hex, spec, Instant.now(), List.of(), "");
        }
        String bridge = spec.options().getOrDefault(BRIDGE_NAME, parts.names().bridge(hex));
        if (list().stream().anyMatch(network -> network.bridge().equals(bridge))) {
            throw new JcomposeException(
                    Kind.CONFLICT,
                    "bridge \"" + bridge + "\" belongs to another network",
                    "choose another " + BRIDGE_NAME);
        }
        return new Network(hex, spec, Instant.now(), plan.subnets(spec, id, bridge, list()), bridge);
    }

    private static void check(NetworkSpec spec) {
        if (!spec.name().matches("[a-zA-Z0-9][a-zA-Z0-9_.-]*")) {
            throw new JcomposeException(
                    Kind.INVALID,
                    "network name \"" + spec.name() + "\" is not valid",
                    "use letters, digits, '_', '.' and '-'");
        }
        if (!List.of("bridge", "host", "none").contains(spec.driver())) {
            throw new JcomposeException(
                    Kind.UNSUPPORTED,
                    "network \"" + spec.name() + "\" wants the driver \"" + spec.driver()
                            + "\", which jcompose does not have",
                    "use bridge, host or none");
        }
        String mtu = spec.options().getOrDefault(MTU, "1500");
        if (!mtu.matches("[0-9]{1,5}") || Integer.parseInt(mtu) < 68 || Integer.parseInt(mtu) > 65535) {
            throw new JcomposeException(
                    Kind.INVALID, "option " + MTU + " is \"" + mtu + "\"", "use a number from 68 to 65535");
        }
        String bridge = spec.options().getOrDefault(BRIDGE_NAME, "ok");
        if (bridge.isEmpty() || bridge.length() > LONGEST_INTERFACE_NAME || !bridge.matches("[^/\\s:]+")) {
            throw new JcomposeException(
                    Kind.INVALID,
                    "option " + BRIDGE_NAME + " is \"" + bridge + "\"",
                    "use at most 15 characters without blanks and slashes");
        }
    }

    private static BridgeRules rules(Network network) {
        Map<String, String> options = network.spec().options();
        return new BridgeRules(
                network.bridge(),
                network.subnets().stream()
                        .map(subnet -> Cidr.parse(subnet.cidr()))
                        .toList(),
                network.spec().internal(),
                !options.getOrDefault(CONNECTED, "true").equals("false"),
                !options.getOrDefault(MASQUERADE, "true").equals("false"));
    }

    private static List<LinkAddress> gateways(Network network) {
        return network.subnets().stream()
                .map(subnet -> new LinkAddress(
                        Cidr.address(subnet.gateway()),
                        Cidr.parse(subnet.cidr()).prefix()))
                .toList();
    }
}
