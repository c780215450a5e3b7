package io.jcompose.compose.apply.spec;

import io.jcompose.engine.container.ContainerSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** What a user would call the differences between the container that is and the one that is wanted: {@code environment COLOR, ports}. */
public final class SpecDifference {
    private static final String OURS = "com.docker.compose.";

    private final List<String> found = new ArrayList<>();

    private SpecDifference() {}

    /** Empty when none is seen, which may be so although the definitions differ. Values are not told: they may be secret. */
    public static List<String> between(ContainerSpec is, ContainerSpec wanted) {
        SpecDifference difference = new SpecDifference();
        difference.compare("image", is.image(), wanted.image());
        difference.compare("command", is.process().command(), wanted.process().command());
        difference.compare(
                "entrypoint", is.process().entrypoint(), wanted.process().entrypoint());
        difference.keys(
                "environment", is.process().environment(), wanted.process().environment());
        difference.compare("user", is.process().user(), wanted.process().user());
        difference.compare(
                "working_dir", is.process().workingDir(), wanted.process().workingDir());
        difference.keys("volumes", mounts(is), mounts(wanted));
        difference.compare("ports", is.networking().ports(), wanted.networking().ports());
        difference.compare(
                "networks", is.networking().attachments(), wanted.networking().attachments());
        difference.compare(
                "runtime", is.isolation().runtime(), wanted.isolation().runtime());
        difference.compare("resources", is.resources(), wanted.resources());
        difference.compare(
                "healthcheck",
                is.supervision().healthcheck(),
                wanted.supervision().healthcheck());
        difference.compare(
                "restart", is.supervision().restart(), wanted.supervision().restart());
        difference.keys("labels", labels(is), labels(wanted));
        return difference.found;
    }

    private void compare(String what, Object is, Object wanted) {
        if (!is.equals(wanted)) {
            found.add(what);
        }
    }

    private void keys(String what, Map<String, ?> is, Map<String, ?> wanted) {
        Set<String> keys = new LinkedHashSet<>(wanted.keySet());
        keys.addAll(is.keySet());
        keys.removeIf(key -> Objects.equals(is.get(key), wanted.get(key)));
        if (!keys.isEmpty()) {
            found.add(what + " " + String.join(" ", keys));
        }
    }

    /** By target. Anonymous volumes have names by then and are left out. */
    private static Map<String, String> mounts(ContainerSpec spec) {
        Map<String, String> mounts = new TreeMap<>();
        for (ContainerSpec.Mount mount : spec.mounts()) {
            switch (mount) {
                case ContainerSpec.Mount.Volume volume -> {
                    if (!volume.name().isEmpty() && !volume.name().matches("[0-9a-f]{64}")) {
                        mounts.put(mount.target(), volume.toString());
                    }
                }
                case ContainerSpec.Mount.Content content ->
                    mounts.put(
                            mount.target(),
                            Arrays.hashCode(content.bytes()) + " " + content.uid() + " " + content.gid() + " "
                                    + content.mode());
                case ContainerSpec.Mount.Image image ->
                    mounts.put(mount.target(), image.image() + " " + image.subpath());
                case ContainerSpec.Mount.Bind _, ContainerSpec.Mount.Tmpfs _ ->
                    mounts.put(mount.target(), mount.toString());
            }
        }
        return mounts;
    }

    private static Map<String, String> labels(ContainerSpec spec) {
        Map<String, String> labels = new TreeMap<>(spec.labels());
        labels.keySet().removeIf(key -> key.startsWith(OURS));
        return labels;
    }
}
