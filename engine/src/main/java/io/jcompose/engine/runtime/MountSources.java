package io.jcompose.engine.runtime;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.file.DescriptorSet;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.mount.Mounts;
import io.jcompose.linux.process.Namespaces;
import io.jcompose.linux.process.UserNamespace;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What mounts need that the thread of a birth can't get itself: user namespaces for mapped ids, and copies of mounts of other containers: binds whose source is {@code /proc/PID/root/...}, such as the shared memory of a container whose ipc namespace is
 * joined. Only a thread in a mount namespace may copy what is mounted there (open_tree(2), EINVAL).
 */
final class MountSources implements AutoCloseable {
    private static final Pattern SOURCE = Pattern.compile("/proc/([0-9]+)/root(/.*)");

    private final DescriptorSet open = new DescriptorSet();
    private final Map<MountSpec, Integer> trees = new LinkedHashMap<>();

    private final Map<MountSpec, Integer> mappings = new LinkedHashMap<>();

    /** On a clean thread. */
    MountSources(List<MountSpec> mounts) {
        try {
            for (MountSpec mount : mounts) {
                Matcher source = source(mount);
                if (ofAnother(mount) && source.matches()) {
                    trees.put(mount, copy(source.group(1), source.group(2), mount));
                }
                if (!mount.uidMappings().isEmpty() || !mount.gidMappings().isEmpty()) {
                    mappings.put(
                            mount,
                            open.add(UserNamespace.make(mappings(mount.uidMappings()), mappings(mount.gidMappings()))));
                }
            }
        } catch (RuntimeException e) {
            open.close();
            throw e;
        }
    }

    /** Whether it is a bind of what another container has mounted. */
    static boolean ofAnother(MountSpec mount) {
        return "bind".equals(mount.type()) && source(mount).matches();
    }

    private static Matcher source(MountSpec mount) {
        return SOURCE.matcher(mount.source() == null ? "" : mount.source());
    }

    private int copy(String pid, String path, MountSpec mount) {
        boolean recursive = MountOptions.parse(mount.options()).recursiveBind();
        try {
            int namespace = open.add(Descriptors.open("/proc/" + pid + "/ns/mnt", Open.RDONLY));
            AtomicInteger tree = new AtomicInteger(-1);
            OneWayThread.run("jcompose-mounts-of-" + pid, () -> {
                Namespaces.unshare(Namespaces.FS);
                Namespaces.enter(namespace, Namespaces.MOUNT);
                tree.set(Mounts.cloneTree(Open.AT_FDCWD, path, recursive));
            });
            return open.add(tree.get());
        } catch (LinuxException e) {
            throw new JcomposeException(
                    Kind.FAILED_PRECONDITION,
                    "\"" + path + "\" of the container that is shared can't be mounted: " + e.getMessage(),
                    "start the container that it belongs to first",
                    e);
        }
    }

    OptionalInt of(MountSpec mount) {
        Integer tree = trees.get(mount);
        return tree == null ? OptionalInt.empty() : OptionalInt.of(tree);
    }

    private static List<UserNamespace.Mapping> mappings(List<MountSpec.IdMapping> wanted) {
        return wanted.stream()
                .map(one -> new UserNamespace.Mapping(one.containerId(), one.hostId(), one.size()))
                .toList();
    }

    /** The user namespace that says whom the files of a mount belong to. */
    OptionalInt mappingOf(MountSpec mount) {
        Integer namespace = mappings.get(mount);
        return namespace == null ? OptionalInt.empty() : OptionalInt.of(namespace);
    }

    @Override
    public void close() {
        open.close();
    }
}
