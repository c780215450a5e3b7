package io.jcompose.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The spec as JSON, as other runtimes read it. */
final class RuntimeSpecTest {
    private final ObjectMapper json = new ObjectMapper();

    private static RuntimeSpec spec() {
        return new RuntimeSpec(
                RuntimeSpec.OCI_VERSION,
                new ProcessSpec(
                        true,
                        new ProcessSpec.ConsoleSize(24, 80),
                        new ProcessSpec.User(0, 5, 0022, List.of(10)),
                        List.of("sh"),
                        List.of("A=b"),
                        "/srv",
                        ProcessSpec.Capabilities.of(List.of("CAP_CHOWN"), 0),
                        List.of(new ProcessSpec.Rlimit("RLIMIT_CORE", ProcessSpec.Rlimit.UNLIMITED, 0)),
                        true,
                        -5,
                        null),
                new RuntimeSpec.Root("merged", true),
                "host",
                null,
                List.of(
                        MountSpec.overlay(List.of(Path.of("/l1"), Path.of("/l2")), Path.of("/u"), Path.of("/w")),
                        MountSpec.bind(Path.of("/data"), "/data", "ro")),
                Map.of("org.example", "yes"),
                new LinuxSpec(
                        List.of(LinuxSpec.Namespace.fresh("mount"), new LinuxSpec.Namespace("network", "/run/ns")),
                        new Resources(
                                ContainerDefaults.DEVICE_RULES,
                                new Resources.Memory(1L << 30, null, -1L, 10L, true),
                                new Resources.Cpu(512L, null, null, 1000L, 1_000_000L, "0-1", null),
                                new Resources.Pids(10),
                                new Resources.BlockIo(
                                        100L,
                                        List.of(new Resources.WeightDevice(8, 0, 200)),
                                        List.of(new Resources.ThrottleDevice(8, 0, 1024)),
                                        List.of(),
                                        List.of(),
                                        List.of(new Resources.ThrottleDevice(8, 0, 7))),
                                List.of(new Resources.HugePages("2MB", 4 << 20)),
                                Map.of("memory.high", "max")),
                        "/jcompose/x",
                        ContainerDefaults.MASKED_PATHS,
                        ContainerDefaults.READONLY_PATHS,
                        List.of(new LinuxSpec.Device("/dev/fuse", "c", 10, 229, 0666, null, null)),
                        Map.of("net.ipv4.ip_forward", "1"),
                        "rslave",
                        new SeccompSpec(
                                "SCMP_ACT_ERRNO",
                                1,
                                List.of("SCMP_ARCH_X86_64"),
                                null,
                                List.of(new SeccompSpec.Syscalls(
                                        List.of("personality"),
                                        "SCMP_ACT_ALLOW",
                                        null,
                                        List.of(new SeccompSpec.Argument(0, -1, 0, "SCMP_CMP_EQ")))))));
    }

    @Test
    void isTheSameAfterWritingAndReading() throws Exception {
        assertThat(json.readValue(json.writeValueAsString(spec()), RuntimeSpec.class))
                .isEqualTo(spec());
    }

    @Test
    void writesTheNamesOfTheSpecification() {
        JsonNode tree = json.valueToTree(spec());
        JsonNode limits = tree.at("/linux/resources");
        assertThat(limits.at("/memory/disableOOMKiller").asBoolean()).isTrue();
        assertThat(limits.at("/memory/swappiness").asInt()).isEqualTo(10);
        assertThat(limits.at("/cpu/realtimeRuntime").asInt()).isEqualTo(1000);
        assertThat(limits.at("/blockIO/weightDevice/0/weight").asInt()).isEqualTo(200);
        assertThat(limits.at("/blockIO/throttleReadBpsDevice/0/rate").asInt()).isEqualTo(1024);
        assertThat(limits.at("/blockIO/throttleWriteIOPSDevice/0/rate").asInt()).isEqualTo(7);
        assertThat(limits.at("/hugepageLimits/0/pageSize").asText()).isEqualTo("2MB");
        assertThat(limits.at("/unified/memory.high").asText()).isEqualTo("max");

        assertThat(tree.at("/process/user/additionalGids/0").asInt()).isEqualTo(10);
        assertThat(tree.at("/process/user/uid").asInt(-1)).isZero();
        assertThat(tree.at("/process/noNewPrivileges").asBoolean()).isTrue();
        assertThat(tree.at("/process/rlimits/0/hard").asText()).isEqualTo("18446744073709551615");
        assertThat(tree.at("/process/rlimits/0/soft").asInt(-1)).isZero();
        assertThat(tree.at("/process/oomScoreAdj").asInt()).isEqualTo(-5);
        assertThat(tree.at("/root/readonly").asBoolean()).isTrue();
        assertThat(tree.at("/linux/namespaces/1/path").asText()).isEqualTo("/run/ns");
        assertThat(tree.at("/linux/namespaces/0/path").isMissingNode()).isTrue();
        assertThat(tree.at("/linux/resources/memory/swap").asLong()).isEqualTo(-1);
        assertThat(tree.at("/linux/resources/devices/0/allow").asBoolean(true)).isFalse();
        assertThat(tree.at("/mounts/0/options/0").asText()).isEqualTo("lowerdir+=/l1");
        assertThat(tree.at("/linux/seccomp/syscalls/0/args/0/value").asText()).isEqualTo("18446744073709551615");
        assertThat(tree.at("/linux/seccomp/syscalls/0/args/0/op").asText()).isEqualTo("SCMP_CMP_EQ");
        assertThat(tree.has("domainname")).isFalse();
    }

    /** Its presence alone is what youki looks at. */
    @Test
    void leavesOutARightThatIsNotTaken() {
        ProcessSpec process = new ProcessSpec(
                false,
                null,
                ProcessSpec.User.ROOT,
                List.of("true"),
                List.of(),
                "/",
                null,
                List.of(),
                false,
                null,
                null);
        assertThat(json.valueToTree(process).has("noNewPrivileges")).isFalse();
    }

    @Test
    void readsASpecOfAnotherEngineWithWhatItDoesNotKnow() throws Exception {
        RuntimeSpec read = json.readValue("""
                {"ociVersion": "1.0.2", "hooks": {"prestart": []},
                 "process": {"args": ["sh"], "cwd": "/", "apparmorProfile": "x", "user": {"uid": 7, "gid": 8}},
                 "root": {"path": "rootfs"}, "linux": {"seccomp": {}, "namespaces": [{"type": "mount"}]}}
                """, RuntimeSpec.class);

        assertThat(read.process().user()).isEqualTo(new ProcessSpec.User(7, 8, null, List.of()));
        assertThat(read.root().readonly()).isFalse();
        assertThat(read.mounts()).isEmpty();
        assertThat(read.linux().resources()).isNull();
    }
}
