package io.jcompose.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.engine.commit.Change;
import io.jcompose.engine.commit.Changes;
import io.jcompose.engine.commit.Commits;
import io.jcompose.engine.commit.Exports;
import io.jcompose.engine.container.ContainerLayers;
import io.jcompose.engine.container.ContainerState;
import io.jcompose.engine.container.Logs;
import io.jcompose.engine.image.Image;
import io.jcompose.engine.image.ImageName;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** diff, commit and export of real containers. */
class CommitIT {
    private TestEngine engine;

    @BeforeEach
    void open() throws IOException {
        engine = TestEngine.open();
    }

    @AfterEach
    void close() throws IOException {
        if (engine != null) {
            engine.close();
        }
    }

    private void run(String name, String script) {
        engine.create(name, "busybox", "sh", "-c", script);
        engine.engine().containers().start(name);
        engine.engine().containers().await(name);
    }

    private List<String> diff(String name) {
        try (ContainerLayers layers = engine.engine().containers().layers(name)) {
            return Changes.of(layers).stream()
                    .map(change -> change.kind().letter() + " " + change.path())
                    .toList();
        }
    }

    private Image commit(String name, Optional<String> image, boolean pause, String... changes) {
        return new Commits(engine.engine().containers(), engine.engine().images(), Clock.systemUTC())
                .commit(
                        name,
                        new Commits.Options(image.map(ImageName::parse), "me", "a message", List.of(changes), pause));
    }

    @Test
    void saysWhatWasAddedChangedAndDeletedAndNothingElse() {
        run(
                "web",
                "echo new > /tmp/file; busybox mkdir -p /srv/a/b; busybox rm /etc/group; echo more >> /etc/passwd;"
                        + " busybox chmod 600 /data/from-image; busybox rm -r /root; busybox mkdir /root; echo x > /root/x");
        assertThat(diff("web"))
                .containsExactly(
                        "C /data",
                        "C /data/from-image",
                        "C /etc",
                        "D /etc/group",
                        "C /etc/passwd",
                        "C /root",
                        "A /root/x",
                        "A /srv",
                        "A /srv/a",
                        "A /srv/a/b",
                        "C /tmp",
                        "A /tmp/file");
    }

    @Test
    void aDirectoryThatWasMadeAnewHasLostWhatWasInIt() {
        run("web", "busybox rm -r /data; busybox mkdir /data; echo x > /data/other");
        assertThat(diff("web")).containsExactly("C /data", "A /data/other", "D /data/from-image");
    }

    @Test
    void aContainerThatWroteNothingHasNoChanges() {
        run("web", "true");
        assertThat(diff("web")).isEmpty();
    }

    @Test
    void anImageOfItHasItsFilesAndItsConfigurationWithTheChanges() {
        run("web", "echo new > /tmp/file; busybox rm /etc/group");
        Image image = commit(
                "web",
                Optional.of("committed:1"),
                true,
                "ENV STAGE=prod PLACE=$STAGE",
                "LABEL team=shop",
                "WORKDIR /tmp",
                "EXPOSE 80",
                "USER app",
                "CMD [\"cat\", \"file\"]");
        assertThat(image.config().process().command()).containsExactly("cat", "file");
        assertThat(image.config().process().environment()).containsEntry("STAGE", "prod");
        assertThat(image.config().exposedPorts()).containsExactly("80/tcp");
        assertThat(image.config().labels()).containsEntry("team", "shop");
        assertThat(engine.engine().images().history(image).getLast().comment()).isEqualTo("a message");
        engine.engine().containers().create(io.jcompose.engine.container.ContainerSpec.of("next", "committed:1"));
        engine.engine().containers().start("next");
        assertThat(engine.engine().containers().await("next").code()).isZero();
        List<String> lines = new ArrayList<>();
        engine.engine()
                .containers()
                .logs()
                .read(
                        List.of("next"),
                        Logs.Query.ALL,
                        line -> lines.add(new String(line.text(), StandardCharsets.UTF_8)));
        assertThat(lines).containsExactly("new");
        assertThat(diff("next")).isEmpty();
    }

    @Test
    void nothingChangedMakesNoLayer() {
        run("web", "true");
        Image image = commit("web", Optional.empty(), true);
        assertThat(image.layers())
                .isEqualTo(engine.engine().images().get("busybox").layers());
        assertThat(engine.engine().images().history(image).getLast().emptyLayer())
                .isTrue();
        assertThat(engine.engine().images().history(image).getLast().createdBy())
                .isEqualTo("busybox sh -c true");
    }

    @Test
    void aRunningContainerGoesOnAfterACommit() {
        engine.create("web", "sleep", "1000");
        engine.engine().containers().start("web");
        List<String> events = new java.util.concurrent.CopyOnWriteArrayList<>();
        engine.engine().events().subscribe(event -> events.add(event.action()));
        commit("web", Optional.empty(), true);
        commit("web", Optional.empty(), false);
        assertThat(engine.engine().containers().get("web").state())
                .isInstanceOfSatisfying(
                        ContainerState.Running.class,
                        running -> assertThat(running.paused()).isFalse());
        Awaitility.await()
                .untilAsserted(() -> assertThat(events.stream().filter(action -> action.endsWith("pause")))
                        .containsExactly("pause", "unpause"));
    }

    @Test
    void refusesWhatIsNoChangeOfConfiguration() {
        run("web", "true");
        assertThatThrownBy(() -> commit("web", Optional.empty(), true, "RUN true"))
                .hasMessage("RUN is not a valid change command");
    }

    @Test
    void filesThatAreBeingReadStayUntilTheyAreThoughTheContainerDoesNot() throws IOException {
        run("web", "echo new > /tmp/file");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Path files;
        try (ContainerLayers layers = engine.engine().containers().layers("web")) {
            files = layers.upper();
            engine.engine().containers().remove("web", false, true);
            assertThat(engine.engine().containers().find("web")).isEmpty();
            Exports.write(layers, out);
        }
        assertThat(out.toString(StandardCharsets.ISO_8859_1)).contains("tmp/file");
        Awaitility.await().untilAsserted(() -> assertThat(files.getParent()).doesNotExist());
        assertThatThrownBy(() -> engine.engine().containers().layers("web"))
                .hasMessageContaining("No such container: web");
    }

    @Test
    void anExportHasAllFilesAndTheNewOnes() throws IOException {
        run("web", "echo new > /tmp/file; busybox rm /etc/group");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ContainerLayers layers = engine.engine().containers().layers("web")) {
            Exports.write(layers, out);
        }
        Map<String, String> files = new TreeMap<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(out.toByteArray()))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                files.put(
                        entry.getName(),
                        entry.getSize() < 100 ? new String(tar.readAllBytes(), StandardCharsets.UTF_8) : "");
            }
        }
        assertThat(files)
                .containsEntry("tmp/file", "new\n")
                .containsEntry("data/from-image", "image")
                .containsKeys("bin/busybox", "etc/passwd", "bin/sh")
                .doesNotContainKey("etc/group");
    }

    @Test
    void kindsHaveDockersLetters() {
        assertThat(List.of(Change.Kind.values()))
                .extracting(Change.Kind::letter)
                .containsExactly("A", "C", "D");
    }
}
