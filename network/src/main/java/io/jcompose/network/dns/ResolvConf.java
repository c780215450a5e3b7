package io.jcompose.network.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What resolv.conf(5) says. Lines that make no sense are left out, as the C library does.
 *
 * @param servers addresses of name servers, in order
 * @param search of the last {@code search} or {@code domain} line
 */
public record ResolvConf(List<InetAddress> servers, List<String> search, List<String> options) {
    /** What the name server of every sandbox is called. */
    public static final String INSIDE = "127.0.0.11";

    public ResolvConf {
        servers = List.copyOf(servers);
        search = List.copyOf(search);
        options = List.copyOf(options);
    }

    /** A file that is not there counts as empty: not every host has one. */
    public static ResolvConf read(Path file) throws IOException {
        try {
            return parse(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException e) {
            return parse("");
        }
    }

    public static ResolvConf parse(String text) {
        List<InetAddress> servers = new ArrayList<>();
        List<String> search = new ArrayList<>();
        List<String> options = new ArrayList<>();
        for (String line : text.lines().toList()) {
            String[] words = line.strip().split("\\s+");
            List<String> rest = Arrays.asList(words).subList(1, words.length);
            switch (words[0]) {
                case "nameserver" ->
                    rest.stream().limit(1).flatMap(ResolvConf::address).forEach(servers::add);
                case "search", "domain" -> {
                    search.clear();
                    search.addAll(rest);
                }
                case "options" -> options.addAll(rest);
                default -> {
                    // Comments, sortlist and whatever comes later are not for a sandbox.
                }
            }
        }
        return new ResolvConf(servers, search, options);
    }

    /** As this, but for what is given: an empty list stays what it is. */
    public ResolvConf with(List<InetAddress> otherServers, List<String> otherSearch, List<String> otherOptions) {
        return new ResolvConf(
                otherServers.isEmpty() ? servers : otherServers,
                otherSearch.isEmpty() ? search : otherSearch,
                otherOptions.isEmpty() ? options : otherOptions);
    }

    /** The file for a sandbox: our server, these domains and options, and {@code ndots:0} so that service names are asked for as they are. */
    public static String inside(List<String> search, List<String> options) {
        boolean ndots = options.stream().anyMatch(option -> option.startsWith("ndots:"));
        List<String> all = Stream.concat(options.stream(), ndots ? Stream.of() : Stream.of("ndots:0"))
                .toList();
        return new ResolvConf(List.of(InetAddress.ofLiteral(INSIDE)), search, all).text();
    }

    /** The file that says this. The domain "." stands for none. */
    public String text() {
        StringBuilder text = new StringBuilder("# Written by jcompose.\n");
        servers.forEach(server ->
                text.append("nameserver ").append(server.getHostAddress()).append('\n'));
        line(
                text,
                "search",
                search.stream().filter(domain -> !domain.equals(".")).toList());
        line(text, "options", options);
        return text.toString();
    }

    private static void line(StringBuilder text, String keyword, List<String> words) {
        if (!words.isEmpty()) {
            text.append(keyword).append(' ').append(String.join(" ", words)).append('\n');
        }
    }

    private static Stream<InetAddress> address(String text) {
        try {
            return Stream.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return Stream.of();
        }
    }
}
