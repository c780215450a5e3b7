package io.jcompose.engine.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.engine.TestEngine;
import io.jcompose.engine.container.Container;
import io.jcompose.engine.container.ContainerSpec;
import io.jcompose.engine.container.ContainerSpec.Mount;
import io.jcompose.engine.container.Logs;
import io.jcompose.engine.copy.Copies.Options;
import io.jcompose.engine.store.Shell;
import io.jcompose.error.JcomposeException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CopiesIT {
    private static final Options PLAIN = new Options(false, false);
    private static final Options FOLLOW = new Options(false, true);
    private static final Options ARCHIVE = new Options(true, false);
    private static final String[] SLEEP = {"sleep", "1000"};

    @TempDir
    Path host;

    private TestEngine engine;
    private Copies copies;

    @BeforeEach
    void open() throws IOException {
        engine = TestEngine.open();
        copies = new Copies(engine.engine().containers());
    }

    @AfterEach
    void close() throws IOException {
        if (engine != null) {
            engine.close();
        }
    }

    private Container create(String name, boolean readOnly, List<Mount> mounts, String... command) {
        ContainerSpec plain = TestEngine.spec(name, command);
        ContainerSpec.Isolation usual = plain.isolation();
        return engine.engine()
                .containers()
                .create(new ContainerSpec(
                        name,
                        plain.image(),
                        plain.process(),
                        mounts,
                        plain.networking(),
                        new ContainerSpec.Isolation(
                                false,
                                readOnly,
                                usual.capAdd(),
                                usual.capDrop(),
                                usual.securityOptions(),
                                usual.namespaces(),
                                usual.sysctls(),
                                usual.devices(),
                                usual.deviceRules(),
                                usual.cgroupParent(),
                                usual.runtime(),
                                usual.annotations()),
                        plain.resources(),
                        plain.supervision(),
                        plain.labels()));
    }

    private void start(String name) {
        engine.engine().containers().start(name);
    }

    private Path hostFile(String name, String content) throws IOException {
        Path file = host.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    private String inside(Container container, String path) throws IOException {
        return Files.readString(Path.of("/proc/" + pid(container) + "/root" + path));
    }

    private int pid(Container container) {
        return ((io.jcompose.engine.container.ContainerState.Running)
                        engine.engine().containers().get(container.name()).state())
                .pid();
    }

    /** The null device of the machine would be a file for all its programs from then on. */
    @Test
    void takesThePlaceOfNoDeviceAndNoPipe() throws IOException {
        Container web = create("web", false, List.of(), SLEEP);
        start("web");
        Path device = host.resolve("device");
        Path pipe = host.resolve("pipe");
        Shell.run("mknod " + device + " c 1 3; mkfifo " + pipe);
        for (String from : List.of("/bin/busybox", "/bin/sh")) {
            for (Path to : List.of(device, pipe)) {
                assertThatThrownBy(() -> copies.toHost("web", from, to, false, PLAIN))
                        .isInstanceOf(JcomposeException.class)
                        .hasMessage("invalid output path: \"" + to + "\" must be a directory or a regular file");
            }
        }
        assertThat(Shell.run("stat -c '%F %t:%T' " + device)).isEqualTo("character special file 1:3");
        assertThat(Shell.run("stat -c %F " + pipe)).isEqualTo("fifo");

        Path file = hostFile("file", "text");
        assertThatThrownBy(() -> copies.toContainer(file, "", "web", "/dev/null", PLAIN))
                .hasMessageStartingWith("destination \"/dev/null\" in container ")
                .hasMessageEndingWith(" must be a directory or a regular file");
        assertThat(Shell.run("stat -c %F /proc/" + pid(web) + "/root/dev/null")).isEqualTo("character special file");
    }

    @Test
    void goesIntoAContainerThatWasNeverStartedAndIsThereWhenItIs() throws IOException {
        Container web = create("web", false, List.of(), SLEEP);
        Files.setAttribute(hostFile("tree/deep/file", "hello"), "unix:uid", 1234);
        Files.createSymbolicLink(host.resolve("tree/link"), Path.of("/etc/passwd"));
        copies.toContainer(host.resolve("tree"), "", "web", "/new", PLAIN);
        copies.toContainer(host.resolve("tree"), "", "web", "/tmp", ARCHIVE);
        start("web");
        assertThat(inside(web, "/new/deep/file")).isEqualTo("hello");
        Path root = Path.of("/proc/" + pid(web) + "/root");
        for (String copied : List.of("new/deep/file", "tmp/tree/deep/file")) {
            assertThat(Files.getAttribute(root.resolve(copied), "unix:uid"))
                    .as(copied)
                    .isEqualTo(1234);
        }
        assertThat(Files.readSymbolicLink(root.resolve("new/link"))).isEqualTo(Path.of("/etc/passwd"));
        assertThat(Files.readString(Path.of("/proc/mounts"))).doesNotContain(engine.root() + "/home");
    }

    /** As docker 28.5, whose manual says otherwise. */
    @Test
    void belongsToItsOldOwnerOrWithArchiveToTheContainersUser() throws IOException {
        engine.engine().containers().create(TestEngine.withUser(TestEngine.spec("web", SLEEP), "app"));
        Files.setAttribute(hostFile("tree/file", "hello"), "unix:uid", 1234);
        Shell.run("tar -cf " + host.resolve("tar") + " -C " + host + " tree");
        for (String state : List.of("created", "running")) {
            copies.toContainer(host.resolve("tree"), "", "web", "/plain-" + state, PLAIN);
            copies.toContainer(host.resolve("tree"), "", "web", "/archive-" + state, ARCHIVE);
            start("web");
        }
        try (InputStream tar = Files.newInputStream(host.resolve("tar"))) {
            copies.write(tar, "web", "/tmp", PLAIN);
        }
        Path root = Path.of("/proc/" + pid(engine.engine().containers().get("web")) + "/root");
        assertThat(
                        Shell.run(
                                "cd " + root
                                        + "; stat -c '%u:%g' tmp/tree/file plain-*/file archive-*/file archive-created archive-running"))
                .isEqualTo("1234:0\n1234:0\n1234:0\n1000:1000\n1000:1000\n1000:1000\n1000:1000");
        engine.engine().containers().create(TestEngine.withUser(TestEngine.spec("root", SLEEP), "0"));
        copies.toContainer(host.resolve("tree"), "", "root", "/archive", ARCHIVE);
        copies.toHost("root", "/archive", host.resolve("roots"), false, ARCHIVE);
        assertThat(Shell.run("stat -c '%u' " + host + "/roots/file")).isEqualTo("0");

        copies.toHost("web", "/plain-running", host.resolve("back"), false, PLAIN);
        copies.toHost("web", "/plain-running", host.resolve("kept"), false, ARCHIVE);
        assertThat(Shell.run("cd " + host + "; stat -c '%u' back/file kept/file"))
                .isEqualTo("0\n1234");
    }

    @Test
    void comesOutOfARunningAndOfAStoppedContainer() throws IOException {
        create(
                "web",
                false,
                List.of(),
                "sh",
                "-c",
                "echo made > /tmp/file; busybox ln -s /tmp/file /tmp/link; sleep 1000");
        start("web");
        org.awaitility.Awaitility.await().until(() -> tarNames("/tmp/link").equals(List.of("link")));
        for (String state : List.of("running", "stopped")) {
            Path into = Files.createDirectory(host.resolve(state));
            copies.toHost("web", "/tmp/.", into, false, PLAIN);
            assertThat(into.resolve("file")).hasContent("made\n");
            assertThat(into.resolve("link")).isSymbolicLink();
            copies.toHost("web", "/tmp/link", into.resolve("followed"), false, FOLLOW);
            assertThat(Files.isSymbolicLink(into.resolve("followed"))).isFalse();
            assertThat(into.resolve("followed")).hasContent("made\n");
            copies.toHost("web", "/tmp", into.resolve("whole"), false, PLAIN);
            assertThat(into.resolve("whole/file")).hasContent("made\n");
            if (state.equals("running")) {
                engine.engine().containers().kill("web", "KILL");
                engine.engine().containers().await("web");
            }
        }
    }

    private List<String> tarNames(String path) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            copies.read("web", path, out, PLAIN);
        } catch (JcomposeException notYet) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(out.toByteArray()))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }

    @Test
    void volumesAndBindsAreSeenRunningAndStopped() throws IOException {
        Path bound = Files.createDirectory(host.resolve("bound"));
        create(
                "web",
                false,
                List.of(
                        new Mount.Bind(bound, "/bound", false, "", false, true),
                        new Mount.Volume("", "/volume", false, false, "")),
                SLEEP);
        copies.toContainer(hostFile("one", "1"), "", "web", "/bound/", PLAIN);
        copies.toContainer(host.resolve("one"), "", "web", "/volume", PLAIN);
        assertThat(bound.resolve("one")).hasContent("1");
        start("web");
        copies.toContainer(host.resolve("one"), "", "web", "/bound/two", PLAIN);
        assertThat(bound.resolve("two")).hasContent("1");
        copies.toHost("web", "/volume/one", host.resolve("back"), false, PLAIN);
        assertThat(host.resolve("back")).hasContent("1");
    }

    @Test
    void whatIsReadOnlyForItsProcessesIsForCopiesToo() throws IOException {
        Path bound = Files.createDirectory(host.resolve("bound"));
        create("web", true, List.of(new Mount.Bind(bound, "/bound", true, "", false, true)), SLEEP);
        Path file = hostFile("one", "1");
        for (boolean running : new boolean[] {false, true}) {
            if (running) {
                start("web");
            }
            assertThatThrownBy(() -> copies.toContainer(file, "", "web", "/tmp/", PLAIN))
                    .hasMessage("container rootfs is marked read-only");
            assertThatThrownBy(() -> copies.toContainer(file, "", "web", "/bound/", PLAIN))
                    .hasMessage("mounted volume is marked read-only");
        }
        assertThat(bound).isEmptyDirectory();
    }

    @Test
    void linksOfTheContainerNeverLeadToTheHost() throws IOException {
        Path outside = Files.createDirectory(host.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "of the host");
        create("web", false, List.of(), "sh", "-c", "busybox ln -s " + outside + " /tmp/out; echo ready; sleep 1000");
        start("web");
        org.awaitility.Awaitility.await().until(() -> !logs().isEmpty());
        assertThatThrownBy(() -> copies.toHost("web", "/tmp/out/secret", host.resolve("got"), false, PLAIN))
                .hasMessage("Could not find the file /tmp/out/secret in container web");
        assertThatThrownBy(() -> copies.toContainer(hostFile("one", "1"), "", "web", "/tmp/out/", PLAIN))
                .isInstanceOf(JcomposeException.class);
        assertThat(outside.resolve("one")).doesNotExist();
    }

    @Test
    void aLinkThatLeadsNowhereIsWrittenThroughInsideTheContainer() throws IOException {
        Path outside = host.resolve("outside");
        Container web = create(
                "web", false, List.of(), "sh", "-c", "busybox ln -s /tmp/there /tmp/link; echo ready; sleep 1000");
        start("web");
        org.awaitility.Awaitility.await().until(() -> !logs().isEmpty());
        copies.toContainer(hostFile("one", "1"), "", "web", "/tmp/link", PLAIN);
        assertThat(inside(web, "/tmp/there")).isEqualTo("1");
        Files.createSymbolicLink(host.resolve("dangling"), outside);
        copies.toHost("web", "/tmp/there", host.resolve("dangling"), false, PLAIN);
        assertThat(outside).hasContent("1");
    }

    @Test
    void noEntryOfAnArchiveLandsOutsideOrOpensAFileOfTheHost() throws IOException {
        Path outside = Files.createDirectory(host.resolve("outside"));
        Path secret = Files.writeString(outside.resolve("secret"), "of the host");
        create("web", false, List.of(), SLEEP);
        start("web");
        String up = "../".repeat(40) + outside.toString().substring(1);
        unpack(link("up", TarArchiveEntry.LF_SYMLINK, up), file("up/through"));
        unpack(link("down", TarArchiveEntry.LF_SYMLINK, outside.toString()), file("down/through"));
        unpack(file(up + "/escaped"));
        unpack(file(outside + "/absolute"));
        unpack(link("hard", TarArchiveEntry.LF_LINK, secret.toString()), file("hard"));
        unpack(link("hardup", TarArchiveEntry.LF_LINK, up + "/secret"), file("hardup"));
        unpack(link("in", TarArchiveEntry.LF_SYMLINK, "/proc/1/root"), file("in" + outside + "/proc"));
        assertThat(outside).isDirectoryContaining(path -> path.equals(secret));
        try (java.util.stream.Stream<Path> all = Files.list(outside)) {
            assertThat(all).containsExactly(secret);
        }
        assertThat(secret).hasContent("of the host");
        assertThat(Files.getAttribute(secret, "unix:nlink")).isEqualTo(1);
    }

    /** An archive may be refused or taken; what counts is where its files went. */
    private void unpack(TarArchiveEntry... entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (TarArchiveEntry entry : entries) {
                byte[] content = "evil".getBytes(StandardCharsets.UTF_8);
                if (entry.isFile() && !entry.isLink() && !entry.isSymbolicLink()) {
                    entry.setSize(content.length);
                }
                tar.putArchiveEntry(entry);
                if (entry.getSize() > 0) {
                    tar.write(content);
                }
                tar.closeArchiveEntry();
            }
        }
        tried(() -> copies.write(new ByteArrayInputStream(bytes.toByteArray()), "web", "/tmp", ARCHIVE));
    }

    private static TarArchiveEntry file(String name) {
        return new TarArchiveEntry(name, true);
    }

    private static TarArchiveEntry link(String name, byte type, String target) {
        TarArchiveEntry entry = new TarArchiveEntry(name, type);
        entry.setLinkName(target);
        return entry;
    }

    private List<String> logs() {
        List<String> lines = new ArrayList<>();
        engine.engine()
                .containers()
                .logs()
                .read(
                        List.of("web"),
                        Logs.Query.ALL,
                        line -> lines.add(new String(line.text(), StandardCharsets.UTF_8)));
        return lines;
    }

    /** CVE-2018-15664: a process of the container swaps a directory for a link to the host, again and again, while it is copied into and out of. */
    @Test
    void aRacingSwapOfADirectoryForALinkLeadsNowhere() throws IOException {
        Path outside = Files.createDirectory(host.resolve("outside"));
        Files.writeString(outside.resolve("file"), "of the host");
        Object mode = Files.getAttribute(outside, "unix:mode");
        String swap = "cd /tmp; mkdir d; ln -s " + outside + " l; echo ready; "
                + "while true; do mv -T d x; mv -T l d; mv -T d l; mv -T x d; done";
        create(
                "web",
                false,
                List.of(),
                "busybox",
                "sh",
                "-c",
                "for c in mkdir ln mv; do busybox ln -s busybox /bin/$c; done; " + swap);
        start("web");
        org.awaitility.Awaitility.await().until(() -> !logs().isEmpty());
        hostFile("d/file", "of the copy");
        hostFile("d/sub/file", "of the copy");
        Path back = Files.createDirectory(host.resolve("back"));
        int done = 0;
        for (int i = 0; i < 300; i++) {
            done += tried(() -> copies.toContainer(host.resolve("d"), "", "web", "/tmp/", PLAIN));
            done += tried(() -> copies.toContainer(host.resolve("d/file"), "", "web", "/tmp/d/", PLAIN));
            done += tried(() -> copies.toHost("web", "/tmp/d/file", back.resolve("file"), false, FOLLOW));
            assertThat(outside.resolve("file")).hasContent("of the host");
            assertThat(outside.resolve("sub")).doesNotExist();
            assertThat(Files.getAttribute(outside, "unix:mode")).isEqualTo(mode);
            if (Files.exists(back.resolve("file"))) {
                assertThat(back.resolve("file")).hasContent("of the copy");
            }
        }
        assertThat(done).isPositive();
    }

    private static int tried(Runnable copy) {
        try {
            copy.run();
            return 1;
        } catch (JcomposeException | io.jcompose.linux.LinuxException lostTheRace) {
            return 0;
        }
    }

    @Test
    void archivesGoThroughBothWays() throws IOException {
        create("web", false, List.of(), SLEEP);
        create("other", false, List.of(), SLEEP);
        copies.toContainer(hostFile("tree/file", "through"), "", "web", "/tmp/tree", PLAIN);
        assertThat(tarNames("/tmp/tree")).containsExactly("tree");
        copies.toContainer(host.resolve("tree"), "", "web", "/root/", PLAIN);
        assertThat(tarNames("/root/tree")).containsExactly("tree/", "tree/file");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        copies.read("web", "/root/tree", out, PLAIN);
        copies.write(new ByteArrayInputStream(out.toByteArray()), "other", "/tmp", PLAIN);
        copies.toHost("other", "/tmp/tree/file", host.resolve("back"), false, PLAIN);
        assertThat(host.resolve("back")).hasContent("through");
        assertThatThrownBy(() -> copies.write(new ByteArrayInputStream(out.toByteArray()), "other", "/no", PLAIN))
                .hasMessage("destination \"other:/no\" must be a directory");
    }

    @Test
    void saysWhatIsNotThere() throws IOException {
        create("web", false, List.of(), SLEEP);
        Path file = hostFile("one", "1");
        assertThatThrownBy(() -> copies.toHost("web", "/no", host, false, PLAIN))
                .hasMessage("Could not find the file /no in container web");
        assertThatThrownBy(() -> copies.toContainer(file, "", "web", "/no/file", PLAIN))
                .hasMessage("Could not find the file /no in container web");
        assertThatThrownBy(() -> copies.toContainer(host.resolve("two"), "", "web", "/", PLAIN))
                .hasMessage("lstat " + host.resolve("two") + ": no such file or directory");
        assertThatThrownBy(() -> copies.toHost("web", "/etc/passwd", host.resolve("no/file"), false, PLAIN))
                .hasMessage("invalid output path: directory \"" + host.resolve("no") + "\" does not exist");
        assertThatThrownBy(() -> copies.toContainer(file, "", "gone", "/", PLAIN))
                .hasMessageContaining("No such container: gone");
        assertThatThrownBy(() -> copies.toContainer(file, "/", "web", "/", PLAIN))
                .hasMessage("not a directory");
        assertThatThrownBy(() -> copies.toContainer(host, "", "web", "/etc/passwd", PLAIN))
                .hasMessage("cannot copy directory");
    }
}
