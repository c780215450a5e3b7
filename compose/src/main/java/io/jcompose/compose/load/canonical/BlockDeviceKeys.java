package io.jcompose.compose.load.canonical;

import io.jcompose.compose.load.tree.Node;
import io.jcompose.compose.load.tree.Node.Mapping;
import io.jcompose.compose.load.tree.Node.Member;
import io.jcompose.compose.load.tree.Rewrite;
import io.jcompose.compose.load.tree.Rules;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The stage that takes {@code Path}, {@code Rate} and {@code Weight} below the lists of {@code blkio_config} for {@code path}, {@code rate} and
 * {@code weight}: docker compose's JSON has them in capitals, and so has ours, which must load again. It stands first, so that no later stage
 * knows two names of one attribute.
 */
public final class BlockDeviceKeys {
    private static final Set<String> IN_CAPITALS = Set.of("Path", "Rate", "Weight");

    private static final Rules<Boolean> DEVICES = Rules.of(Map.of("services.*.blkio_config.*.*", true));

    private BlockDeviceKeys() {}

    public static Node apply(Node root) {
        return Rewrite.with(root, DEVICES, (node, _, _) -> node instanceof Mapping device ? renamed(device) : node);
    }

    /** A capital name beside its small one stays, for the check of the structure to complain about. */
    private static Mapping renamed(Mapping device) {
        Map<String, Member> members = new LinkedHashMap<>();
        device.members().forEach((key, member) -> {
            String small = key.toLowerCase(Locale.ROOT);
            members.put(IN_CAPITALS.contains(key) && !device.has(small) ? small : key, member);
        });
        return new Mapping(members, device.mark());
    }
}
