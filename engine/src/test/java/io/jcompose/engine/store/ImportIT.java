package io.jcompose.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.engine.image.Digest;
import io.jcompose.engine.image.Image;
import io.jcompose.engine.image.ImageConfig;
import io.jcompose.engine.image.ImageName;
import io.jcompose.engine.image.ImageUsers;
import io.jcompose.engine.image.NewImage;
import io.jcompose.error.JcomposeException;
import io.jcompose.linux.tree.Directory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ImportIT {
    private static final String TREE = """
            mkdir -p rootfs/bin rootfs/tmp rootfs/etc rootfs/dev "rootfs/a/$(printf 'n%.0s' $(seq 120))/b"
            cp /bin/busybox rootfs/bin/busybox; chmod 4755 rootfs/bin/busybox; ln rootfs/bin/busybox rootfs/bin/sh
            chmod 1777 rootfs/tmp; ln -s ../bin/sh rootfs/etc/link; ln -s /nowhere rootfs/etc/dangling
            mknod rootfs/dev/null c 1 3; mknod rootfs/dev/disk b 259 70000; mkfifo rootfs/dev/pipe
            echo hi > rootfs/etc/owned; chown 1234:70000 rootfs/etc/owned; setfattr -n user.note -v hello rootfs/etc/owned
            cp /bin/true rootfs/bin/ping; setcap cap_net_raw+ep rootfs/bin/ping 2>/dev/null || setfattr -n security.capability -v 0x0100000200200000000000000000000000000000 rootfs/bin/ping
            truncate -s 9M rootfs/sparse; printf x | dd of=rootfs/sparse bs=1 seek=5000000 conv=notrunc status=none
            printf data > "rootfs/$(printf 'caf\\351')"; printf data > "rootfs/gr\\303\\274n"
            printf data > "rootfs/a/$(printf 'n%.0s' $(seq 120))/b/$(printf 'm%.0s' $(seq 110))"
            touch -d '2001-02-03 04:05:06.789 UTC' rootfs/etc/owned; touch -h -d '2002-01-01 UTC' rootfs/etc/link; touch -d '2003-01-01 UTC' rootfs/etc
            """;
    private static final String LISTING = """
            find . -mindepth 1 -printf '%p %M %U:%G %s %l %n %Ts\\n' | grep -av '^[^ ]* d' | sort; find . -type d -printf '%p %M %U:%G %Ts\\n' | sort
            find . -type b,c -exec stat -c '%n %t:%T' {} + | sort; find . | sort | LC_ALL=C xargs -d '\\n' getfattr -h -d -m - ; find . -type f -exec sha256sum {} + | sort""";

    private final Path directory;
    private final OciImages images;

    ImportIT() throws IOException {
        directory = Files.createTempDirectory("jcompose-import");
        images = OciImages.open(directory.resolve("home"), ImageUsers.NONE);
    }

    @BeforeEach
    void tree() {
        Shell.needs("busybox", "setfattr", "tar", "zstd", "bzip2", "xz", "skopeo");
        Shell.run("cd " + directory + "\n" + TREE);
    }

    @AfterEach
    void remove() {
        images.close();
        Directory.removeTree(directory);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tar -C rootfs --format=pax --xattrs --xattrs-include='*' -cf - .",
                "tar -C rootfs --format=pax --sparse --xattrs --xattrs-include='*' -cf - . | gzip",
                "tar -C rootfs --format=pax --sparse --sparse-version=0.1 --xattrs --xattrs-include='*' -cf - . | zstd -q",
                "tar -C rootfs --format=pax --sparse --sparse-version=0.0 --xattrs --xattrs-include='*' -cf - . | (head -c 100000 | gzip; gzip)",
                "tar -C rootfs --format=pax --xattrs --xattrs-include='*' -cf - . | (head -c 100000 | bzip2; bzip2)",
                "tar -C rootfs --format=pax --xattrs --xattrs-include='*' -cf - . | (head -c 100000 | xz -9; xz)",
            })
    void unpacksWhatTarPackedWithEveryOwnerModeAttributeAndTime(String packing) throws IOException {
        Shell.run("cd " + directory + "; (" + packing + ") > layer");
        Image image = imported();
        assertThat(listing(images.layerDirectories(image).getFirst())).isEqualTo(listing(directory.resolve("rootfs")));
        String plain =
                "(zstd -qdc layer || gzip -dc layer || bzip2 -dc layer || xz -dc layer || cat layer) 2>/dev/null";
        assertThat(image.layers())
                .containsExactly(
                        Digest.ofHex(Shell.run("cd " + directory + ";" + plain + " | sha256sum | head -c 64")));
    }

    @Test
    void unpacksGnuFormatWithLongNamesAndSparseFiles() throws IOException {
        Shell.run("cd " + directory
                + "; setfattr -x user.note rootfs/etc/owned; setfattr -x security.capability rootfs/bin/ping;"
                + " tar -C rootfs --format=gnu --sparse -cf layer .; touch -d 2001-02-03T04:05:06Z rootfs/etc/owned");
        Image image = imported();
        assertThat(listing(images.layerDirectories(image).getFirst())).isEqualTo(listing(directory.resolve("rootfs")));
    }

    @Test
    void skopeoReadsTheLayoutAndFindsTheSameImage() throws IOException {
        Shell.run("cd " + directory + "; tar -C rootfs -c . | gzip > layer");
        Image image = imported();
        String inspect = Shell.run("skopeo inspect --config oci:" + directory + "/home/oci:docker.io/library/tree:1");
        assertThat(inspect).contains(image.layers().getFirst().value());
        Shell.run("skopeo copy -q oci:" + directory + "/home/oci:docker.io/library/tree:1 dir:" + directory + "/copy");
        assertThat(images.find("tree:1")).contains(image);
        assertThat(images.find(image.id().shortHex())).contains(image);
        assertThat(images.find("tree")).isEmpty();
        try (OciImages again = OciImages.open(directory.resolve("home"), ImageUsers.NONE)) {
            assertThat(again.list()).containsExactly(image);
        }
    }

    @Test
    void adoptsAnUpperDirectoryAndGivesTheSameImageAgain() throws IOException {
        Shell.run("cd " + directory
                + "; mknod rootfs/gone c 0 0; mkdir rootfs/hidden; setfattr -n trusted.overlay.opaque -v y rootfs/hidden;"
                + " cp -a rootfs twin");
        String before = listing(directory.resolve("rootfs"));
        Digest first = images.layers().adopt(directory.resolve("rootfs"));
        assertThat(listing(images.layers().directory(first))).isEqualTo(before);
        assertThat(Files.exists(directory.resolve("rootfs"))).isFalse();
        assertThat(images.layers().adopt(directory.resolve("twin"))).isEqualTo(first);
        NewImage wanted = new NewImage(
                Machine.platform(),
                ImageConfig.EMPTY,
                List.of(first),
                List.of(),
                Optional.empty(),
                List.of(ImageName.parse("made")));
        Image made = images.assemble(wanted);
        assertThat(images.assemble(wanted)).isEqualTo(made);
        Shell.run("cd " + directory
                + "; skopeo copy -q oci:home/oci:docker.io/library/made:latest dir:copy; mkdir out; tar -C out -xf copy/"
                + first.hex() + "; test -f out/.wh.gone; test -f out/hidden/.wh..wh..opq");
        try (OciImages other = OciImages.open(directory.resolve("other"), ImageUsers.NONE);
                InputStream tar = Files.newInputStream(directory.resolve("copy").resolve(first.hex()))) {
            Digest again = other.layers().unpack(tar);
            assertThat(again).isEqualTo(first);
            assertThat(listing(other.layers().directory(again)).replaceFirst("(?m)^./gone c.*", ""))
                    .isEqualTo(before.replaceFirst("(?m)^./gone c.*", ""));
        }
    }

    @Test
    void hostileArchivesReachNothingOutside() throws IOException {
        Shell.run("cd " + directory + "; mkdir -p victim work/d; echo safe > victim/file; cd work;"
                + " ln -s " + directory
                + "/victim escape; tar -cf ../layer escape; rm escape; mkdir escape; echo evil > escape/file;"
                + " echo evil > escape/new; tar -rf ../layer escape/file escape/new");
        Image image = imported();
        assertThat(Files.readString(directory.resolve("victim/file"))).isEqualTo("safe\n");
        assertThat(directory.resolve("victim/new")).doesNotExist();
        Path inside = images.layerDirectories(image)
                .getFirst()
                .resolve(directory.resolve("victim/new").toString().substring(1));
        assertThat(inside).exists();
    }

    @Test
    void membersThatLeadUpAreRefusedAndLeaveNothing() {
        Shell.run("cd " + directory + "; echo evil > evil; tar -P --transform='s,^,a/../../,' -cf layer evil");
        assertThatThrownBy(this::imported)
                .isInstanceOf(JcomposeException.class)
                .hasMessageContaining("outside of its directory");
        assertThat(Shell.run(
                        "cd " + directory + "/home; find layers tmp oci/blobs -mindepth 1 | grep -v sha256$ || true"))
                .isEmpty();
    }

    @Test
    void anArchiveCutShortIsRefusedAndLeavesNothing() {
        Shell.run("cd " + directory + "; tar -C rootfs -c . | gzip | head -c 300000 > layer");
        assertThatThrownBy(this::imported)
                .isInstanceOf(JcomposeException.class)
                .hasMessageContaining("not a usable tar archive");
        assertThat(Shell.run(
                        "cd " + directory + "/home; find layers tmp oci/blobs -mindepth 1 | grep -v sha256$ || true"))
                .isEmpty();
    }

    @Test
    void whatIsPackedByXzAndEndsTooEarlyIsRefused() {
        Shell.run("cd " + directory + "; tar -C rootfs -cJf whole .; head -c 200 whole > layer");
        assertThatThrownBy(this::imported).hasMessage("not a usable tar archive: it ends too early");
    }

    @Test
    void aFullDiskIsNamedAndLeavesNothing() {
        Shell.run("cd " + directory
                + "; tar -C rootfs -c . > layer; mkdir small; mount -t tmpfs -o size=1200k none small");
        try (OciImages small = OciImages.open(directory.resolve("small"), ImageUsers.NONE);
                InputStream tar = Files.newInputStream(directory.resolve("layer"))) {
            assertThatThrownBy(() -> small.importTar(tar, Optional.empty(), ImageConfig.EMPTY))
                    .isInstanceOf(JcomposeException.class)
                    .hasMessageContaining("no space left on device");
            assertThat(Shell.run("cd " + directory
                            + "/small; find layers tmp oci/blobs -mindepth 1 | grep -v sha256$ || true"))
                    .isEmpty();
        } catch (IOException e) {
            throw new AssertionError(e);
        } finally {
            Shell.run("umount " + directory + "/small");
        }
    }

    private Image imported() throws IOException {
        try (InputStream tar = Files.newInputStream(directory.resolve("layer"))) {
            return images.importTar(tar, Optional.of(ImageName.parse("tree:1")), ImageConfig.EMPTY);
        }
    }

    private static String listing(Path root) {
        return Shell.run("cd " + root + "\n" + LISTING).replaceFirst("(?m)^\\. d.*", "");
    }
}
