package io.jcompose.engine.runtime;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.file.DescriptorSet;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.poll.Readiness;
import io.jcompose.linux.process.Namespaces;
import io.jcompose.linux.process.PidFd;
import io.jcompose.linux.process.Spawn;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A program of the host run in the namespaces of a container that is being made, all but that of its processes, whose first one it would become.
 *
 * @param arguments with the program's name first
 * @param timeout empty: as long as it takes
 */
public record NamespacedProgram(
        String path, List<String> arguments, List<String> environment, Path stdin, Optional<Duration> timeout) {
    private static final int SIGKILL = 9;
    private static final Map<String, Long> NAMESPACES =
            Map.of("net", Namespaces.NETWORK, "ipc", Namespaces.IPC, "uts", Namespaces.UTS, "mnt", Namespaces.MOUNT);

    /**
     * Runs it to its end, on a platform thread.
     *
     * @param thread whose namespaces, a thread that waits meanwhile
     * @return its exit code
     * @throws JcomposeException when it can't be executed, or takes too long
     */
    public int run(int thread) {
        AtomicReference<Spawn.Result> result = new AtomicReference<>();
        try (DescriptorSet open = new DescriptorSet()) {
            int input = open.add(Descriptors.open(stdin.toString(), Open.RDONLY));
            int nothing = open.add(Descriptors.open("/dev/null", Open.RDWR));
            OneWayThread.run("jcompose-hook", () -> {
                Namespaces.unshare(Namespaces.FS);
                NAMESPACES.forEach((name, flag) -> Namespaces.enter(
                        open.add(Descriptors.open("/proc/" + thread + "/ns/" + name, Open.RDONLY)), flag));
                result.set(new Spawn(
                                path,
                                arguments,
                                environment,
                                new Spawn.Stdio.Descriptors(input, nothing, nothing),
                                Optional.empty(),
                                Optional.empty(),
                                OptionalInt.empty())
                        .run());
            });
        }
        Spawn.Result spawned = Objects.requireNonNull(result.get());
        if (spawned.errno() != 0) {
            throw Program.refused(path, spawned.errno());
        }
        return await(spawned.pid());
    }

    private int await(int pid) {
        try (PidFd child = PidFd.open(pid).orElseThrow()) {
            boolean ended = timeout.map(limit -> Readiness.await(child.descriptor(), limit))
                    .orElse(true);
            if (!ended) {
                child.signal(SIGKILL);
            }
            PidFd.Ending ending = child.awaitEnding();
            if (!ended) {
                throw new JcomposeException(
                        Kind.FAILED_PRECONDITION,
                        "it did not end within " + timeout.orElseThrow().toSeconds() + " s");
            }
            return ending instanceof PidFd.Ending.Status(int code, boolean killed) ? killed ? 128 + code : code : 255;
        }
    }
}
