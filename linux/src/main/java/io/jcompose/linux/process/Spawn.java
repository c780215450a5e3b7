package io.jcompose.linux.process;

import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.seccomp.Filter;
import io.jcompose.linux.syscall.Libc;
import io.jcompose.linux.syscall.LibcCgroup;
import io.jcompose.linux.syscall.NativeScope;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A child made by posix_spawn(3): it inherits all that the calling thread is (namespaces, user, root, cwd), has the signals of a fresh
 * process, a session of its own, and no descriptors but 0, 1 and 2.
 *
 * <p>No Java code runs in the child. Between its birth and exec it shares this process' memory, and the calling thread is held.
 *
 * @param path the file to execute
 * @param gate where the child waits before exec
 * @param filter what the child, and from then on the calling thread, may call; the thread has CAP_SYS_ADMIN or no_new_privs
 * @param birthplace a descriptor of a version 2 cgroup's directory, when {@link LibcCgroup#isAvailable}
 */
public record Spawn(
        String path,
        List<String> arguments,
        List<String> environment,
        Stdio stdio,
        Optional<Gate> gate,
        Optional<Filter> filter,
        OptionalInt birthplace) {
    private static final int ACTIONS_BYTES = 128;
    private static final int ATTRIBUTES_BYTES = 512;
    private static final int SIGNAL_SET_BYTES = 128;
    private static final short SETSIGDEF = 0x04;
    private static final short SETSIGMASK = 0x08;
    private static final short SETSID = 0x80;
    private static final short SETCGROUP = 0x100;
    private static final int FIRST_FREE = 3;

    /** What becomes of 0, 1 and 2. */
    public sealed interface Stdio {
        record Descriptors(int in, int out, int err) implements Stdio {}

        /** A terminal, opened by the child, so that it becomes its controlling one. */
        record Terminal(String path) implements Stdio {}
    }

    /**
     * Two fifos as the child sees them. Two, because any child that is born meanwhile has a copy of the engine's reading end of the first,
     * and would pass for a reader of the second.
     *
     * @param arrival opened for writing and closed at once: a reader gets a hang-up (EPOLLHUP)
     * @param start opened for reading, which blocks until somebody opens it for writing
     */
    public record Gate(String arrival, String start) {}

    /**
     * @param errno 0: the program runs, or was killed before it began
     * @param pid as this process sees it
     */
    public record Result(int errno, int pid) {}

    /**
     * Runs until the child has executed the file, or could not.
     *
     * <p>With a gate the child tells its arrival and waits; it holds nothing but its stdio then.
     *
     * @return with the errno of exec or of a step before it when that failed; the child is gone then
     */
    public Result run() {
        try (NativeScope scope = NativeScope.open()) {
            long actions = scope.allocate(ACTIONS_BYTES);
            long attributes = scope.allocate(ATTRIBUTES_BYTES);
            check(Libc.posix_spawn_file_actions_init(actions));
            check(Libc.posix_spawnattr_init(attributes));
            try {
                addStdio(scope, actions);
                check(Libc.posix_spawn_file_actions_addclosefrom_np(actions, FIRST_FREE));
                gate.ifPresent(fifos -> addGate(scope, actions, fifos));
                setSignals(scope, attributes);
                setFlags(attributes);
                long pid = scope.allocate(8);
                long file = scope.string(path);
                long argv = scope.strings(arguments);
                long envp = scope.strings(environment);
                filter.ifPresent(Filter::install);
                int errno = Libc.posix_spawn(pid, file, actions, attributes, argv, envp);
                return new Result(errno, NativeScope.getInt(pid));
            } finally {
                Libc.posix_spawnattr_destroy(attributes);
                Libc.posix_spawn_file_actions_destroy(actions);
            }
        }
    }

    private void addStdio(NativeScope scope, long actions) {
        switch (stdio) {
            case Stdio.Descriptors(int in, int out, int err) -> {
                check(Libc.posix_spawn_file_actions_adddup2(actions, in, 0));
                check(Libc.posix_spawn_file_actions_adddup2(actions, out, 1));
                check(Libc.posix_spawn_file_actions_adddup2(actions, err, 2));
            }
            case Stdio.Terminal(String terminal) -> {
                check(Libc.posix_spawn_file_actions_addopen(actions, 0, scope.string(terminal), Open.RDWR, 0));
                check(Libc.posix_spawn_file_actions_adddup2(actions, 0, 1));
                check(Libc.posix_spawn_file_actions_adddup2(actions, 0, 2));
            }
        }
    }

    private static void addGate(NativeScope scope, long actions, Gate gate) {
        long arrival = scope.string(gate.arrival());
        long start = scope.string(gate.start());
        check(Libc.posix_spawn_file_actions_addopen(actions, FIRST_FREE, arrival, Open.WRONLY, 0));
        check(Libc.posix_spawn_file_actions_addclose(actions, FIRST_FREE));
        check(Libc.posix_spawn_file_actions_addopen(actions, FIRST_FREE, start, Open.RDONLY, 0));
        check(Libc.posix_spawn_file_actions_addclose(actions, FIRST_FREE));
    }

    /** All to their defaults, none blocked: the JVM ignores some and blocks others. */
    private static void setSignals(NativeScope scope, long attributes) {
        long none = scope.allocate(SIGNAL_SET_BYTES);
        long all = scope.allocate(SIGNAL_SET_BYTES);
        NativeScope.putLong(all, -1L);
        check(Libc.posix_spawnattr_setsigmask(attributes, none));
        check(Libc.posix_spawnattr_setsigdefault(attributes, all));
    }

    private void setFlags(long attributes) {
        int flags = SETSIGDEF | SETSIGMASK | SETSID;
        if (birthplace.isPresent()) {
            check(LibcCgroup.posix_spawnattr_setcgroup_np(attributes, birthplace.getAsInt()));
            flags |= SETCGROUP;
        }
        check(Libc.posix_spawnattr_setflags(attributes, (short) flags));
    }

    private static void check(int result) {
        if (result != 0) {
            throw new LinuxException(result == -1 ? Errno.EINVAL : result, "posix_spawn", "");
        }
    }
}
