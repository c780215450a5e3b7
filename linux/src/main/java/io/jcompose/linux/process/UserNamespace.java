package io.jcompose.linux.process;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.file.DescriptorSet;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.file.Pipe;
import io.jcompose.linux.syscall.NativeScope;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * A user_namespaces(7) without processes, which says how the ids of a mount are mapped.
 *
 * <p>A process with threads can't make one, and a JVM has threads: util-linux' unshare does.
 */
public final class UserNamespace {
    private static final String PROGRAM = "/usr/bin/unshare";

    /** {@code size} ids from {@code inside} on are those from {@code outside} on. */
    public record Mapping(long inside, long outside, long size) {}

    private UserNamespace() {}

    /** A descriptor of it, the caller's. Blocks for some milliseconds. */
    public static int make(List<Mapping> users, List<Mapping> groups) {
        if (!Files.isExecutable(Path.of(PROGRAM))) {
            throw new JcomposeException(
                    Kind.FAILED_PRECONDITION,
                    "mapping the ids of a mount needs the program unshare, and this machine has none",
                    "install the package util-linux");
        }
        Pipe in = Pipe.open();
        Pipe out = Pipe.open();
        try (DescriptorSet child = new DescriptorSet();
                DescriptorSet own = new DescriptorSet()) {
            child.add(in.readEnd());
            child.add(out.writeEnd());
            own.add(in.writeEnd());
            own.add(out.readEnd());
            Spawn.Result spawned = new Spawn(
                            PROGRAM,
                            List.of(PROGRAM, "--user", "cat"),
                            List.of("PATH=/usr/bin:/bin"),
                            new Spawn.Stdio.Descriptors(in.readEnd(), out.writeEnd(), out.writeEnd()),
                            Optional.empty(),
                            Optional.empty(),
                            OptionalInt.empty())
                    .run();
            if (spawned.errno() != 0) {
                throw new LinuxException(spawned.errno(), "posix_spawn", PROGRAM);
            }
            child.close();
            try (PidFd process = PidFd.open(spawned.pid())
                    .orElseThrow(() -> new LinuxException(Errno.ESRCH, "pidfd_open", PROGRAM))) {
                try {
                    awaitEcho(in, out);
                    String directory = "/proc/" + spawned.pid();
                    Descriptors.writeFile(directory + "/uid_map", text(users));
                    Descriptors.writeFile(directory + "/gid_map", text(groups));
                    return Descriptors.open(directory + "/ns/user", Open.RDONLY);
                } finally {
                    own.close();
                    process.awaitEnding();
                }
            }
        }
    }

    /** What comes back comes from the program that unshare has become, in the new namespace. */
    private static void awaitEcho(Pipe in, Pipe out) {
        Descriptors.write(in.writeEnd(), new byte[] {'.'}, 0, 1);
        try (NativeScope scope = NativeScope.open()) {
            long answer = scope.allocate(16);
            int count = Descriptors.read(out.readEnd(), answer, 1);
            if (count != 1 || NativeScope.getByte(answer) != '.') {
                throw new JcomposeException(
                        Kind.FAILED_PRECONDITION,
                        "this machine makes no user namespaces, which mapping the ids of a mount needs",
                        "look at the sysctl user.max_user_namespaces");
            }
        }
    }

    private static String text(List<Mapping> mappings) {
        return mappings.stream()
                .map(mapping -> mapping.inside() + " " + mapping.outside() + " " + mapping.size() + "\n")
                .collect(Collectors.joining());
    }
}
