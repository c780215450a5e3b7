package io.jcompose.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.engine.store.Shell;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.process.Capability;
import io.jcompose.linux.process.Credentials;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a program finds inside a container, asked of the kernel by busybox. */
final class ContainerIT {
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

    @Test
    void printsAndEndsWithItsCode() throws Exception {
        Busybox.Bundle bundle = box.bundle("sh", "-c", "echo hello; echo $$; hostname; exit 7");

        ExitStatus status = bundle.run();

        assertThat(bundle.errors()).isEmpty();
        assertThat(bundle.lines()).containsExactly("hello", "1", "box");
        assertThat(status).isEqualTo(new ExitStatus.Exited(7));
    }

    @Test
    void seesNoDescriptorsButItsStdio() throws Exception {
        Busybox.Bundle bundle = box.bundle("ls", "/proc/self/fd");

        bundle.run();

        // 3 is the directory that ls itself has open.
        assertThat(bundle.lines()).containsExactly("0", "1", "2", "3");
    }

    @Test
    void isTheUserOfTheSpecWithItsGroups() throws Exception {
        Busybox.Bundle bundle = box.bundle("grep", "-E", "^(Uid|Gid|Groups):", "/proc/self/status")
                .as(1234, 2345, 10, 20);

        bundle.run();

        assertThat(bundle.lines())
                .containsExactly("Uid:\t1234\t1234\t1234\t1234", "Gid:\t2345\t2345\t2345\t2345", "Groups:\t10 20 ");
    }

    @ParameterizedTest
    @CsvSource({"0, 00000000a80425fb", "1000, 0000000000000000"})
    void hasDockersCapabilities(int uid, String held) throws Exception {
        Busybox.Bundle bundle = box.bundle("grep", "-E", "^(Cap|NoNewPrivs)", "/proc/self/status")
                .as(uid, uid);

        bundle.run();

        assertThat(bundle.lines())
                .containsExactly(
                        "CapInh:\t0000000000000000",
                        "CapPrm:\t" + held,
                        "CapEff:\t" + held,
                        "CapBnd:\t00000000a80425fb",
                        "CapAmb:\t0000000000000000",
                        "NoNewPrivs:\t0");
    }

    @Test
    void hasTheSignalsOfAFreshProcess() throws Exception {
        Busybox.Bundle bundle = box.bundle("grep", "-E", "^Sig(Blk|Ign|Cgt)", "/proc/self/status");

        bundle.run();

        assertThat(bundle.lines())
                .containsExactly("SigBlk:\t0000000000000000", "SigIgn:\t0000000000000000", "SigCgt:\t0000000000000000");
    }

    @Test
    void takesNoNewPrivilegesAndUmask() throws Exception {
        Busybox.Bundle bundle = box.bundle("sh", "-c", "grep NoNewPrivs /proc/self/status; umask")
                .process(p -> new ProcessSpec(
                        false,
                        null,
                        new ProcessSpec.User(0, 0, 0077, List.of()),
                        p.args(),
                        p.env(),
                        p.cwd(),
                        p.capabilities(),
                        List.of(),
                        true,
                        null,
                        null));

        bundle.run();

        assertThat(bundle.lines()).containsExactly("NoNewPrivs:\t1", "0077");
    }

    @Test
    void hasTheUsualMountsAndNoneOfTheHost() throws Exception {
        Busybox.Bundle bundle = box.bundle("cat", "/proc/self/mountinfo");

        bundle.run();

        List<String> mounts = new ArrayList<>();
        for (String line : bundle.lines()) {
            String[] fields = line.split(" ");
            String[] after = line.substring(line.indexOf(" - ") + 3).split(" ");
            mounts.add(fields[4] + " " + after[0]);
        }
        assertThat(mounts)
                .contains(
                        "/ overlay",
                        "/proc proc",
                        "/dev tmpfs",
                        "/dev/pts devpts",
                        "/dev/shm tmpfs",
                        "/dev/mqueue mqueue",
                        "/sys sysfs")
                .noneMatch(mount -> mount.contains(box.directory.toString()) || mount.endsWith(" ext4"));
        assertThat(bundle.lines().stream().filter(line -> line.contains(" /sys ")))
                .allMatch(line -> line.contains(" ro,"));
    }

    @Test
    void masksAndProtectsPathsOfProcAndSys() throws Exception {
        Busybox.Bundle bundle = box.bundle(
                "sh",
                "-c",
                "cat /proc/interrupts | wc -c; cat /proc/timer_list | wc -c; ls /sys/firmware | wc -l;"
                        + " echo 50 > /proc/sys/vm/swappiness; echo 1 > /proc/irq/default_smp_affinity; mkdir /sys/x; cat /proc/1/comm; true");

        bundle.run();

        assertThat(bundle.lines()).containsExactly("0", "0", "0", "sh");
        assertThat(bundle.errors().lines()).hasSize(3).allMatch(line -> line.contains("Read-only"));
    }

    @Test
    void masksAnyNumberOfFilesAndDirectoriesAndLeavesOutWhatIsMissing() throws Exception {
        List<String> masked = List.of(
                "/proc/missing",
                "/proc/keys",
                "/proc/acpi",
                "/proc/interrupts",
                "/proc/tty",
                "/proc/version",
                "/sys/missing",
                "/sys/firmware",
                "/sys/kernel",
                "/sys/module",
                "/etc/passwd",
                "/bin/no-format");
        Busybox.Bundle bundle = box.bundle(
                        "sh",
                        "-c",
                        "cat /proc/keys /proc/interrupts /proc/version /etc/passwd /bin/no-format | wc -c;"
                                + " ls -A /proc/acpi /proc/tty /sys/firmware /sys/kernel /sys/module | grep -v : | wc -w;"
                                + " touch /proc/tty/x; touch /sys/module/x; echo x > /etc/passwd; ls -A /sys/kernel; true")
                .linux(linux -> new LinuxSpec(
                        linux.namespaces(),
                        linux.resources(),
                        linux.cgroupsPath(),
                        masked,
                        linux.readonlyPaths(),
                        linux.devices(),
                        linux.sysctl(),
                        linux.rootfsPropagation(),
                        linux.seccomp()));

        bundle.run();

        assertThat(bundle.lines()).containsExactly("0", "0");
        assertThat(bundle.errors().lines()).hasSize(2).allMatch(line -> line.contains("Read-only"));
    }

    /** Who waits for the end must not wait for the disk, to which the unmounting writes all that it has not got yet. */
    @Test
    void hasEndedBeforeItsRootIsUnmounted() throws Exception {
        Busybox.Bundle bundle = box.bundle("true");

        bundle.run();

        assertThat(anotherHasItMounted(bundle)).isTrue();
        box.runtime.delete(bundle.id, bundle.spec);
        Busybox.patiently().until(() -> !anotherHasItMounted(bundle));
    }

    /** With an index overlayfs refuses a directory that is the upper one of another mount (overlayfs.rst, "Sharing and copying layers"). */
    private boolean anotherHasItMounted(Busybox.Bundle bundle) {
        Path second = bundle.path.resolve("second");
        return Shell.run("mkdir -p " + second + "; mount -t overlay overlay -o index=on,lowerdir=" + box.layer
                        + ",upperdir=" + bundle.path.resolve("upper") + ",workdir=" + bundle.path.resolve("work") + " "
                        + second + " 2>&1 && umount " + second + " || true")
                .contains("already mounted");
    }

    @Test
    void canBeMadeAgainAtOnceAndHasWhatItWrote() throws Exception {
        Busybox.Bundle bundle = box.bundle("sh", "-c", "echo x >> /file");
        for (int i = 0; i < 10; i++) {
            bundle.run();
            box.runtime.delete(bundle.id, bundle.spec);
        }

        assertThat(Files.readAllLines(bundle.path.resolve("upper/file"))).hasSize(10);
    }

    @Test
    void hasWorkingDevices() throws Exception {
        Busybox.Bundle bundle = box.bundle(
                        "sh",
                        "-c",
                        "echo x > /dev/null; head -c 3 /dev/zero | wc -c; head -c 3 /dev/urandom | wc -c; echo out > /dev/stdout;"
                                + " echo err > /dev/stderr; readlink /dev/fd; stat -c '%a %t %T' /dev/full; ls /dev")
                .as(1000, 1000);

        bundle.run();

        assertThat(bundle.errors()).isEqualTo("err\n");
        assertThat(bundle.lines().contains("core"))
                .as("a link to the kernel's memory, which not every kernel shows")
                .isEqualTo(Files.exists(Path.of("/proc/kcore")));
        assertThat(bundle.lines())
                .filteredOn(line -> !line.equals("core"))
                .containsExactly(
                        "3",
                        "3",
                        "out",
                        "/proc/self/fd",
                        "666 1 7",
                        "fd",
                        "full",
                        "mqueue",
                        "null",
                        "ptmx",
                        "pts",
                        "random",
                        "shm",
                        "stderr",
                        "stdin",
                        "stdout",
                        "tty",
                        "urandom",
                        "zero");
    }

    @Test
    void writesToItsUpperDirectoryOnly() throws Exception {
        Busybox.Bundle bundle = box.bundle("sh", "-c", "echo mine > /file");

        bundle.run();

        assertThat(bundle.path.resolve("upper/file")).hasContent("mine");
        assertThat(box.layer.resolve("file")).doesNotExist();
        assertThat(bundle.path.resolve("merged")).isEmptyDirectory();
    }

    /** A disk that was its volume can be unmounted then and used otherwise; here mkfs refuses one that is mounted anywhere. */
    @Test
    void hasNothingMountedAnyMoreWhenItIsDeleted() throws Exception {
        Shell.needs("mkfs.ext4", "losetup");
        Path place = Files.createDirectory(box.directory.resolve("disk"));
        String image = box.directory.resolve("disk.img").toString();
        String loop = Shell.run("truncate -s 8M " + image + "; mkfs.ext4 -q " + image + "; losetup -f --show " + image);
        try {
            Shell.run("mount " + loop + " " + place);
            Busybox.Bundle bundle = box.bundle("sleep", "1000");
            // so that it takes a while
            for (int i = 0; i < 200; i++) {
                bundle.mount(MountSpec.tmpfs("/scratch/" + i, "size=1m"));
            }
            bundle.mount(new MountSpec("/disk", "bind", place.toString(), List.of("rbind")));
            ContainerProcess process = bundle.start();
            box.runtime.signal(process, 9);
            process.exit().get(60, TimeUnit.SECONDS);

            box.runtime.delete(bundle.id, bundle.spec);

            Shell.run("umount " + place + "; mkfs.ext4 -q -F " + loop);
        } finally {
            Shell.run("umount " + place + " 2>/dev/null || true; losetup -d " + loop);
        }
    }

    @Test
    void canNotWriteToAReadOnlyRootButToItsTmpfs() throws Exception {
        Busybox.Bundle bundle = box.bundle("sh", "-c", "echo a > /scratch/a && cat /scratch/a; echo b > /b")
                .mount(MountSpec.tmpfs("/scratch", "mode=1777", "size=1m"))
                .spec(s -> new RuntimeSpec(
                        s.ociVersion(),
                        s.process(),
                        new RuntimeSpec.Root("merged", true),
                        s.hostname(),
                        null,
                        s.mounts(),
                        s.annotations(),
                        s.linux()));

        bundle.run();

        assertThat(bundle.lines()).containsExactly("a");
        assertThat(bundle.errors()).contains("Read-only file system");
    }

    @Test
    void mountsManyLayersTopmostFirst() throws Exception {
        Path layers = Files.createDirectories(box.directory.resolve("layers-with-a-name-as-long-as-a-digest-has-it"));
        List<Path> lowers = new ArrayList<>();
        for (int i = 0; i < 126; i++) {
            Path layer = Files.createDirectories(layers.resolve(("%03d-" + "f".repeat(60)).formatted(i)));
            Files.writeString(layer.resolve("top"), "layer " + i);
            Files.writeString(layer.resolve("only-" + i), "x");
            lowers.add(layer);
        }
        lowers.add(box.layer);
        Busybox.Bundle bundle = box.bundle("sh", "-c", "cat /top; echo; ls -d /only-* | wc -l")
                .spec(s -> {
                    List<MountSpec> mounts = new ArrayList<>(s.mounts());
                    Path work = Path.of(mounts.getFirst().options().getLast().substring("workdir=".length()));
                    mounts.set(0, MountSpec.overlay(lowers, work.resolveSibling("upper"), work));
                    return new RuntimeSpec(
                            s.ociVersion(), s.process(), s.root(), null, null, mounts, s.annotations(), s.linux());
                });

        bundle.run();

        assertThat(bundle.lines()).containsExactly("layer 0", "126");
    }

    @Test
    void bindsFilesAndDirectoriesOfTheHost() throws Exception {
        Path data = Files.createDirectories(box.directory.resolve("data"));
        Path hosts = Files.writeString(box.directory.resolve("hosts"), "127.0.0.1 localhost\n");
        Busybox.Bundle bundle = box.bundle(
                        "sh",
                        "-c",
                        "cat /etc/hosts; echo new > /mnt/deep/data/file; echo no > /ro/file; echo no > /etc/hosts")
                .mount(
                        MountSpec.bind(data, "/mnt/deep/data"),
                        MountSpec.bind(data, "/ro", "rro"),
                        MountSpec.bind(hosts, "/etc/hosts", "ro"));

        bundle.run();

        assertThat(bundle.lines()).containsExactly("127.0.0.1 localhost");
        assertThat(data.resolve("file")).hasContent("new");
        assertThat(bundle.errors().lines()).hasSize(2).allMatch(line -> line.contains("Read-only"));
        assertThat(bundle.path.resolve("upper/mnt/deep/data")).isEmptyDirectory();
    }

    @Test
    void showsFilesOfABindAsTheMappingOfTheirOwnersSays() throws Exception {
        Path data = Files.createDirectories(box.directory.resolve("data"));
        Path file = Files.writeString(data.resolve("file"), "x");
        Files.setAttribute(file, "unix:uid", 1000);
        Files.setAttribute(file, "unix:gid", 2000);
        Busybox.Bundle bundle = box.bundle(
                        "sh",
                        "-c",
                        "stat -c '%u %g' /mapped/file /plain/file; touch /mapped/new; stat -c '%u' /mapped/new")
                .as(5000, 6000)
                .mount(
                        new MountSpec(
                                "/mapped",
                                "bind",
                                data.toString(),
                                List.of("bind", "idmap"),
                                List.of(new MountSpec.IdMapping(1000, 5000, 1)),
                                List.of(new MountSpec.IdMapping(2000, 6000, 1))),
                        MountSpec.bind(data, "/plain"));
        Files.setAttribute(data, "unix:uid", 1000);
        Files.setAttribute(data, "unix:gid", 2000);

        bundle.run();

        assertThat(bundle.errors()).isEmpty();
        assertThat(bundle.lines()).containsExactly("5000 6000", "1000 2000", "5000");
        assertThat(Files.getAttribute(data.resolve("new"), "unix:uid")).isEqualTo(1000);
    }

    @Test
    void keepsMountTargetsInsideTheRootWhateverLinksSay() throws Exception {
        Path outside = Files.createDirectories(box.directory.resolve("outside"));
        Files.createSymbolicLink(box.layer.resolve("evil"), outside);
        Files.createSymbolicLink(box.layer.resolve("up"), Path.of("../../../../../.." + outside));
        Files.createSymbolicLink(box.layer.resolve("etc/resolv.conf"), Path.of("../run/resolve/stub.conf"));
        Path data = Files.createDirectories(box.directory.resolve("data"));
        Path file = Files.writeString(box.directory.resolve("resolv"), "nameserver 127.0.0.11\n");
        Busybox.Bundle bundle = box.bundle("sh", "-c", "echo x > /evil/x; cat /etc/resolv.conf")
                .mount(
                        MountSpec.bind(data, "/evil"),
                        MountSpec.bind(data, "/up/below"),
                        MountSpec.bind(file, "/etc/resolv.conf"));

        bundle.run();

        assertThat(outside).isEmptyDirectory();
        assertThat(data.resolve("x")).hasContent("x");
        assertThat(bundle.lines()).containsExactly("nameserver 127.0.0.11");
    }

    @Test
    void makesTheWorkingDirectory() throws Exception {
        Busybox.Bundle bundle = box.bundle("pwd")
                .process(p -> new ProcessSpec(
                        false,
                        null,
                        p.user(),
                        p.args(),
                        p.env(),
                        "/srv/app/here",
                        p.capabilities(),
                        List.of(),
                        false,
                        null,
                        null));

        bundle.run();

        assertThat(bundle.lines()).containsExactly("/srv/app/here");
    }

    @Test
    void saysWhichProgramIsNotThere() {
        assertThatThrownBy(() -> box.bundle("foo").create()).isInstanceOfSatisfying(JcomposeException.class, e -> {
            assertThat(e).hasMessage("exec: \"foo\": executable file not found in $PATH");
            assertThat(e.kind()).isEqualTo(Kind.COMMAND_NOT_FOUND);
            assertThat(e.exitCode()).isEqualTo(127);
        });
        assertThatThrownBy(() -> box.bundle("/no/foo").create())
                .hasMessage("exec: \"/no/foo\": stat /no/foo: no such file or directory");
    }

    @ParameterizedTest
    @CsvSource({
        "/bin/no-execute-bit, 126, permission denied",
        "/bin, 126, is a directory",
        "/bin/no-format, 126, exec format error",
        "/bin/no-interpreter, 127, no such file or directory"
    })
    void saysWhyAProgramCanNotBeExecuted(String file, int code, String why) throws Exception {
        Busybox.Bundle bundle = box.bundle(file);

        assertThatThrownBy(bundle::start)
                .hasMessageContaining(file)
                .hasMessageContaining(why)
                .isInstanceOfSatisfying(
                        JcomposeException.class, e -> assertThat(e.exitCode()).isEqualTo(code));
    }

    @Test
    void tellsTheCodeOfAProgramThatWasRefusedAtTheStart() throws Exception {
        Busybox.Bundle bundle = box.bundle("/bin/no-format");
        ContainerProcess created = bundle.create();

        assertThatThrownBy(() -> box.runtime.start(created)).isInstanceOf(JcomposeException.class);

        assertThat(bundle.await(created)).isEqualTo(new ExitStatus.Exited(126));
    }

    @Test
    void tellsTheSignalThatKilledIt() throws Exception {
        Busybox.Bundle bundle = box.bundle("sleep", "1000");
        ContainerProcess process = bundle.start();

        assertThat(box.runtime.signal(process, 9)).isTrue();

        ExitStatus status = bundle.await(process);
        assertThat(status).isEqualTo(new ExitStatus.Killed(9));
        assertThat(status.code()).isEqualTo(137);
        assertThat(box.runtime.signal(process, 9)).isFalse();
    }

    @Test
    void canBeKilledBeforeItsStart() throws Exception {
        Busybox.Bundle bundle = box.bundle("sleep", "1000");
        ContainerProcess created = bundle.create();
        assertThat(created.exit()).isNotDone();

        box.runtime.signal(created, 9);

        assertThat(bundle.await(created)).isEqualTo(new ExitStatus.Killed(9));
        assertThatThrownBy(() -> box.runtime.start(created)).hasMessageContaining("can't be started");
    }

    @Test
    void canBeDeletedBeforeItsStart() throws Exception {
        Busybox.Bundle bundle = box.bundle("sleep", "1000");
        ContainerProcess created = bundle.create();

        box.runtime.delete(bundle.id, bundle.spec);

        assertThat(bundle.await(created)).isEqualTo(new ExitStatus.Killed(9));
    }

    @Test
    void doesNotRunItsProgramBeforeTheStart() throws Exception {
        Busybox.Bundle bundle = box.bundle("touch", "/ran");
        ContainerProcess created = bundle.create();
        assertThat(Files.readString(Path.of("/proc/" + created.identity().pid() + "/comm")))
                .doesNotContain("touch");
        assertThat(bundle.path.resolve("upper/ran")).doesNotExist();

        box.runtime.start(created);
        bundle.await(created);

        assertThat(bundle.path.resolve("upper/ran")).exists();
    }

    @Test
    void joinsNamespacesOfAnotherContainer() throws Exception {
        Busybox.Bundle first = box.bundle("sleep", "1000");
        ContainerProcess running = first.start();
        String namespaces = "/proc/" + running.identity().pid() + "/ns/";
        Busybox.Bundle second = box.bundle(
                        "sh", "-c", "readlink /proc/self/ns/ipc; readlink /proc/self/ns/net; ps; hostname")
                .linux(l -> l.withNamespaces(List.of(
                        new LinuxSpec.Namespace("pid", namespaces + "pid"),
                        LinuxSpec.Namespace.fresh("mount"),
                        new LinuxSpec.Namespace("ipc", namespaces + "ipc"),
                        new LinuxSpec.Namespace("network", namespaces + "net"),
                        new LinuxSpec.Namespace("uts", namespaces + "uts"))));

        second.run();

        assertThat(second.lines())
                .contains(
                        Files.readSymbolicLink(Path.of(namespaces + "ipc")).toString(),
                        Files.readSymbolicLink(Path.of(namespaces + "net")).toString(),
                        "box")
                .anyMatch(line -> line.contains("sleep 1000"));
    }

    @Test
    void sharesTheHostsNamespacesThatAreNotListed() throws Exception {
        Busybox.Bundle bundle = box.bundle("sh", "-c", "for n in net pid uts; do readlink /proc/self/ns/$n; done")
                .linux(l -> l.withNamespaces(
                        List.of(LinuxSpec.Namespace.fresh("mount"), LinuxSpec.Namespace.fresh("ipc"))));

        bundle.run();

        assertThat(bundle.lines())
                .containsExactly(
                        Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString(),
                        Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString(),
                        Files.readSymbolicLink(Path.of("/proc/self/ns/uts")).toString());
    }

    @Test
    void setsSysctlsOfItsNamespacesAndRefusesTheHosts() throws Exception {
        Busybox.Bundle bundle = box.bundle("cat", "/proc/sys/net/ipv4/ip_forward", "/proc/sys/kernel/shmmni")
                .linux(l -> l.withSysctl(Map.of("net.ipv4.ip_forward", "0", "kernel.shmmni", "99")));

        bundle.run();

        assertThat(bundle.lines()).containsExactly("0", "99");
        assertThatThrownBy(() -> box.bundle("true")
                        .linux(l -> l.withSysctl(Map.of("kernel.panic", "1")))
                        .create())
                .hasMessageContaining("kernel.panic");
    }

    @Test
    void clampsLimitsThatCanNotBeRaisedAndSaysSo() throws Exception {
        Busybox.Bundle bundle = box.bundle("sh", "-c", "ulimit -n; cat /proc/self/oom_score_adj")
                .process(p -> new ProcessSpec(
                        false,
                        null,
                        p.user(),
                        p.args(),
                        p.env(),
                        p.cwd(),
                        p.capabilities(),
                        List.of(
                                new ProcessSpec.Rlimit("RLIMIT_NOFILE", 512, 256),
                                new ProcessSpec.Rlimit("RLIMIT_MSGQUEUE", 1L << 40, 1L << 40)),
                        false,
                        500,
                        null));
        ContainerProcess process = bundle.start();

        bundle.await(process);

        assertThat(bundle.lines()).containsExactly("256", "500");
        boolean limited = process.notes().stream().anyMatch(note -> note.startsWith("RLIMIT_MSGQUEUE is "));
        boolean powerful = (Credentials.permitted() & Capability.CAP_SYS_RESOURCE.bit()) != 0;
        assertThat(limited).isEqualTo(!powerful);
    }

    @Test
    void namesAMissingBindSource() {
        assertThatThrownBy(() -> box.bundle("true")
                        .mount(MountSpec.bind(Path.of("/no/such/source"), "/x"))
                        .create())
                .isInstanceOf(JcomposeException.class)
                .hasMessageContaining("/no/such/source");
    }

    @Test
    void namesAnOptionThatAFileSystemDoesNotKnow() {
        assertThatThrownBy(() -> box.bundle("true")
                        .mount(MountSpec.tmpfs("/x", "colour=blue"))
                        .create())
                .isInstanceOf(JcomposeException.class)
                .hasMessageContaining("colour")
                .hasMessageContaining("/x");
    }
}
