package io.jcompose.compose.apply;

import io.jcompose.compose.load.ConfigHash;
import io.jcompose.compose.model.Network;
import io.jcompose.compose.model.Project;
import io.jcompose.compose.model.Service;
import io.jcompose.compose.model.Volume;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** What is compared to find out that a definition has changed. */
final class Hashes {
    private Hashes() {}

    /** Over the service as the files define it, and over the bytes of its configs and secrets. */
    static String of(Project project, Service service) {
        return ConfigHash.of(project, service);
    }

    static String of(Network network) {
        return of(
                network.driver().orElse("bridge"),
                new TreeMap<>(network.driverOpts()),
                network.flags(),
                network.ipam());
    }

    static String of(Volume volume) {
        return of(volume.driver().orElse("local"), new TreeMap<>(volume.driverOpts()));
    }

    /** All networks and volumes, by {@code network:KEY} and {@code volume:KEY}. */
    static Map<String, String> ofResources(Project project) {
        Map<String, String> hashes = new LinkedHashMap<>();
        project.networks().forEach((key, network) -> hashes.put("network:" + key, of(network)));
        project.volumes().forEach((key, volume) -> hashes.put("volume:" + key, of(volume)));
        return hashes;
    }

    private static String of(Object... parts) {
        MessageDigest digest = sha256();
        for (Object part : parts) {
            digest.update(part.toString().getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
