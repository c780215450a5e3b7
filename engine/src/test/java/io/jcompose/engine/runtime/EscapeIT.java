package io.jcompose.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jcompose.error.JcomposeException;
import io.jcompose.linux.Errno;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.mount.Mounts;
import io.jcompose.linux.syscall.Call;
import io.jcompose.linux.syscall.NativeScope;
import io.jcompose.linux.syscall.Sys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each test tries to get out of a container, in a way that has worked with other engines, and looks whether the host was reached. */
final class EscapeIT {
    private Busybox box;

    @BeforeEach
    void open() {
        Busybox.require();
        box = new Busybox();
    }

    @AfterEach
    void close() {
        if (box != null) {
            box.close();
        }
    }

    private static void requirePerl() {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/perl")), "needs perl");
    }

    private Busybox.Bundle shell(String script) {
        return box.bundle("sh", "-c", script);
    }

    private static Busybox.Bundle with(Busybox.Bundle bundle, int uid, String cwd, boolean noNewPrivileges) {
        return bundle.process(p -> new ProcessSpec(
                false,
                null,
                new ProcessSpec.User(uid, uid, null, List.of()),
                p.args(),
                p.env(),
                cwd,
                ProcessSpec.Capabilities.of(ProcessSpec.Capabilities.DEFAULT_NAMES, uid),
                List.of(),
                noNewPrivileges,
                null,
                null));
    }

    /** As a library that forgot O_CLOEXEC would leave it open (CVE-2024-21626). */
    private static int inheritable(Path directory) {
        try (NativeScope scope = NativeScope.open()) {
            return (int)
                    Sys.call(Call.OPENAT, "", Open.AT_FDCWD, scope.string(directory.toString()), Open.DIRECTORY, 0);
        }
    }

    @Test
    void aDescriptorOfTheEngineIsOpenInNoProcess() throws Exception {
        Path secret = Files.createDirectories(box.directory.resolve("secret"));
        Files.writeString(secret.resolve("file"), "secret");
        int leaked = inheritable(secret);
        try {
            String search = "ls /proc/self/fd; for fd in /proc/self/fd/*; do cat $fd/file; done 2>/dev/null; true";
            Busybox.Bundle bundle = shell(search);
            bundle.run();
            ContainerProcess container = box.bundle("sleep", "1000").start();

            assertThat(bundle.lines()).containsExactly("0", "1", "2", "3");
            assertThat(ExecIT.exec(box, container, "sh", "-c", search).output().lines())
                    .containsExactly("0", "1", "2", "3");
        } finally {
            Descriptors.close(leaked);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aWorkingDirectoryLeadsThroughNoDescriptorOfTheEngine(boolean byLink) throws Exception {
        Path secret = Files.createDirectories(box.directory.resolve("secret"));
        Files.writeString(secret.resolve("file"), "secret");
        int leaked = inheritable(secret);
        try {
            String descriptor = "/proc/self/fd/" + leaked;
            Files.createSymbolicLink(box.layer.resolve("work"), Path.of(descriptor));
            String directory = byLink ? "/work" : descriptor;
            Busybox.Bundle bundle =
                    with(shell("cat file; cat ../file; cat ../../../../../../etc/shadow; true"), 0, directory, false);
            bundle.run();
            ContainerProcess container = box.bundle("sleep", "1000").start();
            ProcessSpec exec = with(shell("cat file"), 0, directory, false).spec.process();
            int nothing = Descriptors.open("/dev/null", Open.RDWR);

            assertThat(bundle.output()).isEmpty();
            assertThatThrownBy(
                            () -> box.runtime.exec(container, exec, new Stdio.Descriptors(nothing, nothing, nothing)))
                    .isInstanceOf(JcomposeException.class)
                    .hasMessageContaining("can't be entered");
            Descriptors.close(nothing);
        } finally {
            Descriptors.close(leaked);
        }
    }

    @Test
    void theProgramBeforeExecIsACopyThatNobodyCanWriteTo() throws Exception {
        Busybox.Bundle bundle = box.bundle("true");
        try (EngineStandIn.Started started = EngineStandIn.start(bundle, "created")) {
            Path program = Path.of("/proc/" + started.container().pid() + "/exe");

            assertThat(Files.readSymbolicLink(program).toString()).startsWith("/memfd:");
            int kept = Descriptors.open(program.toString(), Open.RDONLY);
            started.close();
            box.runtime.delete(bundle.id, bundle.spec);
            Busybox.patiently().until(() -> !Files.exists(program));
            int writable = Descriptors.open("/proc/self/fd/" + kept, Open.WRONLY);
            assertThat(Descriptors.write(writable, new byte[] {1}, 0, 1)).isEqualTo(-Errno.EPERM);
            Descriptors.close(writable);
            Descriptors.close(kept);
        }
    }

    @Test
    void aNeighbourSeesNothingOfTheMemoryThatAProcessSharesWithTheEngineBeforeItsExec() throws Exception {
        requirePerl();
        ContainerProcess neighbour = box.bundle("sleep", "1000").start();
        Busybox.Bundle waiting = box.bundle("true");
        String namespace = "/proc/" + neighbour.identity().pid() + "/ns/pid";
        waiting.linux(l -> l.withNamespaces(List.of(
                new LinuxSpec.Namespace("pid", namespace),
                LinuxSpec.Namespace.fresh("mount"),
                LinuxSpec.Namespace.fresh("ipc"),
                LinuxSpec.Namespace.fresh("network"))));
        try (EngineStandIn.Started started = EngineStandIn.start(waiting, "created")) {
            String pid = Files.readString(Path.of("/proc/" + started.container().pid() + "/status"))
                    .lines()
                    .filter(line -> line.startsWith("NSpid:"))
                    .findFirst()
                    .orElseThrow()
                    .replaceAll(".*\\s", "");
            String tries =
                    "[ -d /proc/%1$s ] && echo there; for f in mem maps environ auxv; do head -c 1 /proc/%1$s/$f; done;"
                            + " ls /proc/%1$s/root/ /proc/%1$s/cwd/; readlink /proc/%1$s/exe /proc/%1$s/fd/*;"
                            + " echo > /proc/%1$s/mem; true";

            ExecIT.Result result = ExecIT.exec(box, neighbour, "sh", "-c", tries.formatted(pid));

            assertThat(result.output()).isEqualTo("there\n");
        }
    }

    @Test
    void theEngineIsOutOfReachInTheHostsPidNamespaceToo() throws Exception {
        requirePerl();
        long engine = ProcessHandle.current().pid();
        int attach = System.getProperty("os.arch").equals("aarch64") ? 117 : 101;
        Busybox.Bundle bundle = box.bundle("perl", "-e", """
                        $r = syscall(%d, 16, %d, 0, 0); print $r < 0 ? "ptrace refused\\n" : "attached\\n";
                        print open(F, "<", "/proc/%d/mem") ? "opened\\n" : "mem refused\\n";
                        print opendir(D, "/proc/%d/root/") ? "opened\\n" : "root refused\\n";
                        print opendir(E, "/proc/1/root/") ? "opened\\n" : "init's root refused\\n";
                        """.formatted(attach, engine, engine, engine))
                .perl()
                .linux(l -> l.withNamespaces(l.namespaces().stream()
                        .filter(namespace -> !namespace.type().equals("pid"))
                        .toList()));

        bundle.run();

        assertThat(bundle.lines())
                .containsExactly("ptrace refused", "mem refused", "root refused", "init's root refused");
    }

    @Test
    void protectedPathsAreNeitherWrittenNorUncovered() throws Exception {
        String pattern = Files.readString(Path.of("/proc/sys/kernel/core_pattern"));
        Busybox.Bundle bundle = shell("""
                echo '|/tmp/evil' > /proc/sys/kernel/core_pattern
                echo 1 > /proc/sys/kernel/sysrq
                echo x > /proc/sys/kernel/modprobe
                for path in /proc/timer_list /proc/sys /proc/keys /sys/firmware /sys; do umount $path; umount -l $path; done
                mount -o remount,rw /proc/sys; mount -o remount,rw /sys; mount -o remount,rw,bind /proc/sys
                mount -t proc proc /tmp; mount -t sysfs sysfs /tmp; mount --bind / /tmp
                cat /proc/timer_list /proc/keys | wc -c
                grep -c -E ' /proc/(sys|keys|timer_list) ' /proc/self/mountinfo
                """.replace("umount", "busybox umount"));

        bundle.run();

        assertThat(bundle.lines()).containsExactly("0", "3");
        assertThat(bundle.errors().lines()).hasSizeGreaterThan(15);
        assertThat(Path.of("/proc/sys/kernel/core_pattern")).hasContent(pattern);
    }

    @Test
    void cgroupsCanNotBeMadeToRunAProgramOfTheHost() throws Exception {
        Busybox.Bundle bundle = shell("""
                for file in $(busybox find /sys/fs/cgroup -name release_agent -o -name notify_on_release -o -name cgroup.procs); do
                  echo 1 > $file && echo wrote $file
                done
                mkdir /sys/fs/cgroup/x /sys/fs/cgroup/*/x && echo made
                mount -t cgroup -o memory cgroup /tmp && echo mounted
                mount -t cgroup2 cgroup /tmp && echo mounted
                true
                """);

        bundle.run();

        assertThat(bundle.output()).isEmpty();
        assertThat(bundle.errors()).contains("Read-only file system");
    }

    @ParameterizedTest
    @ValueSource(strings = {"b 8 0", "b 253 0", "b 254 0", "c 1 1", "c 1 11", "c 10 229", "c 10 235"})
    void aNodeOfAForbiddenDeviceOpensNothing(String device) throws Exception {
        Busybox.Bundle bundle =
                shell("busybox mknod /tmp/device " + device + " && echo made; head -c 1 /tmp/device && echo read;"
                        + " echo x >> /tmp/device && echo written; true");

        bundle.run();

        assertThat(bundle.lines()).containsExactly("made");
        assertThat(bundle.errors()).contains("Operation not permitted").doesNotContain("No such device");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSetUserIdProgramGivesRightsUnlessTheyAreForbidden(boolean forbidden) throws Exception {
        // busybox lays such rights down by itself
        Path program = box.layer.resolve("bin/setuid-cat");
        Files.copy(Path.of("/usr/bin/cat"), program, StandardCopyOption.COPY_ATTRIBUTES);
        Files.setAttribute(program, "unix:mode", 04755);
        Files.setPosixFilePermissions(box.layer.resolve("etc/passwd"), PosixFilePermissions.fromString("rw-------"));
        Busybox.Bundle bundle = with(box.bundle("setuid-cat", "/etc/passwd"), 1000, "/", forbidden)
                .perl();

        bundle.run();

        assertThat(bundle.output()).isEqualTo(forbidden ? "" : "root:x:0:0:root:/:/bin/sh\n");
    }

    @Test
    void aMountInAContainerIsNotSeenOnTheHost() throws Exception {
        Path shared = Files.createDirectories(box.directory.resolve("shared"));
        Files.createDirectories(shared.resolve("inner"));
        Busybox.Bundle bundle = shell(
                        "mount -t tmpfs none /data/inner && echo x > /data/inner/file && grep -c /data/inner /proc/self/mountinfo")
                .capabilities("CAP_SYS_ADMIN")
                .mount(MountSpec.bind(shared, "/data"));

        bundle.run();

        assertThat(bundle.lines()).as(bundle.errors()).containsExactly("1");
        assertThat(shared.resolve("inner")).isEmptyDirectory();
        assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(shared.toString());
    }

    @Test
    void theHostsKeysAreNotTheContainers() throws Exception {
        requirePerl();
        int keyctl = System.getProperty("os.arch").equals("aarch64") ? 219 : 250;
        String own = "print syscall(%d, 0, -3, 0), \"\\n\";".formatted(keyctl);
        Busybox.Bundle first = box.bundle("perl", "-e", own).perl().linux(l -> l.withSeccomp(null));
        first.run();
        String host = Long.toString(Sys.attempt(Call.KEYCTL, 0, -3, 0));
        String describe = own
                + "$b = 'x' x 99; print syscall(%d, 6, %s, $b, 99) < 0 ? \"refused\\n\" : $b;"
                        .formatted(keyctl, first.lines().getFirst());
        Busybox.Bundle second = box.bundle("perl", "-e", describe).perl().linux(l -> l.withSeccomp(null));

        second.run();

        assertThat(first.errors() + second.errors()).isEmpty();
        assertThat(Long.parseLong(first.lines().getFirst())).isPositive();
        assertThat(second.lines().getFirst())
                .isNotEqualTo(first.lines().getFirst())
                .isNotEqualTo(host);
        assertThat(second.lines().getLast()).as("a key of another container").isEqualTo("refused");
    }

    @Test
    void whatIsInsideAVolumeStaysInsideWhateverItsLinksSay() throws Exception {
        Path volume = Files.createDirectories(box.directory.resolve("volume"));
        Path outside = Files.createDirectories(box.directory.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "secret");
        Files.createSymbolicLink(volume.resolve("absolute"), outside);
        Files.createSymbolicLink(volume.resolve("climbing"), Path.of("../../../../../../.." + outside));
        for (String path : List.of("absolute", "climbing", "../outside", "absolute/../../outside")) {
            Busybox.Bundle bundle = box.bundle("cat", "/data/secret")
                    .mount(MountSpec.bind(Path.of(volume + MountSpec.INSIDE + path), "/data"));

            assertThatThrownBy(bundle::create).as(path).isInstanceOf(JcomposeException.class);
        }
    }

    @Test
    void aLinkThatIsSwappedDuringTheMountWinsNothing() throws Exception {
        Path volume = Files.createDirectories(box.directory.resolve("volume"));
        Path outside = Files.createDirectories(box.directory.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "secret");
        Files.createDirectories(volume.resolve("sub"));
        Files.createSymbolicLink(volume.resolve("link"), outside);
        AtomicBoolean over = new AtomicBoolean();
        Thread attacker = Thread.ofPlatform().start(() -> {
            while (!over.get()) {
                Exchange.of(volume.resolve("sub"), volume.resolve("link"));
            }
        });
        List<String> seen = new ArrayList<>();
        try {
            for (int i = 0; i < 60; i++) {
                Busybox.Bundle bundle = shell("cat /data/secret; true")
                        .mount(MountSpec.bind(Path.of(volume + MountSpec.INSIDE + "sub"), "/data"));
                try {
                    bundle.run();
                    seen.add(bundle.output());
                } catch (JcomposeException refused) {
                    seen.add("");
                }
            }
        } finally {
            over.set(true);
            attacker.join();
        }

        assertThat(seen).hasSize(60).containsOnly("");
    }

    @Test
    void laterMountsOfTheHostReachAContainerOnlyWhereItWasAskedFor() throws Exception {
        Path shared = Files.createDirectories(box.directory.resolve("from-host"));
        Path inner = Files.createDirectories(shared.resolve("inner"));
        Mounts.mount("tmpfs", shared.toString(), "tmpfs", 0, "");
        Mounts.setPropagation(shared.toString(), io.jcompose.linux.mount.MountAttributes.SHARED, false);
        Files.createDirectories(inner);
        try {
            ContainerProcess kept = box.bundle("sleep", "1000")
                    .mount(MountSpec.bind(shared, "/data"))
                    .start();
            ContainerProcess slave = box.bundle("sleep", "1000")
                    .mount(new MountSpec("/data", "bind", shared.toString(), List.of("rbind", "rslave")))
                    .start();
            String name = UUID.randomUUID().toString();
            Mounts.mount("tmpfs", inner.toString(), "tmpfs", 0, "");
            Files.writeString(inner.resolve(name), "x");

            assertThat(ExecIT.exec(box, kept, "ls", "/data/inner").output()).isEmpty();
            assertThat(ExecIT.exec(box, slave, "ls", "/data/inner").output()).isEqualTo(name + "\n");
        } finally {
            Mounts.detachIfMounted(inner.toString());
            Mounts.detachIfMounted(shared.toString());
        }
    }

    @Test
    void mountsOfAContainerReachTheHostOnlyWhereItWasAskedFor() throws Exception {
        try (SharedMount shared = new SharedMount(box.directory.resolve("to-host"))) {
            for (String propagation : List.of("rprivate", "rslave")) {
                assertThat(shared.hears(box.bundle("sleep", "1000")
                                .mount(shared.bind("rbind", propagation))
                                .start()))
                        .as(propagation)
                        .isFalse();
            }
            for (String propagation : List.of("rshared", "shared")) {
                assertThat(shared.hears(box.bundle("sleep", "1000")
                                .mount(shared.bind("rbind", propagation))
                                .start()))
                        .as(propagation)
                        .isTrue();
            }
        }
    }

    /** What stands at /dev/null in a volume was laid over the masked paths (CVE-2025-31133): here the way to core_pattern. */
    @Test
    void whatAVolumeHasForTheNullDeviceCoversNothing() throws Exception {
        Path devices = Files.createDirectories(box.directory.resolve("devices"));
        Files.createSymbolicLink(devices.resolve("null"), Path.of("/proc/sys/kernel/core_pattern"));
        for (String name : List.of("zero", "full", "random", "urandom", "tty")) {
            Files.createFile(devices.resolve(name));
        }
        Files.createDirectories(devices.resolve("shm"));
        Busybox.Bundle bundle = shell("stat -c '%F %t:%T' /proc/keys /proc/timer_list; cat /proc/keys | wc -c;"
                        + " grep -c core_pattern /proc/self/mountinfo")
                .spec(spec -> new RuntimeSpec(
                        spec.ociVersion(),
                        spec.process(),
                        spec.root(),
                        spec.hostname(),
                        spec.domainname(),
                        spec.mounts().stream()
                                .filter(mount -> !mount.destination().startsWith("/dev"))
                                .toList(),
                        spec.annotations(),
                        spec.linux()))
                .mount(MountSpec.bind(devices, "/dev"));

        bundle.run();

        assertThat(bundle.lines())
                .as(bundle.errors())
                .containsExactly("character special file 1:3", "character special file 1:3", "0", "0");
    }

    /** A link as the place of proc lets another container turn it elsewhere before it is protected (CVE-2019-19921). */
    @Test
    void procIsMountedAtNoLink() throws Exception {
        Path volume = Files.createDirectories(box.directory.resolve("volume"));
        Files.createDirectories(volume.resolve("proc"));
        Files.createSymbolicLink(box.layer.resolve("proc"), Path.of("/data/proc"));
        Busybox.Bundle bundle = box.bundle("true").mount(MountSpec.bind(volume, "/data"));

        assertThatThrownBy(bundle::create)
                .isInstanceOf(JcomposeException.class)
                .hasMessageContaining("mounting \"proc\" at \"/proc\" failed")
                .hasMessageContaining("ELOOP");
        assertThat(volume.resolve("proc")).isEmptyDirectory();
    }

    /** The terminal is the container's own: what is pushed into it is read in the container (CVE-2023-28339 and others). */
    @Test
    void nothingIsPushedIntoATerminalOfTheHost() throws Exception {
        requirePerl();
        Busybox.Bundle bundle = box.bundle("perl", "-e", """
                        for $name ("/dev/tty", "/dev/console", "/proc/self/fd/0") {
                          print "pushed\n" if open(T, "+<", $name) && ioctl(T, 0x5412, $c = "x");
                        }
                        for $fd (0, 1, 2) { print "stream: ", readlink("/proc/self/fd/$fd"), "\n"; }
                        """).perl().capabilities("CAP_SYS_ADMIN");

        bundle.run();

        assertThat(bundle.lines())
                .as(bundle.errors())
                .hasSize(3)
                .allMatch(line -> line.matches("stream: (pipe:.*|/dev/null|.*/(stdin|stdout|stderr))"), "no terminal");
    }
}
