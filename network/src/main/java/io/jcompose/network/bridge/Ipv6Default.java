package io.jcompose.network.bridge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * While this is open, interfaces that come into a namespace have no IPv6, not even a link-local address, unless they are told otherwise: those of networks
 * without IPv6. Afterwards new ones are as the kernel makes them, for these are a program's own, such as a tunnel's.
 *
 * <p>Opened inside the namespace, closed anywhere: an open file of /proc/sys/net stays with the namespace in which it was opened (net/sysctl_net.c).
 */
public final class Ipv6Default implements AutoCloseable {
    private final Optional<FileChannel> setting;
    private final String before;

    private Ipv6Default(Optional<FileChannel> setting, String before) {
        this.setting = setting;
        this.before = before;
    }

    /** On a thread inside. Does nothing on a kernel without IPv6. */
    public static Ipv6Default off() {
        if (!Sysctl.hasIpv6()) {
            return new Ipv6Default(Optional.empty(), "");
        }
        Path file = Sysctl.file("ipv6/conf/default/disable_ipv6");
        try {
            String before = Files.readString(file).strip();
            Ipv6Default off = new Ipv6Default(Optional.of(FileChannel.open(file, StandardOpenOption.WRITE)), before);
            off.set("1");
            return off;
        } catch (IOException e) {
            throw new UncheckedIOException("can't set " + file, e);
        }
    }

    private void set(String value) throws IOException {
        if (setting.isPresent() && setting.get().isOpen()) {
            setting.get().write(ByteBuffer.wrap(value.getBytes(StandardCharsets.US_ASCII)), 0);
        }
    }

    @Override
    public void close() {
        try {
            set(before);
            if (setting.isPresent()) {
                setting.get().close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("can't set ipv6/conf/default/disable_ipv6 back to " + before, e);
        }
    }
}
