package io.jcompose.engine.runtime;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.file.DescriptorSet;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.process.Namespaces;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which namespaces a container has of its own, which it joins, and which are the host's. */
final class NamespacePlan implements AutoCloseable {
    private final DescriptorSet open = new DescriptorSet();
    private final Map<Long, Integer> joined = new LinkedHashMap<>();
    private long fresh;
    private long all;

    /** Opens what is joined. */
    NamespacePlan(List<LinuxSpec.Namespace> namespaces) {
        try {
            namespaces.forEach(this::add);
        } catch (RuntimeException e) {
            open.close();
            throw e;
        }
    }

    private void add(LinuxSpec.Namespace namespace) {
        long flag = flag(namespace.type());
        all |= flag;
        String path = namespace.path();
        if (path == null || path.isEmpty()) {
            fresh |= flag;
            return;
        }
        try {
            joined.put(flag, open.add(Descriptors.open(path, Open.RDONLY)));
        } catch (LinuxException e) {
            throw new JcomposeException(
                    Kind.FAILED_PRECONDITION,
                    "the " + namespace.type() + " namespace at \"" + path + "\" can't be joined: " + e.getMessage(),
                    "start the container that it belongs to first",
                    e);
        }
    }

    private static long flag(String type) {
        return switch (type) {
            case LinuxSpec.Namespace.MOUNT -> Namespaces.MOUNT;
            case LinuxSpec.Namespace.PID -> Namespaces.PID;
            case LinuxSpec.Namespace.NETWORK -> Namespaces.NETWORK;
            case LinuxSpec.Namespace.IPC -> Namespaces.IPC;
            case LinuxSpec.Namespace.UTS -> Namespaces.UTS;
            case LinuxSpec.Namespace.CGROUP -> Namespaces.CGROUP;
            default ->
                throw new JcomposeException(
                        Kind.UNSUPPORTED, "a namespace of type \"" + type + "\" is not supported by this runtime");
        };
    }

    boolean isFresh(long flag) {
        return (fresh & flag) != 0;
    }

    boolean has(long flag) {
        return (all & flag) != 0;
    }

    /** Whether the kernel kills all the processes when the first has ended: it does in a pid namespace of their own (pid_namespaces(7)). */
    static boolean endsWithItsFirst(List<LinuxSpec.Namespace> namespaces) {
        return namespaces.contains(LinuxSpec.Namespace.fresh(LinuxSpec.Namespace.PID));
    }

    /** All that are not the host's. */
    static long flags(List<LinuxSpec.Namespace> namespaces) {
        long flags = 0;
        for (LinuxSpec.Namespace namespace : namespaces) {
            flags |= flag(namespace.type());
        }
        return flags;
    }

    /** Changes the calling thread. The cgroup namespace comes later: it is rooted where the thread is when it is made. */
    void enter() {
        joined.forEach((flag, descriptor) -> Namespaces.enter(descriptor, flag));
        Namespaces.unshare(Namespaces.FS | fresh & ~Namespaces.CGROUP);
    }

    @Override
    public void close() {
        open.close();
    }
}
