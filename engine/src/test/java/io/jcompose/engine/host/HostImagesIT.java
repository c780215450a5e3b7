package io.jcompose.engine.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.engine.image.Digest;
import io.jcompose.engine.image.Image;
import io.jcompose.engine.image.ImageUsers;
import io.jcompose.engine.store.OciImages;
import io.jcompose.engine.store.Shell;
import io.jcompose.error.JcomposeException;
import io.jcompose.linux.tree.Directory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class HostImagesIT {
    private static final Path JDK = Path.of(System.getProperty("java.home"));

    private final Path directory;
    private final OciImages images;
    private final HostImages host;

    HostImagesIT() throws IOException {
        directory = Files.createTempDirectory("jcompose-host");
        images = OciImages.open(directory.resolve("home"), ImageUsers.NONE);
        host = new HostImages(images, directory.resolve("home"), JDK);
    }

    @BeforeEach
    void root() {
        Shell.needs("chroot", "getent", "perl");
    }

    @AfterEach
    void remove() {
        images.close();
        Directory.removeTree(directory);
    }

    @Test
    void packedProgramsRunInTheirImage() {
        Image image = host.pack("host:sh,cat,sleep,getent");
        Path root = images.layerDirectories(image).getFirst();
        assertThat(Shell.run("chroot " + root
                        + " /bin/sh -c 'cat /etc/group; sleep 0; getent passwd root; echo ok > /tmp/x; cat /tmp/x'"))
                .isEqualTo("root:x:0:\ndaemon:x:1:\ntty:x:5:\nnogroup:x:65534:\nroot:x:0:0:root:/root:/bin/sh\nok");
        assertThat(Shell.run("cd " + root + "; stat -c '%a %u:%g %Y' tmp root usr/bin etc/passwd"))
                .isEqualTo(
                        "1777 0:0 " + Shell.run("stat -c %Y " + root + "/tmp") + "\n700 0:0 0\n755 0:0 0\n644 0:0 0");
        assertThat(Shell.run("readlink /bin/sh; readlink " + root + "/bin/sh")
                        .lines()
                        .distinct())
                .hasSize(1);
        assertThat(image.tags()).isEmpty();
    }

    @Test
    void theSameProgramsGiveTheSameImage() {
        Image image = host.pack("host:sh,cat");
        assertThat(host.pack("cat, sh")).isEqualTo(image);
        try (OciImages other = OciImages.open(directory.resolve("other"), ImageUsers.NONE)) {
            Digest id = new HostImages(other, directory.resolve("other"), JDK)
                    .pack("host:cat,sh")
                    .id();
            assertThat(id).isEqualTo(image.id());
        }
        images.remove(image.id().value(), false);
        assertThat(host.pack("host:sh,cat").id()).isEqualTo(image.id());
    }

    @Test
    void everyLibraryThatTheLoaderNamesIsInTheImage() {
        Image image = host.pack("host:sh,perl,tar,bash");
        Path root = images.layerDirectories(image).getFirst();
        List<String> libraries = Shell.run(
                        "for p in sh perl tar bash; do ldd $(command -v $p); done | grep -o '/[^ ]*' | sort -u")
                .lines()
                .toList();
        assertThat(libraries).hasSizeGreaterThan(3);
        for (String library : libraries) {
            assertThat(Shell.run("chroot " + root + " /bin/sh -c 'test -e " + library + " && echo there'"))
                    .isEqualTo("there");
        }
        assertThat(Shell.run("LC_ALL=C chroot " + root + " /usr/bin/perl -v")).contains("This is perl");
    }

    @Test
    void aScriptBringsItsInterpreter() throws IOException {
        Path script = directory.resolve("greet");
        Files.writeString(script, "#!/usr/bin/env bash\necho hello $BASH\n");
        Shell.run("chmod 755 " + script);
        Image image = host.pack("host:" + script);
        assertThat(Shell.run("PATH=/usr/bin:/bin /usr/sbin/chroot "
                        + images.layerDirectories(image).getFirst() + " " + script))
                .startsWith("hello /");
    }

    @Test
    void aProgramThatIsMissingIsNamedWithThePlacesThatWereSearched() {
        assertThatThrownBy(() -> host.pack("host:sh,no-such-program"))
                .isInstanceOf(JcomposeException.class)
                .hasMessageContaining("\"no-such-program\"")
                .hasMessageContaining("/usr/bin");
        assertThatThrownBy(() -> host.pack("host:")).hasMessageContaining("names no program");
        assertThat(images.list()).isEmpty();
    }

    @Test
    void javaIsALinkedRuntimeThatCompilesAndRuns() throws IOException {
        Image image = host.pack("host:java,sh");
        assertThat(host.pack("host:java,sh")).isEqualTo(image);
        assertThat(host.pack("host:java").layers().getFirst())
                .isEqualTo(image.layers().getFirst());
        Files.writeString(
                directory.resolve("Hello.java"),
                "public class Hello { public static void main(String[] a) { System.out.println(\"hello \" + a[0]); } }");
        List<Path> layers = images.layerDirectories(image);
        String merged = directory + "/merged";
        Shell.run("mkdir " + directory + "/up " + directory + "/work " + merged + "; mount -t overlay -o lowerdir="
                + layers.get(1) + ":" + layers.get(0) + ",upperdir=" + directory + "/up,workdir=" + directory
                + "/work none " + merged);
        try {
            Shell.run("cp " + directory + "/Hello.java " + merged + "/tmp; mount -t proc none " + merged + "/proc");
            assertThat(Shell.run("PATH=/usr/bin /usr/sbin/chroot " + merged
                            + " java -m jdk.compiler/com.sun.tools.javac.Main -d /tmp /tmp/Hello.java;"
                            + " PATH=/usr/bin /usr/sbin/chroot " + merged
                            + " java -Xshare:on -XX:+UseSerialGC -cp /tmp Hello world"))
                    .isEqualTo("hello world");
        } finally {
            Shell.run("umount " + merged + "/proc || true; umount " + merged);
        }
    }
}
