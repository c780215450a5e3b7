package io.jcompose.engine.runtime;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.file.DescriptorSet;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.FileStatus;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.file.RootDirectory;
import io.jcompose.linux.mount.Mounts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** /dev of a container: the nodes that every program expects (config-linux.md, "Default Devices"), those of the spec, and the links. */
final class DeviceDirectory {
    /** The majors of what is in a devpts (Documentation/admin-guide/devices.txt). */
    private static final int TERMINALS = 136;

    private static final int LAST_TERMINALS = 143;

    private static final List<LinuxSpec.Device> DEFAULTS = List.of(
            character("null", 1, 3),
            character("zero", 1, 5),
            character("full", 1, 7),
            character("random", 1, 8),
            character("urandom", 1, 9),
            character("tty", 5, 0));

    /** With CONFIG_PROC_KCORE. */
    private static final boolean KERNEL_HAS_CORE = Files.exists(Path.of("/proc/kcore"));

    private final RootDirectory root;

    DeviceDirectory(RootDirectory root) {
        this.root = root;
    }

    private static LinuxSpec.Device character(String name, int major, int minor) {
        return new LinuxSpec.Device("/dev/" + name, "c", major, minor, 0666, 0, 0);
    }

    void populate(List<LinuxSpec.Device> more) {
        int directory = root.ensureDirectory("/dev");
        try {
            DEFAULTS.forEach(device -> make(directory, device));
            more.forEach(this::make);
            Descriptors.link(directory, "ptmx", "pts/ptmx");
            Descriptors.link(directory, "fd", "/proc/self/fd");
            Descriptors.link(directory, "stdin", "/proc/self/fd/0");
            Descriptors.link(directory, "stdout", "/proc/self/fd/1");
            Descriptors.link(directory, "stderr", "/proc/self/fd/2");
            if (KERNEL_HAS_CORE) {
                Descriptors.link(directory, "core", "/proc/kcore");
            }
        } finally {
            Descriptors.close(directory);
        }
    }

    private void make(LinuxSpec.Device device) {
        int directory =
                root.ensureDirectory(device.path().substring(0, device.path().lastIndexOf('/')));
        try {
            make(directory, device);
        } finally {
            Descriptors.close(directory);
        }
    }

    private void make(int directory, LinuxSpec.Device device) {
        String name = device.path().substring(device.path().lastIndexOf('/') + 1);
        try {
            int type = device.type().equals("b") ? FileStatus.BLOCK : FileStatus.CHARACTER;
            Integer mode = device.fileMode();
            Descriptors.makeNode(directory, name, type | (mode == null ? 0666 : mode), device.major(), device.minor());
            Integer uid = device.uid();
            Integer gid = device.gid();
            Descriptors.changeOwnerAt(directory, name, uid == null ? 0 : uid, gid == null ? 0 : gid);
        } catch (LinuxException e) {
            switch (e.errno()) {
                case Errno.EEXIST -> {}
                // A user namespace or a device cgroup above us: the host's own node serves.
                case Errno.EPERM -> bindHostNode(device);
                default -> throw e;
            }
        }
    }

    private void bindHostNode(LinuxSpec.Device device) {
        int node = Mounts.cloneTree(Open.AT_FDCWD, device.path(), false);
        int target = root.ensureFile(device.path());
        try {
            Mounts.attach(node, target, device.path());
        } finally {
            Descriptors.close(target);
            Descriptors.close(node);
        }
    }

    /** /dev/console of a container with a terminal is that terminal, and nothing that somebody who shares its /dev has put in its place (CVE-2025-52565). */
    void bindConsole(String terminal) {
        try (DescriptorSet open = new DescriptorSet()) {
            int source = open.add(root.open(terminal, Open.PATH));
            FileStatus found = Descriptors.status(source);
            if (!found.isCharacterDevice() || found.deviceMajor() < TERMINALS || found.deviceMajor() > LAST_TERMINALS) {
                throw new JcomposeException(
                        Kind.FAILED_PRECONDITION,
                        "\"" + terminal + "\" of the container is not its terminal",
                        "mount nothing at /dev that others change");
            }
            int target = open.add(root.ensureFile("/dev/console"));
            Mounts.attach(open.add(Mounts.cloneTree(source, "", false)), target, "/dev/console");
        }
    }
}
