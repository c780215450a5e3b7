package io.jcompose.volumes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.error.JcomposeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalVolumesTest {
    @TempDir
    Path root;

    private final Map<String, Volume> saved = new LinkedHashMap<>();
    private final List<String> users = new ArrayList<>();

    private LocalVolumes volumes() {
        VolumeRecords records = new VolumeRecords() {
            @Override
            public void save(Volume volume) {
                saved.put(volume.name(), volume);
            }

            @Override
            public void delete(String name) {
                saved.remove(name);
            }

            @Override
            public List<Volume> load() {
                return List.copyOf(saved.values());
            }
        };
        return new LocalVolumes(root, records, Clock.systemUTC(), name -> users);
    }

    private static VolumeSpec spec(String name) {
        return new VolumeSpec(name, "local", Map.of(), Map.of());
    }

    @Test
    void aVolumeIsThereAgainAfterARestartWithItsData() throws IOException {
        Volume volume = volumes().create(spec("data"));
        Files.writeString(volume.mountpoint().resolve("x"), "kept");
        Volume again = volumes().create(spec("data"));
        assertThat(again).isEqualTo(volume);
        assertThat(again.mountpoint().resolve("x")).hasContent("kept");
        assertThat(Files.getPosixFilePermissions(again.mountpoint()))
                .isEqualTo(PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void anonymousOnesGetNamesOfTheirOwn() {
        LocalVolumes volumes = volumes();
        Volume first = volumes.create(VolumeSpec.unnamed(Map.of()));
        Volume second = volumes.create(VolumeSpec.unnamed(Map.of()));
        assertThat(first.name()).hasSize(64).isNotEqualTo(second.name());
        assertThat(first.anonymous()).isTrue();
    }

    @Test
    void aVolumeInUseIsNotRemoved() {
        LocalVolumes volumes = volumes();
        Volume volume = volumes.create(spec("data"));
        users.add("web");
        assertThatThrownBy(() -> volumes.remove("data"))
                .isInstanceOf(JcomposeException.class)
                .hasMessageContaining("in use by web");
        assertThat(volume.mountpoint()).isDirectory();
        users.clear();
        volumes.remove("data");
        assertThat(root).isEmptyDirectory();
        assertThat(saved).isEmpty();
    }

    @Test
    void anInterruptedRemovalIsFinishedAtTheNextStart() throws IOException {
        Files.createDirectories(root.resolve(".removed-abc/_data/sub"));
        Files.writeString(root.resolve(".removed-abc/_data/sub/f"), "x");
        volumes();
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void aRemovalThatWasInterruptedBeforeTheVolumeWasForgottenIsFinishedToo() throws IOException {
        Volume volume = volumes().create(spec("data"));
        Files.writeString(volume.mountpoint().resolve("x"), "old");
        Files.createDirectory(root.resolve(".removed-abc"));
        Files.move(root.resolve("data"), root.resolve(".removed-abc/data"));

        assertThat(volumes().list()).isEmpty();
        assertThat(root).isEmptyDirectory();
        assertThat(saved).isEmpty();
        assertThat(volumes().create(spec("data")).mountpoint()).isEmptyDirectory();
    }

    @Test
    void aRemovalThatWasInterruptedTouchesNoNewVolumeOfThatName() throws IOException {
        Volume volume = volumes().create(spec("data"));
        Files.writeString(volume.mountpoint().resolve("x"), "new");
        Files.createDirectories(root.resolve(".removed-abc/data/_data"));

        assertThat(volumes().list()).containsExactly(volume);
        assertThat(volume.mountpoint().resolve("x")).hasContent("new");
        assertThat(root).isDirectoryNotContaining("glob:**/.removed-*");
    }

    @Test
    void ofVolumesThatNobodyKnowsOnlyEmptyOnesGo() throws IOException {
        Files.createDirectories(root.resolve("begun/_data"));
        Files.createDirectories(root.resolve("lost/_data"));
        Files.writeString(root.resolve("lost/_data/x"), "data");
        volumes();
        assertThat(root.resolve("begun")).doesNotExist();
        assertThat(root.resolve("lost/_data/x")).hasContent("data");
    }

    @Test
    void aCopyThatWasInterruptedGoes() throws IOException {
        Volume volume = volumes().create(spec("data"));
        Path half = volume.mountpoint().resolveSibling("_filling");
        Files.createDirectories(half.resolve("sub"));
        volumes();
        assertThat(half).doesNotExist();
        assertThat(volume.mountpoint()).isEmptyDirectory();
    }

    @Test
    void namesThatWouldLeaveTheFolderAreRefused() {
        for (String name : List.of("../x", "a/b", ".hidden", "a")) {
            assertThatThrownBy(() -> volumes().create(spec(name))).isInstanceOf(JcomposeException.class);
        }
    }

    @Test
    void otherOptionsForTheSameNameAreAConflict() {
        LocalVolumes volumes = volumes();
        volumes.create(spec("data"));
        assertThatThrownBy(() -> volumes.create(
                        new VolumeSpec("data", "local", Map.of("type", "nfs", "device", ":/x"), Map.of())))
                .isInstanceOf(JcomposeException.class)
                .hasMessageContaining("other options");
    }

    @Test
    void optionsThatMakeNoMountAreRefused() {
        for (Map<String, String> options : List.of(
                Map.of("type", "nfs"),
                Map.of("device", "/x"),
                Map.of("o", "bind"),
                Map.of("size", "1g"),
                Map.of("type", "none", "device", "/x", "colour", "red"))) {
            assertThatThrownBy(() -> volumes().create(new VolumeSpec("data", "local", options, Map.of())))
                    .as("%s", options)
                    .isInstanceOf(JcomposeException.class)
                    .hasMessageMatching(
                            "volume \"data\": (invalid option: \"colour\"|missing required option: \"(type|device)\"|quota size requested but no quota support)");
        }
        assertThat(saved).isEmpty();
    }

    @Test
    void copyUpFollowsLinksInsideTheImageAndKeepsModes() throws IOException {
        Path image = root.resolve("image");
        Files.createDirectories(image.resolve("srv/real/sub"));
        Files.createSymbolicLink(image.resolve("data"), Path.of("/srv/link"));
        Files.createSymbolicLink(image.resolve("srv/link"), Path.of("../../../srv/real"));
        Files.writeString(image.resolve("srv/real/sub/f"), "content");
        Files.setPosixFilePermissions(image.resolve("srv/real"), PosixFilePermissions.fromString("rwx------"));
        Files.setPosixFilePermissions(image.resolve("srv/real/sub/f"), PosixFilePermissions.fromString("rwxr-x---"));
        Path volume = Files.createDirectories(root.resolve("v/_data"));
        CopyUp.fill(image, "/data", volume, false);
        assertThat(volume.resolve("sub/f")).hasContent("content");
        assertThat(Files.getPosixFilePermissions(volume)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        assertThat(Files.getPosixFilePermissions(volume.resolve("sub/f")))
                .isEqualTo(PosixFilePermissions.fromString("rwxr-x---"));
        assertThat(root.resolve("v/_filling")).doesNotExist();
    }

    @Test
    void aVolumeThatHoldsSomethingIsNotFilled() throws IOException {
        Path image = Files.createDirectories(root.resolve("image/data"));
        Files.writeString(image.resolve("new"), "x");
        Path volume = Files.createDirectories(root.resolve("v/_data"));
        Files.writeString(volume.resolve("mine"), "y");
        CopyUp.fill(root.resolve("image"), "/data", volume, false);
        assertThat(volume.resolve("new")).doesNotExist();
    }
}
