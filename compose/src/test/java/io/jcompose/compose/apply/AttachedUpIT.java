package io.jcompose.compose.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jcompose.compose.model.Project;
import io.jcompose.engine.container.ContainerState;
import io.jcompose.engine.container.Logs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class AttachedUpIT {
    private final List<String> shown = new CopyOnWriteArrayList<>();
    private final LogSink sink = new LogSink() {
        @Override
        public void line(ServiceContainer container, Logs.Line line) {
            shown.add(container.logName() + " | " + new String(line.text(), StandardCharsets.UTF_8));
        }

        @Override
        public void exited(ServiceContainer container, int code, boolean restarting) {
            shown.add(container.logName() + " exited with code " + code + (restarting ? " (restarting)" : ""));
        }
    };
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

    private int attached(Project project, AttachOptions options) {
        return shop.operations.upAttached(project, UpOptions.DEFAULT, options, shop.reporter, sink);
    }

    @Test
    void showsEveryLineAndTheEndsAfterThemAndReturnsWhenAllHaveEnded() {
        Project project = shop.project("talk", """
                services:
                  one: {image: busybox, command: [sh, -c, "echo first; echo second; printf last"]}
                  two: {image: busybox, command: [sh, -c, "echo hello; exit 4"], depends_on: [one]}
                """);

        int code = attached(project, AttachOptions.DEFAULT);

        assertThat(code).isZero();
        assertThat(shown).containsSubsequence("one-1 | first", "one-1 | second", "one-1 exited with code 0");
        assertThat(shown).containsSubsequence("two-1 | hello", "two-1 exited with code 4");
        assertThat(shop.engine.containers().list()).hasSize(2);
    }

    @Test
    void abortsOnTheFirstExitWithItsCode() {
        Project project = shop.project("abort", """
                services:
                  short: {image: busybox, command: [sh, -c, "sleep 0.2; exit 9"]}
                  long: {image: busybox, command: [sleep, "1000"], stop_signal: SIGKILL}
                """);

        int code = attached(
                project,
                new AttachOptions(List.of(), List.of(), false, AttachOptions.Ending.FIRST_EXIT, Optional.empty()));

        assertThat(code).isEqualTo(9);
        assertThat(shop.container("abort-long-1").state()).isInstanceOf(ContainerState.Exited.class);
        assertThat(shown).containsExactly("short-1 exited with code 9", "long-1 exited with code 137");
        assertThat(shop.told)
                .containsSubsequence(
                        "Aborting on container exit...",
                        "Container abort-long-1 Stopping",
                        "Container abort-long-1 Stopped");
    }

    @Test
    void takesTheExitCodeFromTheServiceThatWasNamed() {
        Project project = shop.project("from", """
                services:
                  tests: {image: busybox, command: [sh, -c, "exit 5"]}
                  db: {image: busybox, command: [sleep, "1000"], stop_signal: SIGKILL}
                """);
        int code = attached(
                project,
                new AttachOptions(List.of(), List.of(), false, AttachOptions.Ending.FIRST_EXIT, Optional.of("tests")));
        assertThat(code).isEqualTo(5);
    }

    @Test
    void stopsGracefullyOnTheFirstInterruptAndShowsWhatIsSaidMeanwhile() throws InterruptedException {
        Project project = shop.project("ctrlc", """
                services:
                  web: {image: busybox, command: [sh, -c, "trap 'echo bye; exit 0' TERM; echo ready; while true; do sleep 0.1; done"]}
                """);
        AtomicInteger code = new AtomicInteger(-1);
        Thread up = Thread.ofVirtual().start(() -> code.set(attached(project, AttachOptions.DEFAULT)));
        await().until(() -> shown.contains("web-1 | ready"));

        up.interrupt();
        up.join();

        assertThat(code).hasValue(130);
        assertThat(shown).contains("web-1 | bye");
        assertThat(shop.container("ctrlc-web-1").state().running()).isFalse();
    }

    @Test
    void killsOnTheSecondInterrupt() throws InterruptedException {
        Project project = shop.project("deaf", """
                services:
                  web: {image: busybox, command: [sh, -c, "trap '' TERM; echo ready; sleep 1000"], stop_grace_period: 1h}
                """);
        Thread up = Thread.ofVirtual().start(() -> attached(project, AttachOptions.DEFAULT));
        await().until(() -> shown.contains("web-1 | ready"));
        up.interrupt();
        await().until(() -> shop.told.stream().anyMatch(line -> line.contains("web-1 Stopping")));

        up.interrupt();
        up.join();

        await().until(() -> !shop.container("deaf-web-1").state().running());
    }
}
