package io.jcompose.engine.container;

import io.jcompose.engine.container.ContainerSpec.Device;
import io.jcompose.engine.runtime.ContainerDefaults;
import io.jcompose.engine.runtime.LinuxSpec;
import io.jcompose.engine.runtime.Resources.DeviceRule;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.FileStatus;
import io.jcompose.linux.file.Open;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The device nodes of a container and the rules of what it may do with which device. */
record DeviceSpecs(List<LinuxSpec.Device> nodes, List<DeviceRule> rules) {
    /** As docker takes {@code --device-cgroup-rule}. */
    private static final Pattern RULE = Pattern.compile("([acb]) ([0-9]+|\\*):([0-9]+|\\*) ([rwm]{1,3})");

    private static final Pattern PERMISSIONS = Pattern.compile("[rwm]{1,3}");

    /** @throws JcomposeException in docker's words, for a device that this machine lacks or a rule that isn't one */
    static DeviceSpecs of(ContainerSpec.Isolation isolation) {
        List<LinuxSpec.Device> nodes = new ArrayList<>();
        List<DeviceRule> rules = new ArrayList<>();
        if (isolation.privileged()) {
            rules.add(new DeviceRule(true, "a", null, null, "rwm"));
            HostDevices.all().forEach(device -> nodes.add(node(device)));
        } else {
            rules.addAll(ContainerDefaults.DEVICE_RULES);
        }
        for (Device wanted : isolation.devices()) {
            if (!PERMISSIONS.matcher(wanted.permissions()).matches()) {
                throw new JcomposeException(
                        Kind.INVALID,
                        "invalid device mode: \"" + wanted.permissions() + "\" for \"" + wanted.source() + "\"",
                        "write it with r, w and m");
            }
            for (Device device : expanded(wanted)) {
                LinuxSpec.Device node = node(device);
                nodes.add(node);
                rules.add(new DeviceRule(
                        true, node.type(), (long) node.major(), (long) node.minor(), device.permissions()));
            }
        }
        isolation.deviceRules().forEach(rule -> rules.add(rule(rule)));
        return new DeviceSpecs(List.copyOf(nodes), List.copyOf(rules));
    }

    /** Of a directory all devices in it. */
    private static List<Device> expanded(Device wanted) {
        if (!status(wanted).isDirectory()) {
            return List.of(wanted);
        }
        List<Device> found = new ArrayList<>();
        for (Device inside : HostDevices.below(wanted.source())) {
            Path name = wanted.source().relativize(inside.source());
            found.add(new Device(
                    inside.source(), Path.of(wanted.target()).resolve(name).toString(), wanted.permissions()));
        }
        return found;
    }

    private static DeviceRule rule(String text) {
        Matcher rule = RULE.matcher(text);
        if (!rule.matches()) {
            throw new JcomposeException(
                    Kind.INVALID,
                    "invalid device cgroup rule format: '" + text + "'",
                    "write it as 'c 10:200 rwm': type, major:minor (or *), what is allowed");
        }
        return new DeviceRule(true, rule.group(1), number(rule.group(2)), number(rule.group(3)), rule.group(4));
    }

    private static @Nullable Long number(String text) {
        return text.equals("*") ? null : Long.valueOf(text);
    }

    private static FileStatus status(Device device) {
        return Descriptors.status(Open.AT_FDCWD, device.source().toString(), 0)
                .orElseThrow(() -> new JcomposeException(
                        Kind.NOT_FOUND,
                        "error gathering device information while adding custom device \"" + device.source()
                                + "\": no such file or directory",
                        "name a device that this machine has"));
    }

    private static LinuxSpec.Device node(Device device) {
        if (!device.target().startsWith("/")) {
            throw new JcomposeException(
                    Kind.INVALID, device.target() + " is not an absolute path", "begin the device's target with a /");
        }
        FileStatus status = status(device);
        String type = status.isCharacterDevice() ? "c" : status.isBlockDevice() ? "b" : "";
        if (type.isEmpty()) {
            throw new JcomposeException(
                    Kind.INVALID, "\"" + device.source() + "\" is not a device node", "name a file below /dev");
        }
        return new LinuxSpec.Device(
                device.target(),
                type,
                status.deviceMajor(),
                status.deviceMinor(),
                status.mode() & 0777,
                status.uid(),
                status.gid());
    }
}
