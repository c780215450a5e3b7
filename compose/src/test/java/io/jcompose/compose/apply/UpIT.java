package io.jcompose.compose.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.compose.model.Project;
import io.jcompose.compose.plan.Labels;
import io.jcompose.engine.container.ContainerState;
import io.jcompose.error.JcomposeException;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code up} and {@code down} of real containers. */
final class UpIT {
    private static final String PAIR = """
            services:
              web:
                image: busybox
                command: [sleep, "1000"]
                stop_signal: SIGKILL
                depends_on: [db]
                environment: {COLOR: blue}
              db:
                image: busybox
                command: [sleep, "1000"]
                stop_signal: SIGKILL
                volumes: ["data:/data"]
            volumes:
              data: {}
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

    @Test
    void bringsAProjectUpAndTakesItDown() throws IOException {
        Project project = shop.project("pair", PAIR);

        List<ServiceContainer> containers = shop.up(project);

        assertThat(containers).extracting(ServiceContainer::name).containsExactly("pair-db-1", "pair-web-1");
        assertThat(shop.pid("pair-web-1")).isPositive();
        assertThat(shop.read("pair-db-1", "/data/from-image")).isEqualTo("image");
        assertThat(Files.readString(Path.of("/proc/" + shop.pid("pair-web-1") + "/environ")))
                .contains("COLOR=blue");
        assertThat(shop.container("pair-web-1").spec().labels())
                .containsEntry(Labels.PROJECT, "pair")
                .containsEntry(Labels.SERVICE, "web")
                .containsEntry(Labels.NUMBER, "1")
                .containsEntry(Labels.ONE_OFF, "False")
                .containsEntry(Labels.DEPENDS_ON, "db:service_started:false")
                .containsEntry(Labels.WORKING_DIR, shop.directory("pair").toString());
        assertThat(shop.told)
                .containsSubsequence(
                        "Network pair_default Created", "Container pair-db-1 Started", "Container pair-web-1 Started");
        int web = shop.pid("pair-web-1");

        shop.down(project);

        assertThat(Path.of("/proc/" + web)).doesNotExist();
        assertThat(shop.engine.containers().list()).isEmpty();
        assertThat(shop.engine.networks().find("pair_default")).isEmpty();
        assertThat(shop.engine.volumes().find("pair_data"))
                .as("down without -v keeps data")
                .isPresent();
        assertThat(shop.told)
                .containsSubsequence(
                        "Container pair-web-1 Removed", "Container pair-db-1 Stopping", "Network pair_default Removed");
    }

    @Test
    void leavesWhatIsUpToDateAsItIs() {
        Project project = shop.project("pair", PAIR);
        shop.up(project);
        int web = shop.pid("pair-web-1");
        shop.told.clear();

        shop.up(project);

        assertThat(shop.pid("pair-web-1")).isEqualTo(web);
        assertThat(shop.told).containsExactlyInAnyOrder("Container pair-db-1 Running", "Container pair-web-1 Running");
    }

    @Test
    void replacesOnlyTheContainerWhoseConfigurationChanged() throws IOException {
        shop.up(shop.project("pair", PAIR));
        int web = shop.pid("pair-web-1");
        Project red = shop.project("pair", PAIR.replace("blue", "red"));
        assertThat(shop.operations.plan(red, UpOptions.DEFAULT))
                .startsWith("[] -> #1 service:web:1 CreateContainer, configuration changed (environment COLOR)");
        shop.operations.restart(ProjectRef.of(red), List.of("db"), false, java.util.Optional.empty(), shop.reporter);
        assertThat(shop.told).noneMatch(line -> line.startsWith("warning"));
        int db = shop.pid("pair-db-1");

        shop.up(red);

        assertThat(shop.pid("pair-db-1")).isEqualTo(db);
        assertThat(shop.pid("pair-web-1")).isNotEqualTo(web);
        assertThat(Files.readString(Path.of("/proc/" + shop.pid("pair-web-1") + "/environ")))
                .contains("COLOR=red");
        assertThat(shop.engine.containers().list()).hasSize(2);
        assertThat(shop.told).contains("Container pair-web-1 Recreated");
    }

    @Test
    void keepsTheOldContainerRunningWhenTheNewOneCantBeStarted() throws IOException {
        shop.up(shop.project("pair", PAIR));

        Project broken =
                shop.project("pair", PAIR.replaceFirst("command: \\[sleep, \"1000\"]", "command: [/no/such/program]"));
        assertThatThrownBy(() -> shop.up(broken)).hasMessageContaining("/no/such/program");

        assertThat(Files.readString(Path.of("/proc/" + shop.pid("pair-web-1") + "/cmdline")))
                .contains("sleep");
        assertThat(shop.engine.containers().list()).hasSize(2);
    }

    @Test
    void waitsForHealthAndForJobsToEnd() {
        Project project = shop.project("chain", """
                services:
                  web:
                    image: busybox
                    command: [sleep, "1000"]
                    stop_signal: SIGKILL
                    depends_on:
                      db: {condition: service_healthy}
                      migrate: {condition: service_completed_successfully}
                  migrate:
                    image: busybox
                    command: [sh, -c, "sleep 0.2"]
                  db:
                    image: busybox
                    command: [sh, -c, "sleep 0.3; echo > /tmp/ready; exec sleep 1000"]
                    stop_signal: SIGKILL
                    healthcheck: {test: [CMD, test, -f, /tmp/ready], interval: 100ms, timeout: 5s, retries: 100}
                """);

        shop.up(project);

        assertThat(shop.told)
                .containsSubsequence(
                        "Container chain-db-1 Waiting",
                        "Container chain-db-1 Healthy",
                        "Container chain-web-1 Starting")
                .containsSubsequence("Container chain-migrate-1 Exited", "Container chain-web-1 Starting");
        assertThat(shop.container("chain-migrate-1").state()).isInstanceOf(ContainerState.Exited.class);
        shop.told.clear();
        shop.up(project);
        assertThat(shop.told)
                .as("a finished job is not run again")
                .containsExactlyInAnyOrder("Container chain-db-1 Running", "Container chain-web-1 Running");
    }

    @Test
    void saysWhoIsKeptFromStartingAndLeavesNothingHalfMade() {
        Project project = shop.project("sad", """
                services:
                  web:
                    image: busybox
                    command: [sleep, "1000"]
                    depends_on: {job: {condition: service_completed_successfully}}
                  job:
                    image: busybox
                    command: [sh, -c, "exit 3"]
                """);

        assertThatThrownBy(() -> shop.up(project))
                .isInstanceOf(JcomposeException.class)
                .hasMessageContaining("sad-job-1 exited (3)")
                .hasMessageContaining("web was not started: it needs service:job");

        assertThat(shop.engine.containers().find("sad-web-1")).isEmpty();
    }

    @Test
    void findsAPortInUseBeforeAnythingIsMade() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            Project project = shop.project("port", """
                    services:
                      quiet: {image: busybox, command: [sleep, "1000"]}
                      web:
                        image: busybox
                        command: [sleep, "1000"]
                        ports: ["%d:80"]
                    """.formatted(taken.getLocalPort()));

            assertThatThrownBy(() -> shop.up(project)).hasMessageContaining(Integer.toString(taken.getLocalPort()));

            assertThat(shop.engine.containers().list()).isEmpty();
            assertThat(shop.engine.networks().find("port_default")).isEmpty();
        }
    }

    @Test
    void scalesUpAndDownKeepingTheLowestNumbers() {
        Project three = shop.project(
                "many", "services: {web: {image: busybox, command: [sleep, '1000'], stop_signal: SIGKILL, scale: 3}}");
        shop.up(three);
        assertThat(names()).containsExactly("many-web-1", "many-web-2", "many-web-3");

        shop.up(shop.project(
                "many", "services: {web: {image: busybox, command: [sleep, '1000'], stop_signal: SIGKILL, scale: 1}}"));

        assertThat(names()).containsExactly("many-web-1");
    }

    private List<String> names() {
        return shop.engine.containers().list().stream()
                .map(container -> container.name())
                .sorted()
                .toList();
    }

    @Test
    void refusesToTouchAnotherDirectorysProjectOfTheSameName() {
        shop.up(shop.projectAt("mine", "shared", PAIR));
        Project theirs = shop.projectAt("theirs", "shared", PAIR);

        assertThatThrownBy(() -> shop.up(theirs))
                .hasMessageContaining(shop.directory("mine").toString())
                .hasMessageContaining(shop.directory("theirs").toString());
        assertThatThrownBy(() -> shop.down(theirs))
                .hasMessageContaining(shop.directory("mine").toString());
        assertThat(shop.pid("shared-web-1")).isPositive();
    }

    @Test
    void aMissingBindDirectoryBelongsToWhomTheProjectBelongs() throws IOException {
        Project project = shop.project("bind", """
                services:
                  web: {image: busybox, command: [sleep, "1000"], stop_signal: SIGKILL, volumes: ["./deep/er:/mnt/x"]}
                """);
        Files.setAttribute(shop.directory("bind"), "unix:uid", 1234);
        Files.setAttribute(shop.directory("bind"), "unix:gid", 2345);

        shop.up(project);

        Path made = shop.directory("bind").resolve("deep/er");
        assertThat(Files.getAttribute(made, "unix:uid")).isEqualTo(1234);
        assertThat(Files.getAttribute(made.getParent(), "unix:gid")).isEqualTo(2345);
    }

    @Test
    void givesSecretsAndConfigsTheirOwnerAndMode() throws IOException {
        Project project = shop.project("files", """
                services:
                  web:
                    image: busybox
                    command: [sleep, "1000"]
                    stop_signal: SIGKILL
                    secrets: [{source: token, uid: "7", gid: "8", mode: 0400}]
                    configs: [{source: settings, target: /etc/settings}]
                secrets: {token: {file: ./token.txt}}
                configs: {settings: {content: "a=b"}}
                """);
        Files.writeString(shop.directory("files").resolve("token.txt"), "s3cret");

        shop.up(project);

        assertThat(shop.read("files-web-1", "/run/secrets/token")).isEqualTo("s3cret");
        assertThat(shop.read("files-web-1", "/etc/settings")).isEqualTo("a=b");
        Path secret = Path.of("/proc/" + shop.pid("files-web-1") + "/root/run/secrets/token");
        assertThat(Files.getAttribute(secret, "unix:uid")).isEqualTo(7);
        assertThat((int) Files.getAttribute(secret, "unix:mode") & 07777).isEqualTo(0400);
        int before = shop.pid("files-web-1");

        Files.writeString(shop.directory("files").resolve("token.txt"), "another");
        shop.up(project);
        assertThat(shop.pid("files-web-1"))
                .as("changed content makes a new container")
                .isNotEqualTo(before);
    }

    @Test
    void downWithVolumesRemovesTheProjectsButNoExternalOnes() {
        shop.engine
                .volumes()
                .create(new io.jcompose.volumes.VolumeSpec("theirs", "local", java.util.Map.of(), java.util.Map.of()));
        Project project = shop.project("vol", """
                services:
                  web:
                    image: busybox
                    command: [sleep, "1000"]
                    stop_signal: SIGKILL
                    volumes: ["mine:/a", "theirs:/b", "/anonymous"]
                volumes: {mine: {}, theirs: {external: true, name: theirs}}
                """);
        shop.up(project);
        assertThat(shop.engine.volumes().list()).hasSize(3);

        shop.operations.down(
                ProjectRef.named("vol"),
                new DownOptions(List.of(), false, true, DownOptions.RemoveImages.NONE, java.util.Optional.empty()),
                shop.reporter);

        assertThat(shop.engine.volumes().list())
                .extracting(io.jcompose.volumes.Volume::name)
                .containsExactly("theirs");
    }

    @Test
    void stopsStartsAndRestartsFromLabelsAlone() {
        shop.up(shop.project("pair", PAIR));
        ProjectRef byName = ProjectRef.named("pair");

        shop.operations.stop(byName, List.of("web"), java.util.Optional.empty(), shop.reporter);
        assertThat(shop.operations.ps(byName, List.of(), false))
                .extracting(ServiceContainer::service)
                .containsExactly("db");
        shop.operations.start(byName, List.of(), UpOptions.Wait.NONE, shop.reporter);
        int web = shop.pid("pair-web-1");
        shop.operations.restart(byName, List.of("web"), false, java.util.Optional.empty(), shop.reporter);
        assertThat(shop.pid("pair-web-1")).isNotEqualTo(web);
        shop.operations.kill(byName, List.of(), "SIGKILL", false, shop.reporter);
        assertThat(shop.operations.ps(byName, List.of(), false)).isEmpty();
        shop.operations.remove(byName, List.of(), false, false, shop.reporter);
        assertThat(shop.operations.ps(byName, List.of(), true)).isEmpty();
        assertThatThrownBy(() ->
                        shop.operations.stop(byName, List.of("nobody"), java.util.Optional.empty(), shop.reporter))
                .hasMessageContaining("no such service: nobody");
    }

    @Test
    void saysWhyAStopTookTheWholeGraceTime() {
        shop.up(shop.project("deaf", """
                services:
                  deaf: {image: busybox, command: [sleep, "1000"]}
                  hears: {image: busybox, command: [sh, -c, "trap 'exit 0' TERM; while true; do sleep 0.1; done"]}
                """));

        shop.operations.stop(
                ProjectRef.named("deaf"),
                List.of(),
                java.util.Optional.of(java.time.Duration.ofSeconds(2)),
                shop.reporter);

        assertThat(shop.told.stream().filter(line -> line.startsWith("warning")))
                .singleElement()
                .asString()
                .contains("deaf-deaf-1", "could not hear SIGTERM", "init: true");
    }

    @Test
    void buildsEqualDefinitionsOnceAndTagsBoth() throws IOException {
        Project project = shop.project("twice", """
                services:
                  a: {build: {context: ., dockerfile_inline: "FROM busybox\\nCOPY compose.yaml /x\\nCMD sleep 1000"}, stop_signal: SIGKILL}
                  b: {build: {context: ., dockerfile_inline: "FROM busybox\\nCOPY compose.yaml /x\\nCMD sleep 1000"}, stop_signal: SIGKILL}
                """);

        shop.up(project);

        assertThat(shop.engine.images().get("twice-a").id())
                .isEqualTo(shop.engine.images().get("twice-b").id());
        assertThat(shop.read("twice-b-1", "/x")).contains("twice");
        shop.operations.down(
                ProjectRef.of(project),
                new DownOptions(List.of(), false, false, DownOptions.RemoveImages.LOCAL, java.util.Optional.empty()),
                shop.reporter);
        assertThat(shop.engine.images().find("twice-a")).isEmpty();
        assertThat(shop.engine.images().find("busybox")).isPresent();
    }

    @Test
    void sharesTheNetworkOfAnotherService() throws IOException {
        shop.up(shop.project("share", """
                services:
                  side: {image: busybox, command: [sleep, "1000"], stop_signal: SIGKILL, network_mode: "service:main", pid: "service:main"}
                  main: {image: busybox, command: [sleep, "1000"], stop_signal: SIGKILL}
                """));
        for (String namespace : List.of("net", "pid")) {
            assertThat(Files.readSymbolicLink(Path.of("/proc/" + shop.pid("share-side-1") + "/ns/" + namespace)))
                    .isEqualTo(
                            Files.readSymbolicLink(Path.of("/proc/" + shop.pid("share-main-1") + "/ns/" + namespace)));
        }
    }

    @Test
    void keepsAnonymousVolumesOverARecreation() throws IOException {
        String yaml =
                "services: {db: {image: busybox, command: [sh, -c, 'date > /anon/%s; exec sleep 1000'], stop_signal: SIGKILL, volumes: [/anon]}}";
        shop.up(shop.project("anon", yaml.formatted("one")));
        String volume = shop.container("anon-db-1").volumes().getFirst().name();

        shop.up(shop.project("anon", yaml.formatted("two")));

        assertThat(shop.container("anon-db-1").volumes())
                .extracting(v -> v.name())
                .containsExactly(volume);
        shop.operations.down(
                ProjectRef.named("anon"),
                new DownOptions(List.of(), false, true, DownOptions.RemoveImages.NONE, java.util.Optional.empty()),
                shop.reporter);
        assertThat(shop.engine.volumes().list()).isEmpty();
    }

    @Test
    void reachesServicesByNameAndAlias() throws Exception {
        Project project = shop.project("names", """
                services:
                  web:
                    image: busybox
                    command: [sh, -c, "nslookup db 127.0.0.11 && nslookup database 127.0.0.11 && nslookup names-db-1 127.0.0.11"]
                    depends_on: [db]
                  db:
                    image: busybox
                    command: [sleep, "1000"]
                    stop_signal: SIGKILL
                    networks: {default: {aliases: [database]}}
                """);
        shop.up(project);
        List<Integer> codes = new ArrayList<>();
        shop.operations.await(ProjectRef.of(project), List.of("web"), (_, code) -> codes.add(code));
        assertThat(codes).containsExactly(0);
    }
}
