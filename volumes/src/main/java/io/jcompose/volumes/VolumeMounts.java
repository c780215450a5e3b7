package io.jcompose.volumes;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.mount.Mounts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Mounts what volumes with options stand for, at their mountpoints, while somebody holds them. The mounts are the kernel's: those of a killed engine are
 * found again by the next one. Volumes don't wait for each other, as the server of one may not answer.
 */
final class VolumeMounts {
    private static final long REMOUNT = 1 << 5;
    private static final int TARGET_FIELD = 4;

    private final Map<String, Set<String>> holders = new ConcurrentHashMap<>();

    /** @throws JcomposeException UNAVAILABLE when it can't be mounted */
    void hold(Volume volume, String holder) {
        Optional<LocalOptions> options = LocalOptions.of(volume.name(), volume.options());
        if (options.isEmpty()) {
            return;
        }
        Set<String> all = holders.computeIfAbsent(volume.name(), _ -> new LinkedHashSet<>());
        synchronized (all) {
            if (all.isEmpty() && !isMounted(volume.mountpoint())) {
                mount(volume, options.get());
            }
            all.add(holder);
        }
    }

    void letGo(Volume volume, String holder) {
        Set<String> all = holders.get(volume.name());
        if (all == null) {
            return;
        }
        synchronized (all) {
            if (all.remove(holder) && all.isEmpty()) {
                unmount(volume);
            }
        }
    }

    /** Takes away what nobody holds. */
    void settle(Iterable<Volume> volumes) {
        for (Volume volume : volumes) {
            if (!volume.options().isEmpty() && !holders.containsKey(volume.name())) {
                unmount(volume);
            }
        }
    }

    /** Nothing is left there but the directory. */
    static void unmount(Volume volume) {
        boolean more = Mounts.detachIfMounted(volume.mountpoint().toString());
        while (more) {
            more = Mounts.detachIfMounted(volume.mountpoint().toString());
        }
    }

    private static boolean isMounted(Path place) {
        try (var lines = Files.lines(Path.of("/proc/self/mountinfo"))) {
            return lines.anyMatch(line -> line.split(" ")[TARGET_FIELD].equals(place.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException("the list of mounts can't be read", e);
        }
    }

    private static void mount(Volume volume, LocalOptions options) {
        String target = volume.mountpoint().toString();
        try {
            String data = options.data().stream()
                    .map(word -> resolved(options.type(), word))
                    .collect(Collectors.joining(","));
            Mounts.mount(options.device(), target, options.type(), options.flags(), data);
            long more = options.flags() & ~(LocalOptions.BIND | 1 << 14);
            if (options.bind() && more != 0) {
                Mounts.mount("none", target, "none", REMOUNT | LocalOptions.BIND | more, "");
            }
            if (options.propagation() != 0) {
                Mounts.setPropagation(target, options.propagation(), false);
            }
        } catch (LinuxException e) {
            unmount(volume);
            throw failed(volume, e.getMessage(), e);
        } catch (UncheckedIOException e) {
            throw failed(volume, e.getMessage(), e);
        }
    }

    private static JcomposeException failed(Volume volume, @org.jspecify.annotations.Nullable String why, Exception e) {
        return new JcomposeException(
                Kind.UNAVAILABLE,
                "failed to mount local volume \"" + volume.name() + "\" with the options " + volume.options() + ": "
                        + why,
                "correct its `driver_opts:`, or make the device reachable",
                e);
    }

    /** mount(8)'s helpers look the server's name up; mount(2) wants its address. */
    private static String resolved(String type, String word) {
        boolean network = type.startsWith("nfs") || type.equals("cifs");
        if (!network || !word.startsWith("addr=")) {
            return word;
        }
        try {
            return "addr="
                    + InetAddress.getByName(word.substring("addr=".length())).getHostAddress();
        } catch (UnknownHostException e) {
            throw new UncheckedIOException("no such host in " + word, e);
        }
    }
}
