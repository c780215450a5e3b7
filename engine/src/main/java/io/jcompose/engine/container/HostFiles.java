package io.jcompose.engine.container;

import io.jcompose.network.dns.ResolvConf;
import io.jcompose.network.ipam.Cidr;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** hosts(5) and resolv.conf(5) of containers without our name server: what the host has, byte for byte, and what is wanted besides. */
final class HostFiles {
    private static final Path HOSTS = Path.of("/etc/hosts");
    private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");
    private static final String HOST_GATEWAY = "host-gateway";

    private HostFiles() {}

    /** What is wanted comes first: of two lines the first holds. On the host's network the way to the host is the loopback interface. */
    static void writeHosts(Path file, List<ContainerSpec.ExtraHost> wanted) throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (ContainerSpec.ExtraHost host : wanted) {
            String address = host.address().equals(HOST_GATEWAY) ? "127.0.0.1" : host.address();
            lines.writeBytes((address + "\t" + host.name() + "\n").getBytes(StandardCharsets.UTF_8));
        }
        lines.writeBytes(read(HOSTS));
        Files.write(file, lines.toByteArray());
    }

    static void writeResolvConf(Path file, ContainerSpec.Dns wanted) throws IOException {
        if (wanted.servers().isEmpty()
                && wanted.search().isEmpty()
                && wanted.options().isEmpty()) {
            Files.write(file, read(RESOLV_CONF));
            return;
        }
        ResolvConf changed = ResolvConf.read(RESOLV_CONF)
                .with(wanted.servers().stream().map(Cidr::address).toList(), wanted.search(), wanted.options());
        Files.writeString(file, changed.text());
    }

    /** Not every host has them. */
    private static byte[] read(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return new byte[0];
        }
    }
}
