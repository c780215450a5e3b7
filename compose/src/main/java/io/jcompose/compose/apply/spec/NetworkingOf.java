package io.jcompose.compose.apply.spec;

import io.jcompose.compose.model.Network;
import io.jcompose.compose.model.NetworkAttachment;
import io.jcompose.compose.model.PortMapping;
import io.jcompose.compose.model.Project;
import io.jcompose.compose.model.Service;
import io.jcompose.compose.model.ServiceNetworking;
import io.jcompose.engine.container.ContainerSpec;
import io.jcompose.engine.container.ContainerSpec.NetworkMode;
import io.jcompose.error.JcomposeException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a container of a service is connected. */
public final class NetworkingOf {
    private static final Pattern EXPOSED = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?(?:/(tcp|udp|sctp))?");

    private NetworkingOf() {}

    static ContainerSpec.Networking of(SpecRequest request) {
        ServiceNetworking networking = request.service().networking();
        NetworkMode mode = mode(request);
        ServiceNetworking.Names names = networking.names();
        List<ContainerSpec.ExtraHost> hosts = new ArrayList<>();
        names.extraHosts()
                .forEach((name, addresses) ->
                        addresses.forEach(address -> hosts.add(new ContainerSpec.ExtraHost(name, address))));
        return new ContainerSpec.Networking(
                mode,
                mode instanceof NetworkMode.Networks ? attachments(request) : List.of(),
                ports(request.service()),
                exposed(networking.expose()),
                new ContainerSpec.Dns(
                        names.dnsServers(),
                        names.dnsSearch(),
                        names.dnsOptions(),
                        links(request.project(), networking)),
                hosts,
                names.hostname(),
                names.domainname());
    }

    /** Each port by itself, with its protocol. */
    private static List<String> exposed(List<String> words) {
        List<String> ports = new ArrayList<>();
        for (String word : words) {
            Matcher range = EXPOSED.matcher(word);
            if (!range.matches()) {
                throw new JcomposeException(
                        JcomposeException.Kind.INVALID,
                        "invalid range format for expose: " + word,
                        "write PORT[-PORT][/PROTOCOL]");
            }
            int first = Integer.parseInt(range.group(1));
            int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
            String protocol = range.group(3) == null ? "tcp" : range.group(3);
            for (int port = first; port <= last; port++) {
                ports.add(port + "/" + protocol);
            }
        }
        return ports;
    }

    private static NetworkMode mode(SpecRequest request) {
        String word = request.service().networking().networkMode().orElse("");
        if (word.startsWith("service:")) {
            String service = word.substring("service:".length());
            return new NetworkMode.OfContainer(
                    request.containerOf().apply(service).id().value());
        }
        if (word.startsWith("container:")) {
            return new NetworkMode.OfContainer(word.substring("container:".length()));
        }
        return switch (word) {
            case "host" -> new NetworkMode.Host();
            case "none" -> new NetworkMode.None();
            case "", "bridge", "default" -> new NetworkMode.Networks();
            default ->
                throw new JcomposeException(
                        JcomposeException.Kind.INVALID,
                        request.service().mark() + " services."
                                + request.service().name() + ".network_mode: \"" + word + "\" is not a network mode",
                        "write none, host, bridge, service:NAME or container:NAME, or use `networks:`");
        };
    }

    private static List<ContainerSpec.Attachment> attachments(SpecRequest request) {
        List<Map.Entry<String, NetworkAttachment>> entries =
                new ArrayList<>(request.service().networking().networks().entrySet());
        Optional<String> mac = request.service().networking().macAddress();
        if (entries.isEmpty() && mac.isPresent()) {
            return List.of(new ContainerSpec.Attachment(
                    ContainerSpec.Networking.DEFAULT_NETWORK,
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    mac,
                    List.of(),
                    0,
                    0,
                    Map.of()));
        }
        entries.sort(Comparator.comparingInt(entry -> -entry.getValue().priority()));
        return entries.stream()
                .map(entry -> attachment(request, entry.getKey(), entry.getValue()))
                .toList();
    }

    /** How a service's container joins one of its networks. */
    public static ContainerSpec.Attachment attachment(SpecRequest request, String key, NetworkAttachment attachment) {
        Network network = request.project().networks().get(key);
        String name = network == null ? key : network.name();
        Set<String> aliases = new LinkedHashSet<>();
        aliases.add(request.identity().finalName());
        if (request.identity().aliases()) {
            aliases.add(request.service().name());
            aliases.addAll(attachment.aliases());
        }
        return new ContainerSpec.Attachment(
                name,
                List.copyOf(aliases),
                attachment.addresses().ipv4(),
                attachment.addresses().ipv6(),
                attachment
                        .addresses()
                        .macAddress()
                        .or(() -> request.service().networking().macAddress()),
                attachment.addresses().linkLocalIps(),
                attachment.priority(),
                gatewayPriority(request.service().networking(), attachment),
                driverOptions(attachment));
    }

    /** Where a service says of no network that it gives the default route, the one that is joined first does. */
    private static int gatewayPriority(ServiceNetworking networking, NetworkAttachment attachment) {
        return networking.networks().values().stream().allMatch(each -> each.gatewayPriority() == 0)
                ? attachment.priority()
                : attachment.gatewayPriority();
    }

    private static Map<String, String> driverOptions(NetworkAttachment attachment) {
        Map<String, String> options = new LinkedHashMap<>(attachment.driverOpts());
        attachment.interfaceName().ifPresent(name -> options.put("com.docker.network.endpoint.ifname", name));
        return options;
    }

    /**
     * Names for names, which hold for this container alone: {@code CONTAINER:ALIAS} of external_links, {@code SERVICE:ALIAS} of links and, as with docker
     * compose, {@code SERVICE-NUMBER}. Whether there is such a container is asked when the name is looked up.
     */
    private static Map<String, String> links(Project project, ServiceNetworking networking) {
        Map<String, String> links = new LinkedHashMap<>();
        networking.externalLinks().forEach(link -> addAlias(link, links));
        for (String link : networking.links()) {
            addAlias(link, links);
            Service target = project.services().get(link.split(":", 2)[0]);
            for (int number = 1; target != null && number <= target.lifecycle().scale(); number++) {
                links.put(
                        target.name() + project.separator() + number,
                        target.lifecycle()
                                .containerName()
                                .orElse(project.containerName(target.name(), String.valueOf(number))));
            }
        }
        return links;
    }

    private static void addAlias(String link, Map<String, String> links) {
        int colon = link.indexOf(':');
        if (colon >= 0) {
            links.put(link.substring(colon + 1), link.substring(0, colon));
        }
    }

    /** The ports that a container of the service publishes. */
    public static List<ContainerSpec.PortPublication> ports(Service service) {
        return service.networking().ports().stream()
                .map(port -> publication(service, port))
                .toList();
    }

    private static ContainerSpec.PortPublication publication(Service service, PortMapping port) {
        String published = port.published().filter(text -> !text.isEmpty()).orElse("0");
        int dash = published.indexOf('-');
        String first = dash < 0 ? published : published.substring(0, dash);
        try {
            int low = Integer.parseInt(first);
            int high = dash < 0 ? low : Integer.parseInt(published.substring(dash + 1));
            return new ContainerSpec.PortPublication(
                    port.hostIp().orElse(""), low, high, port.target(), port.protocol());
        } catch (NumberFormatException e) {
            throw new JcomposeException(
                    JcomposeException.Kind.INVALID,
                    service.mark() + " services." + service.name() + ".ports: \"" + published
                            + "\" is not a port or a range of ports",
                    "write a number or A-B",
                    e);
        }
    }
}
