package io.jcompose.network.firewall;

import static io.jcompose.linux.nftables.Expression.concatenated;
import static io.jcompose.linux.nftables.Expression.interfaceName;
import static io.jcompose.linux.nftables.Expression.port;

import io.jcompose.linux.nftables.Element;
import io.jcompose.network.ipam.Cidr;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a network or a published port puts into the sets and maps of the table: elements by name of the set. */
final class Elements {
    private static final byte[] TCP = {6};
    private static final byte[] UDP = {17};

    private Elements() {}

    static Map<String, List<Element>> of(BridgeRules rules) {
        Map<String, List<Element>> elements = new LinkedHashMap<>();
        byte[] name = interfaceName(rules.bridge());
        add(elements, "bridges", Element.of(name));
        if (rules.internal()) {
            add(elements, "internal", Element.of(name));
        }
        if (rules.connected()) {
            add(elements, "same", Element.of(concatenated(name, name)));
        }
        for (Cidr subnet : rules.subnets()) {
            String family = subnet.isIpv4() ? "4" : "6";
            interval(elements, "subnets" + family, subnet);
            if (rules.masquerade() && !rules.internal()) {
                interval(elements, "masq" + family, subnet);
            }
        }
        return elements;
    }

    static Map<String, List<Element>> of(Forwarding forwarding) {
        InetAddress target = forwarding.target();
        byte[] value = concatenated(target.getAddress(), port(forwarding.targetPort()));
        byte[] protocol = forwarding.udp() ? UDP : TCP;
        byte[] port = port(forwarding.hostPort());
        String family = target instanceof Inet4Address ? "4" : "6";
        InetAddress host = forwarding.host();
        return host == null
                ? Map.of("any" + family, List.of(Element.of(concatenated(protocol, port), value)))
                : Map.of("ports" + family, List.of(Element.of(concatenated(host.getAddress(), protocol, port), value)));
    }

    private static void interval(Map<String, List<Element>> elements, String set, Cidr subnet) {
        add(elements, set, Element.of(subnet.network().getAddress()));
        add(elements, set, new Element(subnet.end().getAddress(), null, true));
    }

    private static void add(Map<String, List<Element>> elements, String set, Element element) {
        elements.computeIfAbsent(set, key -> new ArrayList<>()).add(element);
    }
}
