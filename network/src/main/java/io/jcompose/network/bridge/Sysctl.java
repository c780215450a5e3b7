package io.jcompose.network.bridge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Kernel settings under /proc/sys/net of the namespace of the calling thread. */
final class Sysctl {
    private static final Path NET = Path.of("/proc/sys/net");
    private static final Path IPV6 = NET.resolve("ipv6/conf");

    private Sysctl() {}

    static Path file(String name) {
        return NET.resolve(name);
    }

    static void write(String name, String value) {
        try {
            Path file = file(name);
            // Where it is right already, a read-only /proc/sys does no harm.
            if (!Files.readString(file).strip().equals(value)) {
                Files.writeString(file, value);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("can't set net/" + name + " to " + value, e);
        }
    }

    static boolean hasIpv6() {
        return Files.isDirectory(IPV6);
    }

    /** Lets the host route IPv4. It stays on: others may rely on it by the time we leave. */
    static void forwardIpv4() {
        write("ipv4/ip_forward", "1");
    }

    /** Lets the host route IPv6, without losing the default route it learned by router advertisements. */
    static void forwardIpv6() {
        try {
            if (!Files.readString(IPV6.resolve("all/forwarding")).strip().equals("0")) {
                return;
            }
            try (DirectoryStream<Path> interfaces = Files.newDirectoryStream(IPV6)) {
                for (Path directory : interfaces) {
                    Path accept = directory.resolve("accept_ra");
                    if (Files.readString(accept).strip().equals("1")) {
                        Files.writeString(accept, "2");
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("can't prepare net/ipv6 for forwarding", e);
        }
        write("ipv6/conf/all/forwarding", "1");
    }
}
