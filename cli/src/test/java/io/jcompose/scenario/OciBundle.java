package io.jcompose.scenario;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** A bundle as {@code runc spec} would make it, with busybox as its root; closing it deletes the container and the files. */
final class OciBundle implements AutoCloseable {
    /** What {@code runc spec} writes, in short. */
    private static final String CONFIG = """
            {
              "ociVersion": "1.0.2",
              "process": {
                "terminal": false,
                "user": {"uid": 0, "gid": 0},
                "args": ["sleep", "1000"],
                "env": ["PATH=/bin", "TERM=xterm"],
                "cwd": "/",
                "capabilities": {
                  "bounding": ["CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE"],
                  "effective": ["CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE"],
                  "permitted": ["CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE"]
                },
                "rlimits": [{"type": "RLIMIT_NOFILE", "hard": 1024, "soft": 512}],
                "noNewPrivileges": true
              },
              "root": {"path": "rootfs", "readonly": true},
              "hostname": "runc",
              "mounts": [
                {"destination": "/proc", "type": "proc", "source": "proc"},
                {"destination": "/dev", "type": "tmpfs", "source": "tmpfs",
                  "options": ["nosuid", "strictatime", "mode=755", "size=65536k"]},
                {"destination": "/dev/pts", "type": "devpts", "source": "devpts",
                  "options": ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"]},
                {"destination": "/dev/shm", "type": "tmpfs", "source": "shm",
                  "options": ["nosuid", "noexec", "nodev", "mode=1777", "size=65536k"]},
                {"destination": "/sys", "type": "sysfs", "source": "sysfs", "options": ["nosuid", "noexec", "nodev", "ro"]},
                {"destination": "/sys/fs/cgroup", "type": "cgroup", "source": "cgroup",
                  "options": ["nosuid", "noexec", "nodev", "relatime", "ro"]},
                {"destination": "/tmp", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "size=1m"]}
              ],
              "linux": {
                "resources": {"devices": [{"allow": false, "access": "rwm"}], "pids": {"limit": 31}},
                "sysctl": {"kernel.shmmni": "17"},
                "namespaces": [{"type": "pid"}, {"type": "network"}, {"type": "ipc"}, {"type": "uts"}, {"type": "mount"}],
                "maskedPaths": ["/proc/keys", "/sys/firmware"],
                "readonlyPaths": ["/proc/sys"]
              },
              "annotations": {"org.example": "yes"},
              "unheardOf": {"ignored": true}
            }
            """;

    final Path directory;
    final String id = "oci-" + UUID.randomUUID().toString().substring(0, 8);
    private final Product product;
    private final ObjectMapper json = new ObjectMapper();

    private OciBundle(Product product, Path directory) {
        this.product = product;
        this.directory = directory;
    }

    static OciBundle of(Product product, String... arguments) {
        Requirements.programs("busybox");
        try {
            OciBundle bundle = new OciBundle(product, Files.createTempDirectory("oci"));
            Path bin = Files.createDirectories(bundle.directory.resolve("rootfs/bin"));
            Files.copy(Path.of("/bin/busybox"), bin.resolve("busybox"));
            for (String name : List.of("sh", "sleep", "cat", "id", "hostname", "grep", "touch", "echo", "tty", "env")) {
                Files.createSymbolicLink(bin.resolve(name), Path.of("busybox"));
            }
            Files.writeString(bundle.directory.resolve("config.json"), CONFIG);
            return arguments.length == 0
                    ? bundle
                    : bundle.change(tree -> {
                        var list = ((ObjectNode) tree.get("process")).putArray("args");
                        for (String argument : arguments) {
                            list.add(argument);
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    OciBundle change(Consumer<ObjectNode> edit) {
        try {
            Path file = directory.resolve("config.json");
            ObjectNode tree = (ObjectNode) json.readTree(file.toFile());
            edit.accept(tree);
            json.writeValue(file.toFile(), tree);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    OciBundle script(String text) {
        return change(tree -> ((ObjectNode) tree.get("process"))
                .putArray("args")
                .add("sh")
                .add("-c")
                .add(text));
    }

    /** {@code jcompose oci WORDS}, in the bundle's directory. */
    Outcome oci(String... words) {
        String[] all = new String[words.length + 1];
        all[0] = "oci";
        System.arraycopy(words, 0, all, 1, words.length);
        return product.command(all).in(directory).run();
    }

    Outcome shell(String script) {
        return product.shell(script).in(directory).run();
    }

    String status() {
        return field("status");
    }

    String field(String name) {
        try {
            return json.readTree(oci("state", id).succeeds().out()).path(name).asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        oci("delete", "--force", id);
        Trees.delete(directory);
    }
}
