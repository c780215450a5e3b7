package io.jcompose.compose.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.compose.model.Project;
import io.jcompose.error.JcomposeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code driver_opts} of volumes: what they say is mounted while containers use it. */
final class VolumeOptionsIT {
    private static final String YAML = """
            services:
              web: &service
                image: busybox
                command: [sleep, "1000"]
                stop_signal: SIGKILL
                volumes: ["host:/data", "memory:/memory"]
              other: *service
            volumes:
              host:
                driver_opts: {type: none, o: "bind,noexec", device: %s}
              memory:
                driver_opts: {type: tmpfs, o: "size=64k,mode=0750", device: tmpfs}
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

    private static List<String> mounts(String below) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
                .filter(line -> line.contains(below))
                .toList();
    }

    private String line(String container, String target) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + shop.pid(container) + "/mountinfo")).stream()
                .filter(line -> line.contains(" " + target + " "))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aDirectoryOfTheHostAndSharedMemoryAreWhatTheContainersSee() throws IOException {
        Project project =
                shop.project("opts", YAML.formatted(shop.directory("opts").resolve("srv")));
        Path srv = Files.createDirectories(shop.directory("opts").resolve("srv"));

        shop.up(project);

        Path inside = Path.of("/proc/" + shop.pid("opts-web-1") + "/root");
        assertThat(srv.resolve("from-image")).as("filled from the image").hasContent("image");
        Files.writeString(inside.resolve("data/new"), "written");
        assertThat(srv.resolve("new")).hasContent("written");
        assertThat(line("opts-web-1", "/data")).contains("noexec");
        assertThat(line("opts-web-1", "/memory")).contains(" - tmpfs ").contains("size=64k");
        Files.writeString(inside.resolve("memory/shared"), "both");
        assertThat(shop.read("opts-other-1", "/memory/shared")).isEqualTo("both");
        String volumes = shop.directory("opts")
                .resolve("../../home/volumes/opts_")
                .normalize()
                .toString();
        shop.engine.containers().remove("opts-web-1", true, false);
        assertThat(mounts(volumes)).hasSize(2);
        shop.operations.down(
                ProjectRef.of(project),
                new DownOptions(List.of(), false, true, DownOptions.RemoveImages.NONE, java.util.Optional.empty()),
                shop.reporter);
        assertThat(mounts(volumes)).isEmpty();
        assertThat(shop.engine.volumes().list()).isEmpty();
        assertThat(srv.resolve("new")).as("the host's data").hasContent("written");
    }

    @Test
    void aDeviceThatIsNotThereIsSaid() throws IOException {
        Project project = shop.project("none", YAML.formatted("/nowhere"));

        assertThatThrownBy(() -> shop.up(project))
                .isInstanceOf(JcomposeException.class)
                .hasMessageContaining("failed to mount local volume \"none_host\"")
                .hasMessageContaining("ENOENT");
    }
}
