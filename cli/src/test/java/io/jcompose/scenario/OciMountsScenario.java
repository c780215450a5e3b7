package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code jcompose oci}: what is mounted, and what of it passes between the machine and a container. */
@ExtendWith(ScenarioExtension.class)
final class OciMountsScenario {
    /** As lxcfs does with /proc/meminfo; and whatever the rules of devices say, the common ones can be used. */
    @Test
    void filesAreMountedBelowProcAndTheCommonDevicesAreAllowed(Product product) throws IOException {
        try (OciBundle bundle = OciBundle.of(product)) {
            Path file = Files.writeString(bundle.directory.resolve("meminfo"), "told\n");
            bundle.script(
                    "cat /proc/meminfo; echo lost > /dev/null && echo device; grep -E '^([^ ]+ ){4}/ ' /proc/self/mountinfo");
            bundle.change(tree -> {
                ObjectNode mount = ((ObjectNode) tree).withArray("mounts").addObject();
                mount.put("destination", "/proc/meminfo").put("type", "bind").put("source", file.toString());
                mount.putArray("options").add("bind");
                ObjectNode linux = (ObjectNode) tree.get("linux");
                linux.put("rootfsPropagation", "unbindable");
                linux.withObject("/resources")
                        .putArray("devices")
                        .addObject()
                        .put("allow", false)
                        .put("access", "rwm");
            });

            List<String> lines = bundle.oci("run", bundle.id).succeeds().lines();

            assertThat(lines).startsWith("told", "device");
            assertThat(lines.getLast()).contains(" unbindable ");
        }
    }

    /** Where systemd runs, all mounts tell their peers of what becomes of them: the old root that a container leaves would take the machine's /proc along. */
    @Test
    void aContainerWhoseRootIsSharedLeavesTheMachineItsMounts(Product product) {
        try (OciBundle bundle = OciBundle.of(product)) {
            bundle.script("grep -E '^([^ ]+ ){4}/ ' /proc/self/mountinfo");
            bundle.change(tree -> ((ObjectNode) tree.get("linux")).put("rootfsPropagation", "shared"));

            List<String> lines = bundle.shell("""
                            exec unshare --mount --propagation private sh -c '
                                mount --make-rshared /
                                tell() { grep -E " /(dev|proc|sys)(/[^ ]*)? " /proc/self/mounts; }
                                tell > before
                                %s oci run %s
                                tell > after
                                cmp before after && wc -l < after'
                            """.formatted(Product.repository().resolve("jcompose"), bundle.id))
                    .succeeds()
                    .lines();

            assertThat(lines.getFirst()).contains(" shared:");
            assertThat(Integer.parseInt(lines.getLast())).isGreaterThan(2);
        }
    }
}
