package io.jcompose.cli.command.container.flags;

import io.jcompose.cli.command.Assignments;
import io.jcompose.cli.command.ComposeCommand;
import io.jcompose.engine.image.Image;
import io.jcompose.error.JcomposeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Networks, ports and names. */
public final class NetworkFlags {
    private static final String BYTE = "(25[0-5]|2[0-4]\\d|1?\\d?\\d)";

    private static final Pattern RANGE = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?(?:/[a-z]+)?");
    private static final int LAST_PORT = 65535;

    @Option(
            names = {"-p", "--publish"},
            paramLabel = "[[IP:]PORT:]PORT[/PROTOCOL]",
            description = "Publish a container's port(s) to the host")
    List<String> ports = new ArrayList<>();

    @Option(
            names = {"-P", "--publish-all"},
            description = "Publish all exposed ports to random ports")
    boolean everyPort;

    @Option(names = "--expose", paramLabel = "PORT", description = "Expose a port or a range of ports")
    List<String> exposed = new ArrayList<>();

    @Option(
            names = {"--network", "--net"},
            paramLabel = "NETWORK",
            description =
                    "Connect a container to a network: a name, host, none, container:NAME, or name=...,alias=...,ip=...")
    List<String> networks = new ArrayList<>();

    @Option(
            names = {"--network-alias", "--net-alias"},
            paramLabel = "NAME",
            description = "Add a network-scoped alias for the container")
    List<String> aliases = new ArrayList<>();

    @Option(names = "--ip", paramLabel = "ADDRESS", description = "IPv4 address (e.g., 172.30.100.104)")
    @Nullable
    String ipv4;

    @Option(names = "--ip6", paramLabel = "ADDRESS", description = "IPv6 address (e.g., 2001:db8::33)")
    @Nullable
    String ipv6;

    @Option(names = "--mac-address", paramLabel = "ADDRESS", description = "Container MAC address")
    @Nullable
    String mac;

    @Option(names = "--link", paramLabel = "CONTAINER[:NAME]", description = "Find another container by one more name")
    List<String> links = new ArrayList<>();

    @Option(names = "--link-local-ip", paramLabel = "ADDRESS", description = "Container IPv4/IPv6 link-local addresses")
    List<String> linkLocal = new ArrayList<>();

    @Option(
            names = {"-h", "--hostname"},
            paramLabel = "NAME",
            description = "Container host name")
    @Nullable
    String hostname;

    @Option(names = "--domainname", paramLabel = "NAME", description = "Container NIS domain name")
    @Nullable
    String domainname;

    @Option(names = "--add-host", paramLabel = "NAME:ADDRESS", description = "Add a custom host-to-IP mapping")
    List<String> hosts = new ArrayList<>();

    @Option(names = "--dns", paramLabel = "ADDRESS", description = "Set custom DNS servers")
    List<String> servers = new ArrayList<>();

    @Option(names = "--dns-search", paramLabel = "DOMAIN", description = "Set custom DNS search domains")
    List<String> search = new ArrayList<>();

    @Option(
            names = {"--dns-option", "--dns-opt"},
            paramLabel = "OPTION",
            description = "Set DNS options")
    List<String> options = new ArrayList<>();

    void write(ServiceDocument document, Image image) {
        check();
        document.put("ports", published(image));
        document.put("expose", exposed);
        document.put("hostname", hostname);
        document.put("domainname", domainname);
        document.put("extra_hosts", hosts);
        document.put("external_links", links);
        document.put("dns", servers);
        document.put("dns_search", search);
        document.put("dns_opt", options);
        if (connections().isEmpty()) {
            unnamed(document);
        } else {
            document.put("networks", connections());
        }
    }

    private void check() {
        if (mac != null && !mac.matches("(\\p{XDigit}{2}[:-]){5}\\p{XDigit}{2}")) {
            throw ComposeCommand.invalid(mac + " is not a valid mac address", "write it as 02:42:ac:11:00:02");
        }
        hosts.forEach(NetworkFlags::checkHost);
        exposed.forEach(NetworkFlags::checkRange);
        links.stream()
                .filter(link -> link.split(":", -1).length > 2)
                .findFirst()
                .ifPresent(link -> {
                    throw ComposeCommand.invalid(
                            "invalid argument \"" + link + "\" for \"--link\" flag: bad format for links: " + link,
                            "write CONTAINER or CONTAINER:NAME");
                });
        if (networks.size() == 1) {
            checkShared(networks.getFirst());
        }
    }

    private static void checkRange(String word) {
        Matcher range = RANGE.matcher(word);
        boolean right = range.matches()
                && Integer.parseInt(range.group(1)) <= LAST_PORT
                && (range.group(2) == null
                        || Integer.parseInt(range.group(2)) <= LAST_PORT
                                && Integer.parseInt(range.group(1)) <= Integer.parseInt(range.group(2)));
        if (!right) {
            throw ComposeCommand.invalid("invalid range format for --expose: " + word, "write PORT[-PORT][/PROTOCOL]");
        }
    }

    /** Who lives in another's network has its names and ports too. */
    private void checkShared(String mode) {
        boolean joins = mode.startsWith("container:");
        if ((joins || mode.equals("host")) && !links.isEmpty()) {
            throw conflict("--link and the network mode " + mode);
        }
        if (!joins) {
            return;
        }
        Map<String, Boolean> refused = new LinkedHashMap<>();
        refused.put("hostname and the network mode", hostname != null);
        refused.put("dns and the network mode", !servers.isEmpty());
        refused.put("custom host-to-IP mapping and the network mode", !hosts.isEmpty());
        refused.put("port publishing and the container type network mode", everyPort || !ports.isEmpty());
        refused.put("port exposing and the container type network mode", !exposed.isEmpty());
        refused.forEach((what, given) -> {
            if (given) {
                throw conflict(what);
            }
        });
    }

    private static JcomposeException conflict(String what) {
        return ComposeCommand.invalid("conflicting options: " + what, "leave out one");
    }

    private static void checkHost(String word) {
        int at = word.indexOf('=') >= 0 ? word.indexOf('=') : word.indexOf(':');
        String address = word.substring(at + 1);
        String bare =
                address.startsWith("[") && address.endsWith("]") ? address.substring(1, address.length() - 1) : address;
        boolean numbers = bare.matches(BYTE + "(\\." + BYTE + "){3}|[\\p{XDigit}:.]*:[\\p{XDigit}:.]*");
        if (at <= 0 || address.isEmpty()) {
            throw wrongHost(word, "bad format for add-host: \"" + word + "\"");
        }
        if (!numbers && !bare.equals("host-gateway")) {
            throw wrongHost(word, "invalid IP address in add-host: \"" + address + "\"");
        }
    }

    private static JcomposeException wrongHost(String word, String why) {
        return ComposeCommand.invalid(
                "invalid argument \"" + word + "\" for \"--add-host\" flag: " + why,
                "write NAME:ADDRESS or NAME:host-gateway");
    }

    /** What docker tells and does all the same. */
    List<String> warnings() {
        boolean host = networks.size() == 1 && networks.getFirst().equals("host");
        return host && (everyPort || !ports.isEmpty())
                ? List.of("WARNING: Published ports are discarded when using host network mode")
                : List.of();
    }

    /** @param find fails when there is no such container */
    void checkLinks(Consumer<String> find) {
        links.forEach(link -> find.accept(link.indexOf(':') < 0 ? link : link.substring(0, link.indexOf(':'))));
    }

    private List<String> published(Image image) {
        Set<String> all = new LinkedHashSet<>(ports);
        if (everyPort) {
            all.addAll(image.config().exposedPorts());
            all.addAll(exposed);
        }
        return List.copyOf(all);
    }

    /** On the default network, or on none of its own. */
    private void unnamed(ServiceDocument document) {
        if (!aliases.isEmpty() || !linkLocal.isEmpty() || ipv4 != null || ipv6 != null) {
            throw ComposeCommand.invalid(
                    "invalid endpoint settings: user specified aliases and IP addresses are supported on user-defined networks only",
                    "make a network, and name it with --network");
        }
        String mode = networks.isEmpty() ? "bridge" : networks.getFirst();
        document.put("network_mode", mode.equals("default") ? "bridge" : mode);
        document.put("mac_address", mac);
    }

    private static boolean isMode(String word) {
        return List.of("host", "none", "bridge", "default").contains(word) || word.startsWith("container:");
    }

    /** The user-defined networks, each with how it is joined. */
    Map<String, Map<String, Object>> connections() {
        Map<String, Map<String, Object>> all = new LinkedHashMap<>();
        for (String word : networks) {
            if (isMode(word)) {
                if (networks.size() > 1) {
                    throw ComposeCommand.invalid(
                            "conflicting options: cannot attach both user-defined and non-user-defined network-modes",
                            "name networks only, or one mode");
                }
                continue;
            }
            Map<String, Object> joined =
                    word.indexOf('=') < 0 ? new LinkedHashMap<>() : new LinkedHashMap<>(longForm(word));
            Object name = joined.remove("name");
            all.put(name == null ? word : name.toString(), joined);
        }
        if (!all.isEmpty()) {
            Map<String, Object> first = all.values().iterator().next();
            if (!aliases.isEmpty()) {
                first.put("aliases", aliases);
            }
            if (!linkLocal.isEmpty()) {
                first.put("link_local_ips", linkLocal);
            }
            putIfGiven(first, "ipv4_address", ipv4);
            putIfGiven(first, "ipv6_address", ipv6);
            putIfGiven(first, "mac_address", mac);
        }
        return all;
    }

    private static void putIfGiven(Map<String, Object> map, String name, @Nullable String value) {
        if (value != null) {
            map.put(name, value);
        }
    }

    /** {@code name=x,alias=y,ip=...}. */
    private static Map<String, Object> longForm(String word) {
        Map<String, Object> joined = new LinkedHashMap<>();
        List<String> names = new ArrayList<>();
        Map<String, String> driver = new LinkedHashMap<>();
        for (String part : word.split(",")) {
            List<String> pair = Words.two(part, '=', "--network");
            String value = pair.getLast();
            switch (pair.getFirst()) {
                case "name" -> joined.put("name", value);
                case "alias" -> names.add(value);
                case "ip" -> joined.put("ipv4_address", value);
                case "ip6" -> joined.put("ipv6_address", value);
                case "mac-address" -> joined.put("mac_address", value);
                case "gw-priority" -> joined.put("gw_priority", Words.number(value));
                case "driver-opt" -> driver.putAll(Assignments.pairs(List.of(value)));
                default ->
                    throw ComposeCommand.invalid(
                            "invalid argument \"" + word + "\" for \"--network\" flag: invalid field key "
                                    + pair.getFirst(),
                            "use name, alias, ip, ip6, mac-address, driver-opt, gw-priority");
            }
        }
        if (!names.isEmpty()) {
            joined.put("aliases", names);
        }
        if (!driver.isEmpty()) {
            joined.put("driver_opts", driver);
        }
        return joined;
    }
}
