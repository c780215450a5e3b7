package io.jcompose.compose.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.compose.model.Project;
import io.jcompose.engine.container.ExecSession;
import io.jcompose.engine.container.ExecSpec;
import io.jcompose.error.JcomposeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What single attributes of a service come to in the kernel. */
final class AttributesIT {
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

    private static String service(String name, String more) {
        return "  " + name + ":\n    image: busybox\n    command: [sleep, \"1000\"]\n    stop_signal: SIGKILL\n"
                + more.indent(4);
    }

    private String run(String container, String... command) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ExecSpec spec =
                new ExecSpec(List.of(command), Map.of(), Optional.empty(), Optional.empty(), false, false, false, 0, 0);
        ExecSession session = shop.engine.containers().exec(container, spec, (_, bytes) -> {
            synchronized (out) {
                out.writeBytes(bytes);
            }
        });
        session.await();
        synchronized (out) {
            return out.toString(StandardCharsets.UTF_8);
        }
    }

    @Test
    void aNetworkGivesTheInterfaceItsNameItsAddressesAndItsSettings() throws IOException {
        Project project =
                shop.project("wires", "services:\n" + service("web", """
                networks:
                  front:
                    interface_name: face
                    link_local_ips: [169.254.7.7, "fe80::7"]
                    driver_opts: {com.docker.network.endpoint.sysctls: net.ipv4.conf.IFNAME.log_martians=1}
                  back:
                    gw_priority: 1
                    priority: -5
                """) + "networks: {front: {}, back: {}}\n");

        shop.up(project);

        String addresses = run("wires-web-1", "busybox", "ip", "address");
        assertThat(addresses).contains("face@").contains("inet 169.254.7.7/16").contains("inet6 fe80::7/64");
        assertThat(run("wires-web-1", "cat", "/proc/sys/net/ipv4/conf/face/log_martians"))
                .isEqualTo("1\n");
        assertThat(run("wires-web-1", "busybox", "ip", "route"))
                .as("the way out is that of gw_priority")
                .containsPattern("default via \\S+ dev eth0");
    }

    @Test
    void anExternalLinkIsANameForAContainerOfAnotherProject() {
        Project other = shop.project(
                "other",
                "services:\n" + service("db", "networks: [shared]") + "networks: {shared: {name: links-shared}}\n");
        shop.up(other);
        Project project = shop.project(
                "links",
                "services:\n"
                        + service("web", "networks: [shared]\nexternal_links: [\"other-db-1:database\", other-db-1]")
                        + service("plain", "networks: [shared]")
                        + "networks: {shared: {name: links-shared, external: true}}\n");
        shop.up(project);

        String address = run("links-web-1", "nslookup", "other-db-1");
        assertThat(run("links-web-1", "nslookup", "database").replace("database", "other-db-1"))
                .isEqualTo(address)
                .contains("Address");
        assertThat(run("links-plain-1", "nslookup", "database")).doesNotContain("database\nAddress");
    }

    @Test
    void aLinkIsANameForTheLinkingContainerAlone() {
        Project project = shop.project(
                "linked",
                "services:\n" + service("db", "scale: 2") + service("web", "links: [\"db:database\"]")
                        + service("plain", "depends_on: [db]"));
        shop.up(project);

        String first = run("linked-web-1", "nslookup", "linked-db-1");
        String both = run("linked-web-1", "nslookup", "db");
        // the name server gives several addresses in changing order
        assertThat(run("linked-web-1", "nslookup", "database")
                        .replace("database", "db")
                        .lines())
                .containsExactlyInAnyOrderElementsOf(both.lines().toList());
        assertThat(run("linked-web-1", "nslookup", "db-1").replace("db-1", "linked-db-1"))
                .isEqualTo(first)
                .isNotEqualTo(both.replace("db", "linked-db-1"))
                .contains("Address");
        assertThat(run("linked-plain-1", "nslookup", "database")).doesNotContain("database\nAddress");
    }

    @Test
    void annotationsReachTheRuntimeSpecification() throws IOException {
        Project project = shop.project(
                "notes",
                "services:\n" + service("web", "annotations: {com.example.team: blue, com.example.zone: \"7\"}"));

        shop.up(project);

        Path bundle = shop.directory("notes")
                .resolve("../../run/containers/"
                        + shop.container("notes-web-1").id().value() + "/config.json")
                .normalize();
        assertThat(Files.readString(bundle))
                .contains("\"annotations\":{\"com.example.team\":\"blue\",\"com.example.zone\":\"7\"}");
    }

    @Test
    void mountsAreAsReadOnlyAsTheySayAndTheModeOfATmpfsIsTheUsers() throws IOException {
        Path below = Files.createDirectories(shop.directory("mounts").resolve("top/below"));
        io.jcompose.linux.mount.Mounts.mount("tmpfs", below.toString(), "tmpfs", 0, "");
        try {
            Project project = shop.project("mounts", "services:\n" + service("web", """
                    tmpfs: ["/scratch:mode=0711,size=1m"]
                    volumes:
                      - {type: bind, source: ./top, target: /all, read_only: true}
                      - {type: bind, source: ./top, target: /upper, read_only: true, bind: {recursive: writable}}
                      - {type: bind, source: ./top, target: /alone, bind: {recursive: disabled}}
                      - {type: volume, target: /anonymous, volume: {labels: {purpose: cache}}}
                    """));

            shop.up(project);

            assertThat(run("mounts-web-1", "busybox", "stat", "-c", "%a", "/scratch"))
                    .isEqualTo("711\n");
            assertThat(run("mounts-web-1", "sh", "-c", "echo x > /all/below/a")).contains("Read-only");
            assertThat(run("mounts-web-1", "sh", "-c", "echo x > /upper/a")).contains("Read-only");
            assertThat(run("mounts-web-1", "sh", "-c", "echo x > /upper/below/a"))
                    .isEmpty();
            assertThat(run("mounts-web-1", "ls", "/alone/below")).isEmpty();
            assertThat(shop.engine.volumes().list())
                    .filteredOn(volume -> volume.anonymous())
                    .extracting(volume -> volume.labels())
                    .containsExactly(Map.of("purpose", "cache"));
        } finally {
            io.jcompose.linux.mount.Mounts.detach(below.toString());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gpus: all | gpus: could not select device driver \"\" with capabilities: [[gpu]]",
                "deploy: {resources: {reservations: {devices: [{driver: nvidia, capabilities: [gpu, utility]}]}}}"
                        + "| devices: could not select device driver \"nvidia\" with capabilities: [[gpu utility]]",
                "storage_opt: {size: 1G}"
                        + "| --storage-opt is supported only for overlay over xfs with 'pquota' mount option",
                "volumes: [{type: npipe, source: busybox, target: /x}]"
                        + "| volumes: mounts of type \"npipe\" are not supported",
            })
    void whatItCannotHaveIsRefusedBeforeAnythingIsMade(String attribute, String message) {
        Project project = shop.project("refused", "services:\n" + service("web", attribute));

        assertThatThrownBy(() -> shop.up(project))
                .isInstanceOf(JcomposeException.class)
                .hasMessageContaining("compose.yaml:3:3")
                .hasMessageContaining(message);

        assertThat(shop.engine.networks().find("refused_default")).isEmpty();
    }
}
