package io.jcompose.network.dns;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who has which names on which network. Safe for concurrent use; reading takes no lock.
 *
 * <p>Several sandboxes may have one name (replicas of a service), a sandbox may have many.
 */
public final class NameDirectory {
    private record Member(List<String> names, List<InetAddress> addresses) {}

    private record Zone(String networkName, Map<String, Member> members, Map<String, List<InetAddress>> byName) {}

    private final Map<String, Zone> zones = new ConcurrentHashMap<>();

    /** @param names the first is the one that an address is translated back to */
    public void add(
            String network, String networkName, String sandbox, List<String> names, List<InetAddress> addresses) {
        List<String> lower =
                names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
        zones.compute(network, (id, zone) -> {
            Map<String, Member> members = new LinkedHashMap<>(zone == null ? Map.of() : zone.members());
            members.put(sandbox, new Member(lower, List.copyOf(addresses)));
            return zone(networkName, members);
        });
    }

    public void remove(String network, String sandbox) {
        zones.computeIfPresent(network, (id, zone) -> {
            Map<String, Member> members = new LinkedHashMap<>(zone.members());
            members.remove(sandbox);
            return members.isEmpty() ? null : zone(zone.networkName(), members);
        });
    }

    /**
     * Every address of that name on these networks, in no particular order.
     *
     * @return empty when no network knows the name, which then may be asked for elsewhere
     */
    public Optional<List<InetAddress>> lookup(Collection<String> networks, String name) {
        for (String network : networks) {
            Zone zone = zones.get(network);
            List<InetAddress> found = zone == null ? null : zone.byName().get(name);
            if (found != null) {
                List<InetAddress> shuffled = new ArrayList<>(found);
                Collections.shuffle(shuffled);
                return Optional.of(shuffled);
            }
        }
        return Optional.empty();
    }

    /** First name and network of whoever has the address. */
    public Optional<String> reverse(Collection<String> networks, InetAddress address) {
        for (String network : networks) {
            Zone zone = zones.get(network);
            if (zone != null) {
                for (Member member : zone.members().values()) {
                    if (member.addresses().contains(address) && !member.names().isEmpty()) {
                        return Optional.of(member.names().getFirst() + "." + zone.networkName());
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static Zone zone(String networkName, Map<String, Member> members) {
        Map<String, List<InetAddress>> byName = new LinkedHashMap<>();
        String suffix = "." + networkName.toLowerCase(Locale.ROOT);
        for (Member member : members.values()) {
            for (String name : member.names()) {
                for (String each : List.of(name, name + suffix)) {
                    byName.merge(each, member.addresses(), NameDirectory::joined);
                }
            }
        }
        return new Zone(networkName, Collections.unmodifiableMap(members), Collections.unmodifiableMap(byName));
    }

    private static List<InetAddress> joined(List<InetAddress> some, List<InetAddress> more) {
        List<InetAddress> all = new ArrayList<>(some);
        more.stream().filter(address -> !all.contains(address)).forEach(all::add);
        return List.copyOf(all);
    }
}
