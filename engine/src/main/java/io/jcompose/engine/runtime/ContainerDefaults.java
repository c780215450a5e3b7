package io.jcompose.engine.runtime;

import io.jcompose.engine.runtime.Resources.DeviceRule;
import java.util.List;
import java.util.stream.Stream;

/** What docker gives a container when nothing else is said (moby daemon/pkg/oci/defaults.go). */
public final class ContainerDefaults {
    public static final List<String> MASKED_PATHS = List.of(
            "/proc/acpi",
            "/proc/asound",
            "/proc/interrupts",
            "/proc/kcore",
            "/proc/keys",
            "/proc/latency_stats",
            "/proc/sched_debug",
            "/proc/scsi",
            "/proc/timer_list",
            "/proc/timer_stats",
            "/sys/devices/virtual/powercap",
            "/sys/firmware");

    public static final List<String> READONLY_PATHS =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    /** What every container may do with devices (config-linux.md, "Default Devices"). */
    public static final List<DeviceRule> ALLOWED_DEVICES = List.of(
            new DeviceRule(true, "c", null, null, "m"),
            new DeviceRule(true, "b", null, null, "m"),
            new DeviceRule(true, "c", 1L, 3L, "rwm"),
            new DeviceRule(true, "c", 1L, 5L, "rwm"),
            new DeviceRule(true, "c", 1L, 7L, "rwm"),
            new DeviceRule(true, "c", 1L, 8L, "rwm"),
            new DeviceRule(true, "c", 1L, 9L, "rwm"),
            new DeviceRule(true, "c", 5L, 0L, "rwm"),
            new DeviceRule(true, "c", 5L, 1L, "rwm"),
            new DeviceRule(true, "c", 5L, 2L, "rwm"),
            new DeviceRule(true, "c", 136L, null, "rwm"));

    public static final List<DeviceRule> DEVICE_RULES = Stream.concat(
                    Stream.of(new DeviceRule(false, "a", null, null, "rwm")), ALLOWED_DEVICES.stream())
            .toList();

    private ContainerDefaults() {}

    /** The mounts after the root: /proc, /dev with pts, shm and mqueue, /sys and the cgroups. */
    public static List<MountSpec> mounts(long shmBytes, boolean privileged) {
        String access = privileged ? "rw" : "ro";
        return List.of(
                new MountSpec("/proc", "proc", "proc", List.of("nosuid", "noexec", "nodev")),
                MountSpec.tmpfs("/dev", "nosuid", "strictatime", "mode=755", "size=65536k"),
                new MountSpec(
                        "/dev/pts",
                        "devpts",
                        "devpts",
                        List.of("nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5")),
                new MountSpec("/sys", "sysfs", "sysfs", List.of("nosuid", "noexec", "nodev", access)),
                new MountSpec("/sys/fs/cgroup", "cgroup", "cgroup", List.of(access, "nosuid", "noexec", "nodev")),
                new MountSpec("/dev/mqueue", "mqueue", "mqueue", List.of("nosuid", "noexec", "nodev")),
                new MountSpec(
                        "/dev/shm",
                        "tmpfs",
                        "shm",
                        List.of("nosuid", "noexec", "nodev", "mode=1777", "size=" + shmBytes)));
    }
}
