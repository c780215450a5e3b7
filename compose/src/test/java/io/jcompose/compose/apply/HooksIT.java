package io.jcompose.compose.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.compose.model.Project;
import io.jcompose.error.JcomposeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code post_start} and {@code pre_stop}. */
final class HooksIT {
    private static final String YAML = """
            services:
              web:
                image: busybox
                command: [sleep, "1000"]
                stop_signal: SIGKILL
                environment: {COLOR: blue}
                volumes: ["./out:/out"]
                user: "33"
                post_start:
                  - command: [sh, -c, "echo started; echo $$COLOR $$SIZE $$PWD $$(busybox id -u) > /out/started"]
                    user: root
                    working_dir: /etc
                    environment: {SIZE: big}
                  - command: [sh, -c, "%s"]
                    user: root
                    privileged: true
                pre_stop:
                  - command: [sh, -c, "echo stopping >> /out/stopped; %s"]
                    user: root
              after:
                image: busybox
                command: [sleep, "1000"]
                stop_signal: SIGKILL
                depends_on: [web]
            """;

    private Workshop shop;

    @BeforeEach
    void open() throws IOException {
        shop = Workshop.open();
    }

    @AfterEach
    void close() throws IOException {
        if (shop != null) {
            shop.close();
        }
    }

    private Path out(String project) {
        return shop.directory(project).resolve("out");
    }

    @Test
    void runTheirCommandsAfterTheStartAndBeforeTheStop() throws IOException {
        Project project = shop.project("hooks", YAML.formatted("grep CapEff /proc/self/status > /out/rights", "true"));

        shop.up(project);

        assertThat(Files.readString(out("hooks").resolve("started"))).isEqualTo("blue big /etc 0\n");
        assertThat(rights(Files.readString(out("hooks").resolve("rights"))))
                .isGreaterThan(rights(Files.readString(Path.of("/proc/" + shop.pid("hooks-after-1") + "/status"))));
        assertThat(shop.told)
                .containsSubsequence(
                        "Container hooks-web-1 Starting",
                        "web-1 -> started",
                        "Container hooks-web-1 Started",
                        "Container hooks-after-1 Starting");
        Files.delete(out("hooks").resolve("started"));
        ProjectRef reference = ProjectRef.of(project);
        shop.operations.restart(reference, List.of("web"), true, Optional.empty(), shop.reporter);
        assertThat(out("hooks").resolve("started")).exists();
        assertThat(Files.readString(out("hooks").resolve("stopped"))).isEqualTo("stopping\n");
        shop.operations.stop(reference, List.of("web"), Optional.of(Duration.ZERO), shop.reporter);
        shop.operations.stop(reference, List.of("web"), Optional.of(Duration.ZERO), shop.reporter);
        assertThat(Files.readAllLines(out("hooks").resolve("stopped"))).hasSize(2);
        shop.up(project);
        shop.down(project);
        assertThat(Files.readAllLines(out("hooks").resolve("stopped"))).hasSize(3);
    }

    private static long rights(String status) {
        String line = status.lines()
                .filter(each -> each.startsWith("CapEff:"))
                .findFirst()
                .orElseThrow();
        return Long.bitCount(
                Long.parseUnsignedLong(line.substring("CapEff:".length()).strip(), 16));
    }

    @Test
    void whenOneFailsAfterTheStartNothingGoesOnAndTheContainerRuns() {
        Project project = shop.project("fails", YAML.formatted("echo no disk; exit 3", "true"));

        assertThatThrownBy(() -> shop.up(project))
                .isInstanceOf(JcomposeException.class)
                .hasMessageContaining("web hook exited with status 3: no disk");

        assertThat(shop.pid("fails-web-1")).isPositive();
        assertThat(shop.engine.containers().find("fails-after-1")).isEmpty();
    }

    @Test
    void whenOneFailsBeforeTheStopTheContainerRunsOn() {
        Project project = shop.project("stays", YAML.formatted("true", "exit 4"));
        shop.up(project);
        int web = shop.pid("stays-web-1");

        assertThatThrownBy(() -> shop.down(project))
                .isInstanceOf(JcomposeException.class)
                .hasMessageContaining("web hook exited with status 4");

        assertThat(shop.pid("stays-web-1")).isEqualTo(web);
        assertThatThrownBy(() -> shop.pid("stays-after-1")).isInstanceOf(JcomposeException.class);
        Project changed = shop.project("stays", YAML.formatted("true", "exit 5").replace("blue", "red"));
        shop.up(changed);
        assertThat(shop.told)
                .contains("warning: container \"stays-web-1\" is replaced although its web hook exited with status 5");
        assertThat(shop.pid("stays-web-1")).isNotEqualTo(web);
    }

    @Test
    void anInterruptedCommandWaitsForNoHook() throws Exception {
        Project project = shop.project("hang", YAML.formatted("echo hanging; sleep 1000", "true"));
        Thread up = Thread.ofVirtual().unstarted(() -> {
            try {
                shop.up(project);
            } catch (JcomposeException e) {
                shop.told.add("ended: " + e.kind());
            }
        });
        up.start();
        org.awaitility.Awaitility.await().until(() -> shop.told.contains("web-1 -> hanging"));

        up.interrupt();
        up.join();

        assertThat(shop.told).contains("ended: INTERRUPTED");
    }
}
