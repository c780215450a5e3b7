package io.jcompose.linux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On version 2 of cgroups, also that of a hybrid machine. */
final class OwnViewIT {
    private Path group;

    @BeforeEach
    void make() throws IOException {
        Path version2 = Stream.of("/sys/fs/cgroup", "/sys/fs/cgroup/unified")
                .map(Path::of)
                .filter(mount -> Files.exists(mount.resolve("cgroup.controllers")))
                .findFirst()
                .orElse(Path.of("/nonexistent"));
        assumeTrue(Files.isWritable(version2.resolve("cgroup.procs")), "needs root and cgroup v2");
        group = Files.createDirectory(version2.resolve("jcompose-view-" + UUID.randomUUID()));
    }

    @AfterEach
    void remove() throws IOException {
        if (group != null) {
            Files.deleteIfExists(group);
        }
    }

    /** What a thread reads that has entered, which is outside of the root that it sees. */
    private static String seen(OwnView view) throws InterruptedException {
        List<String> lines = new ArrayList<>();
        Thread thread = Thread.ofPlatform().start(() -> {
            view.enter();
            lines.add(ControlFiles.read("/proc/thread-self/cgroup").orElseThrow());
        });
        thread.join();
        return lines.getFirst()
                .lines()
                .filter(line -> line.startsWith("0::"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void isRootedAtTheGroupAndLeavesNobodyInIt() throws Exception {
        for (int round = 0; round < 20; round++) {
            try (OwnView view = OwnView.of(group.toString())) {
                assertThat(seen(view)).startsWith("0::/..");
                assertThat(Files.readString(group.resolve("cgroup.procs"))).isEmpty();
            }
        }
    }

    @Test
    void saysWhatFailedWhenThereIsNoGroup() {
        try (OwnView view = OwnView.of(group + "/nowhere")) {
            assertThatThrownBy(view::enter)
                    .isInstanceOfSatisfying(
                            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT));
        }
    }
}
