package io.jcompose.network;

import io.jcompose.network.dns.ResolvConf;
import io.jcompose.network.ipam.Cidr;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** hosts(5) and resolv.conf(5) for programs without our name server: what the host has, and what is wanted besides. */
public final class HostFiles {
    private static final Path HOSTS = Path.of("/etc/hosts");
    private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");

    private HostFiles() {}

    /**
     * What is wanted comes first: of two lines the first holds.
     *
     * @param wanted names and their addresses; {@code host-gateway} is the loopback interface, since all this is on the host's own network
     */
    public static String hosts(List<Map.Entry<String, String>> wanted) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, String> host : wanted) {
            String address = host.getValue().equals(SandboxFiles.HOST_GATEWAY) ? "127.0.0.1" : host.getValue();
            text.append(address).append('\t').append(host.getKey()).append('\n');
        }
        return text.append(read(HOSTS)).toString();
    }

    /** The host's very file, if nothing else is wanted. */
    public static String resolvConf(DnsConfig wanted) throws IOException {
        String text = read(RESOLV_CONF);
        boolean asItIs = wanted.servers().isEmpty()
                && wanted.search().isEmpty()
                && wanted.options().isEmpty();
        return asItIs
                ? text
                : ResolvConf.parse(text)
                        .with(wanted.servers().stream().map(Cidr::address).toList(), wanted.search(), wanted.options())
                        .text();
    }

    /** Not every host has them. */
    private static String read(Path file) throws IOException {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return "";
        }
    }
}
