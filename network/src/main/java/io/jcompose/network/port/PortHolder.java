package io.jcompose.network.port;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds out which process has a port, by the socket's inode as {@code /proc/net/tcp} (proc_net_tcp) and {@code /proc/PID/fd} show it. */
final class PortHolder {
    private static final Path PROC = Path.of("/proc");
    /** thread-self, because the namespace of the thread counts, not the one of the process. */
    private static final Path NET = PROC.resolve("thread-self/net");

    private static final String LISTENING = "0A";
    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;

    private PortHolder() {}

    /** {@code process 4711 (/usr/sbin/nginx -g daemon off)}; empty when it can't be seen. */
    static Optional<String> find(int port, boolean udp) {
        Set<String> sockets = new HashSet<>();
        for (String table : udp ? List.of("udp", "udp6") : List.of("tcp", "tcp6")) {
            try {
                for (String line : Files.readAllLines(NET.resolve(table))) {
                    String[] columns = line.strip().split("\\s+");
                    boolean here = columns.length > INODE
                            && columns[LOCAL_ADDRESS].endsWith(String.format(":%04X", port))
                            && (udp || columns[STATE].equals(LISTENING));
                    if (here) {
                        sockets.add("socket:[" + columns[INODE] + "]");
                    }
                }
            } catch (IOException e) {
                // Without IPv6 there is no tcp6: nobody holds the port there.
                continue;
            }
        }
        return sockets.isEmpty() ? Optional.empty() : process(sockets);
    }

    private static Optional<String> process(Set<String> sockets) {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process, sockets)) {
                    return Optional.of("process " + process.getFileName() + " (" + command(process) + ")");
                }
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static boolean holds(Path process, Set<String> sockets) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (isOneOf(descriptor, sockets)) {
                    return true;
                }
            }
        } catch (IOException e) {
            // The process ended while we looked, or is not ours to look into.
            return false;
        }
        return false;
    }

    private static boolean isOneOf(Path descriptor, Set<String> sockets) {
        try {
            return sockets.contains(Files.readSymbolicLink(descriptor).toString());
        } catch (IOException e) {
            return false;
        }
    }

    private static String command(Path process) throws IOException {
        String line =
                Files.readString(process.resolve("cmdline")).replace('\0', ' ').strip();
        String text = line.isEmpty() ? Files.readString(process.resolve("comm")).strip() : line;
        return text.length() > 80 ? text.substring(0, 80) + "..." : text;
    }
}
