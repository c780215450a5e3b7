package io.jcompose.engine.runtime;

import io.jcompose.error.JcomposeException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Makes, starts and ends containers after the OCI runtime specification ("Lifecycle", runtime.md).
 *
 * <p>All methods block for some milliseconds and may be called from virtual threads; the namespace work happens on threads of its own.
 * Different containers may be handled at the same time; the calls for one container are the caller's to order. Errors that a user can mend
 * are {@link JcomposeException}, everything else is a {@code LinuxException}. After a method has thrown nothing is left of what it began.
 *
 * <p>The runtime keeps nothing on disk but what the kernel holds for it in {@code $JCOMPOSE_RUN}. An engine that starts again hands in what it has stored ({@link ProcessIdentity} and the spec) to
 * {@link #adopt}.
 */
public interface ContainerRuntime extends AutoCloseable {

    /**
     * Refuses rules of system calls that {@link #create} would refuse, before anything is made. A runtime that can't know says nothing here.
     *
     * @throws JcomposeException INVALID or UNSUPPORTED
     */
    default void check(SeccompSpec rules) {}

    /**
     * OCI "created": namespaces, mounts, cgroup and limits are there, and PID 1 waits to become the program.
     *
     * <p>The program is looked up here, in the container's root with its PATH and as its user. The child is a process of the host as soon
     * as this returns; its exit future completes also when it is killed before the start.
     *
     * @param id unique among the containers of this machine; names the cgroup when {@code spec.linux.cgroupsPath} is missing
     * @param spec {@code root.path} may be relative to the bundle; a mount of type overlay on "/" ({@link MountSpec#overlay}) is made
     *     inside the container's own mount namespace with {@code root.path} as its mountpoint, so that the host never sees it
     * @param bundle an existing absolute directory for files that the runtime needs
     * @throws JcomposeException COMMAND_NOT_FOUND or NOT_EXECUTABLE for the program, INVALID for a spec that makes no sense,
     *     FAILED_PRECONDITION for a mount that can't be made
     */
    ContainerProcess create(String id, RuntimeSpec spec, Path bundle, Stdio stdio);

    /**
     * Lets PID 1 of a created container exec its program and returns when it has.
     *
     * @throws JcomposeException COMMAND_NOT_FOUND or NOT_EXECUTABLE when exec refuses the file (the exit future then completes with 127 or
     *     126); FAILED_PRECONDITION when the container is not in the state "created" of this engine process
     */
    void start(ContainerProcess created);

    /**
     * Runs one more process in all namespaces and the cgroup of a running container; returns when exec has succeeded.
     *
     * @throws JcomposeException like {@link #create}; FAILED_PRECONDITION when the container does not run or is paused
     */
    ContainerProcess exec(ContainerProcess container, ProcessSpec process, Stdio stdio);

    /** Sends a signal to this process alone. False when it has already ended. Never hits another process that got the same pid. */
    boolean signal(ContainerProcess process, int signal);

    /** SIGKILL to everything in the container's cgroup; returns when each has got it. For containers that share a pid namespace. */
    void killAll(ContainerProcess container);

    /** Stops all processes of the container until {@link #resume}; returns when the kernel says that they have stopped. */
    void pause(ContainerProcess container);

    void resume(ContainerProcess container);

    /** Whether the kernel says that its processes are stopped by {@link #pause}. */
    boolean isPaused(ContainerProcess container);

    /**
     * Changes the limits of a running container; what is null in them stays as it is, and so do the rules of devices.
     *
     * @return a sentence for each that could not be set
     */
    List<String> update(ContainerProcess container, Resources resources);

    /** How many processes of this container the kernel has killed for want of memory. Known also after the end, until {@link #clear}. */
    long outOfMemoryKills(ContainerProcess container);

    /**
     * Calls back, on a thread that must not be blocked, each time that the kernel kills processes of the container for want of memory.
     *
     * @return to be closed before the container is cleared away
     */
    Watch onOutOfMemory(ContainerProcess container, Runnable killed);

    /** Ends with {@link #close}; repeatable. */
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    /** Its processes now, by the machine's pids: those of its cgroup, not of others with which it shares a pid namespace. */
    List<Integer> processes(ContainerProcess container);

    /** What the container uses now. */
    ResourceUsage usage(ContainerProcess container);

    /** {@link #clear} and {@link #forget}, the latter in any case. */
    default void delete(String id, RuntimeSpec spec) {
        try {
            clear(id, spec);
        } finally {
            forget(id, spec);
        }
    }

    /**
     * Kills what is left and removes the cgroups. Mounts end with the last process. The bundle is the caller's. Repeatable; needs only the
     * id and the spec, so it also clears what a crashed engine left.
     */
    void clear(String id, RuntimeSpec spec);

    /** The caller has noted how the container's process ended, and has its output: nothing of that is kept any more. Repeatable. */
    void forget(String id, RuntimeSpec spec);

    /**
     * How the container's process ended if it has done so while no engine ran; until {@link #forget}. Empty on kernels that don't keep it (before 6.15).
     * Their output, too, is still in the fifos then, where the kernel has autofs.
     */
    Optional<ExitStatus> ending(String id);

    /**
     * Takes up a process that an earlier engine started. Empty when it has ended or its pid belongs to another process now: {@link
     * #ending} knows more then.
     *
     * <p>The exit future of an adopted process completes with its status on kernels that keep it (PIDFD_GET_INFO, 6.15), else with
     * {@link ExitStatus.Unknown}. A container that was created and never started must be deleted, it can't be adopted.
     */
    Optional<ContainerProcess> adopt(String id, RuntimeSpec spec, ProcessIdentity identity);

    /** Stops watching. Containers go on. */
    @Override
    void close();
}
