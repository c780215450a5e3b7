package io.jcompose.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.engine.image.Digest;
import io.jcompose.engine.image.Healthcheck;
import io.jcompose.engine.image.Image;
import io.jcompose.engine.image.ImageConfig;
import io.jcompose.engine.image.ImageConfig.ImageProcess;
import io.jcompose.engine.image.ImageName;
import io.jcompose.engine.image.ImageUsers;
import io.jcompose.engine.image.Images;
import io.jcompose.engine.image.NewImage;
import io.jcompose.error.JcomposeException;
import io.jcompose.linux.tree.Directory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Names, removal, archives. */
final class ImageLifeIT {
    private final Path directory;
    private final Map<String, ImageUsers.User> users = new LinkedHashMap<>();
    private final OciImages images;

    ImageLifeIT() throws IOException {
        directory = Files.createTempDirectory("jcompose-life");
        images = OciImages.open(directory.resolve("home"), id -> Optional.ofNullable(users.get(id.value())));
    }

    @BeforeEach
    void layers() {
        Shell.needs("busybox", "skopeo", "zstd");
        Shell.run("cd " + directory
                + "; for i in 1 2 3; do mkdir t$i; echo $i > t$i/file; tar --mtime=@0 -C t$i -cf $i.tar .; done; mkdir shared;"
                + " echo s > shared/s; tar --mtime=@0 -C shared -cf shared.tar .");
    }

    @AfterEach
    void remove() {
        images.close();
        Directory.removeTree(directory);
    }

    @Test
    void aConfigurationSurvivesTheDisk() throws IOException {
        ImageConfig config = new ImageConfig(
                new ImageProcess(List.of("/entry"), List.of("a", "b c"), Map.of("PATH", "/bin"), "/work", "1:2"),
                List.of("80/tcp", "53/udp"),
                List.of("/data"),
                Map.of("label", "\"quoted\""),
                Optional.of("SIGQUIT"),
                Optional.of(new Healthcheck(
                        List.of("CMD-SHELL", "true"),
                        Duration.ofSeconds(1),
                        Duration.ofMillis(1500),
                        Duration.ZERO,
                        Duration.ofSeconds(2),
                        4)),
                List.of("/bin/sh", "-c"),
                List.of("RUN true"));
        NewImage.History line =
                new NewImage.History(Optional.of(Instant.EPOCH), "RUN x", "buildkit.dockerfile.v0", true);
        NewImage wanted = new NewImage(
                Machine.platform(),
                config,
                List.of(images.layers().unpack(Files.newInputStream(directory.resolve("1.tar")))),
                List.of(line),
                Optional.of(Instant.ofEpochSecond(86400)),
                List.of(ImageName.parse("conf")));
        images.assemble(wanted);
        try (OciImages again = OciImages.open(directory.resolve("home"), ImageUsers.NONE)) {
            Image read = again.get("conf");
            assertThat(read.config()).isEqualTo(config);
            assertThat(read.created()).contains(Instant.ofEpochSecond(86400));
            assertThat(again.history(read)).containsExactly(line);
            assertThat(read.size()).isEqualTo(2);
        }
        assertThat(Shell.run("skopeo inspect --config oci:" + directory + "/home/oci:docker.io/library/conf:latest"))
                .contains("\"StopSignal\": \"SIGQUIT\"", "\"WorkingDir\": \"/work\"");
    }

    @Test
    void aNameMovesToTheNewImageAndTheOldOneStaysWithoutName() throws IOException {
        Image one = made("app", "1");
        Image two = made("app", "2");
        assertThat(images.get("app")).isEqualTo(two);
        assertThat(images.get(one.id().value()).tags()).isEmpty();
        images.tag(one.id(), ImageName.parse("app:old"));
        images.tag(one.id(), ImageName.parse("localhost:5000/app"));
        assertThat(images.get("app:old").tags())
                .extracting(ImageName::familiar)
                .containsExactly("app:old", "localhost:5000/app:latest");
        assertThat(images.list()).hasSize(2);
    }

    @Test
    void removalUntagsThenDeletesWhatNobodyElseNeeds() throws IOException {
        Image one = made("one", "1", "shared");
        Image two = made("two", "2", "shared");
        images.tag(one.id(), ImageName.parse("uno"));
        assertThat(images.remove("uno", false)).containsExactly("Untagged: uno:latest");
        assertThat(images.remove("one", false))
                .containsExactly(
                        "Untagged: one:latest",
                        "Deleted: " + one.id(),
                        "Deleted: " + one.layers().getFirst());
        assertThat(images.find("one")).isEmpty();
        assertThat(images.layerDirectories(two)).allMatch(Files::isDirectory);
        Shell.run("skopeo copy -q oci:" + directory + "/home/oci:docker.io/library/two:latest dir:" + directory
                + "/copy");
        images.remove(two.id().shortHex(), false);
        assertThat(Shell.run("cd " + directory + "/home; find layers tmp oci/blobs/sha256 -mindepth 1"))
                .isEmpty();
        assertThatThrownBy(() -> images.remove("two", false)).hasMessageContaining("no such image");
    }

    @Test
    void anImageThatAContainerUsesIsKept() throws IOException {
        Image image = made("used", "1");
        users.put(image.id().value(), new ImageUsers.User("0123456789ab", false));
        assertThatThrownBy(() -> images.remove("used", false))
                .isInstanceOf(JcomposeException.class)
                .hasMessage(
                        "conflict: unable to remove repository reference \"used\" (must force) - container 0123456789ab is using its referenced image "
                                + image.id().shortHex());
        assertThatThrownBy(() -> images.remove(image.id().value(), false))
                .hasMessageContaining("used by stopped container");
        assertThat(images.remove("used", true)).containsExactly("Untagged: used:latest");
        assertThat(images.layerDirectories(images.get(image.id().value()))).allMatch(Files::isDirectory);
        users.put(image.id().value(), new ImageUsers.User("0123456789ab", true));
        assertThatThrownBy(() -> images.remove(image.id().value(), true)).hasMessageContaining("cannot be forced");
        users.clear();
        assertThat(images.remove(image.id().value(), false)).contains("Deleted: " + image.id());
    }

    @Test
    void anImageWithNamesInTwoRepositoriesIsNotRemovedByItsId() throws IOException {
        Image image = made("one", "1");
        images.tag(image.id(), ImageName.parse("two"));
        assertThatThrownBy(() -> images.remove(image.id().shortHex(), false))
                .hasMessageContaining("multiple repositories");
        assertThat(images.remove(image.id().shortHex(), true)).contains("Untagged: one:latest", "Untagged: two:latest");
        assertThat(images.list()).isEmpty();
    }

    @Test
    void whatIsSavedIsReadByOtherToolsAndLoadedAgain() throws IOException {
        Image one = made("one:v1", "1", "shared");
        Image two = made("two", "2", "shared");
        Path archive = directory.resolve("saved.tar");
        try (OutputStream out = Files.newOutputStream(archive)) {
            images.save(List.of("one:v1", "two", "two:latest"), out);
        }
        assertThat(
                        Shell.run(
                                "cd " + directory
                                        + "; skopeo inspect docker-archive:saved.tar:one:v1 | grep -c Digest; skopeo inspect --config oci-archive:saved.tar:v1"))
                .contains(one.layers().getFirst().value());
        Shell.run("zstd -q " + archive);
        try (OciImages other = OciImages.open(directory.resolve("other"), ImageUsers.NONE);
                InputStream in = Files.newInputStream(directory.resolve("saved.tar.zst"))) {
            List<Images.Loaded> loaded = other.load(in);
            assertThat(loaded).extracting(found -> found.image().id()).containsExactly(one.id(), two.id());
            assertThat(loaded)
                    .extracting(Images.Loaded::names)
                    .containsExactly(List.of(ImageName.parse("one:v1")), List.of(ImageName.parse("two")));
            assertThat(other.get("two").tags()).containsExactly(ImageName.parse("two"));
            assertThat(Files.readString(other.layerDirectories(other.get("one:v1"))
                            .getFirst()
                            .resolve("file")))
                    .isEqualTo("1\n");
        }
    }

    @Test
    void loadsWhatSkopeoWroteAsDockerArchiveAndAsLayout() throws IOException {
        Image one = made("one", "1", "shared");
        Shell.run(
                "cd " + directory
                        + "; skopeo copy -q oci:home/oci:docker.io/library/one:latest docker-archive:docker.tar:shop/one:7;"
                        + " skopeo copy -q oci:home/oci:docker.io/library/one:latest oci-archive:layout.tar:example.com/two:8; gzip layout.tar");
        try (OciImages other = OciImages.open(directory.resolve("other"), ImageUsers.NONE);
                InputStream docker = Files.newInputStream(directory.resolve("docker.tar"));
                InputStream layout = Files.newInputStream(directory.resolve("layout.tar.gz"))) {
            assertThat(other.load(docker).getFirst().names()).containsExactly(ImageName.parse("shop/one:7"));
            assertThat(other.load(layout).getFirst().image().layers()).isEqualTo(one.layers());
            assertThat(other.get("example.com/two:8").layers()).isEqualTo(one.layers());
        }
    }

    @Test
    void anArchiveThatHoldsNoImageIsRefused() throws IOException {
        try (InputStream in = Files.newInputStream(directory.resolve("1.tar"))) {
            assertThatThrownBy(() -> images.load(in)).hasMessageContaining("holds no image");
        }
        assertThat(images.list()).isEmpty();
    }

    @Test
    void manyThreadsMakeAndNameImagesAtOnce() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Image>> running = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                String name = "many:" + i;
                String layer = Integer.toString(i % 3 + 1);
                running.add(threads.submit(() -> made(name, layer)));
            }
            for (Future<Image> future : running) {
                future.get();
            }
        }
        assertThat(images.list()).hasSize(3);
        assertThat(images.list().stream().mapToInt(image -> image.tags().size()).sum())
                .isEqualTo(30);
        try (OciImages again = OciImages.open(directory.resolve("home"), ImageUsers.NONE)) {
            assertThat(again.list()).isEqualTo(images.list());
        }
    }

    private Image made(String name, String... tars) throws IOException {
        List<Digest> layers = new ArrayList<>();
        for (String tar : tars) {
            try (InputStream in = Files.newInputStream(directory.resolve(tar + ".tar"))) {
                layers.add(images.layers().unpack(in));
            }
        }
        return images.assemble(new NewImage(
                Machine.platform(),
                ImageConfig.EMPTY,
                layers,
                List.of(),
                Optional.empty(),
                List.of(ImageName.parse(name))));
    }
}
