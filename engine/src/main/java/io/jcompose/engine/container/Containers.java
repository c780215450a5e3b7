package io.jcompose.engine.container;

import io.jcompose.engine.log.Stream;
import io.jcompose.linux.tree.FileStatus.Owner;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The containers of one engine.
 *
 * <p>Calls block and belong on virtual threads. Operations on one container are serialised; on different ones they run at the same time. Every call that
 * takes a reference accepts a name, an id or an unambiguous prefix of an id, and throws NOT_FOUND with docker's words.
 */
public interface Containers {
    /** Makes a container from an image that is here; throws NOT_FOUND (image), CONFLICT (name in use), INVALID. Nothing is left when it throws. */
    Container create(ContainerSpec spec);

    /**
     * Refuses what {@link #create} would refuse, so that a project finds out before it makes anything.
     *
     * @throws io.jcompose.error.JcomposeException INVALID, in docker's words
     */
    void checkLimits(Limits limits);

    /**
     * As {@link #checkLimits}, of what needs nothing else to be known as wrong: limits of processes, rights, devices, kernel settings.
     * The user is looked up when the image is named and here.
     */
    void checkIsolation(ContainerSpec spec);

    /** What the running container has otherwise than it was asked for, one sentence each, for instance a limit that this machine can't set. */
    List<String> notes(String reference);

    /**
     * Says whether all these ports could be published now, so that a project finds out before it starts anything.
     *
     * @throws io.jcompose.error.JcomposeException CONFLICT with one line per port that is taken, each with its holder
     */
    void checkPorts(List<ContainerSpec.PortPublication> ports);

    /** Starts one that is not running; no-op when it runs. Returns once its first process has been started (not when it is healthy). */
    Container start(String reference);

    /**
     * Stop signal, grace, SIGKILL. No-op when it does not run; a pending restart is cancelled.
     *
     * @param signal absent: the container's, the image's, SIGTERM
     * @param grace absent: the container's, 10 s; negative: wait for ever
     * @return how it ended; empty when it did not run
     */
    Optional<ContainerState.Exit> stop(String reference, Optional<String> signal, Optional<Duration> grace);

    /**
     * Ends one that runs as {@link #stop} does, and starts it, with nothing in between: one that is to be removed when it ends stays (moby
     * daemon/restart.go).
     *
     * @return how it ended; empty when it did not run
     */
    Optional<ContainerState.Exit> restart(String reference, Optional<String> signal, Optional<Duration> grace);

    /**
     * Returns when the signal is sent; with SIGKILL when the container has ended. SIGKILL, its stop signal and, when it has none of its own, SIGTERM, SIGINT
     * and SIGQUIT are the user's will: the restart policy does nothing about the end, and one that is paused goes on, into the signal.
     *
     * @param signal a name with or without SIG, or a number
     */
    void kill(String reference, String signal);

    void pause(String reference);

    void unpause(String reference);

    /** Does work while the container's processes stand still, if it has some that run. */
    <T> T whilePaused(String reference, Supplier<T> work);

    Container rename(String reference, String name);

    /**
     * Changes limits and restart policy of one that runs or does not.
     *
     * @param changes what is 0 or absent in them stays as it is; rates of devices, shm, ulimits and the oom score can't be changed
     * @param restart absent: stays
     * @throws io.jcompose.error.JcomposeException INVALID for limits that make no sense, FAILED_PRECONDITION when the kernel refuses them; the
     *     container then has those that it had
     */
    Container update(String reference, Limits changes, Optional<ContainerSpec.RestartPolicy> restart);

    /**
     * @param force kill it when it runs or is about to; else CONFLICT
     * @param volumes its anonymous volumes too
     */
    void remove(String reference, boolean force, boolean volumes);

    Container get(String reference);

    /** Publishes what others have done with a container, which may be gone since, such as {@code commit}: an event with more attributes than it always has. */
    void tell(Container container, String action, Map<String, String> more);

    Optional<Container> find(String reference);

    /** Its names, or those of the container whose network it shares; the files are there once that one was started. */
    Naming naming(String reference);

    /** All of them, in the order of their creation. */
    List<Container> list();

    /** How many bytes it has written to its own file system (not to volumes). */
    long size(String reference);

    /** Blocks until it does not run (and no restart is pending). */
    ContainerState.Exit await(String reference);

    /** Blocks until its process ends, though its restart policy may start it again (moby container/state.go). At once when it has ended for good. */
    ContainerState.Exit awaitExit(String reference);

    /** Runs one more process in it. */
    ExecSession exec(String reference, ExecSpec spec, OutputListener output);

    /** Starts one that does not run, for a caller who hears all that it writes. */
    Attachment startAttached(String reference, Caller caller);

    /**
     * Somebody who is to be connected with a container.
     *
     * @param feeds it: what they write goes there. The first such caller of a container with {@code stdinOnce} and without a terminal ends its input, by
     *     {@link Attachment#closeStdin} or by going
     * @param window of the caller, for a container with a terminal that is to be started: its program finds it so from the beginning
     */
    record Caller(OutputListener output, boolean feeds, Window window) {}

    /** The size of a terminal; zeros for what is not known, which becomes 24 rows of 80 columns. */
    record Window(int rows, int columns) {
        public static final Window UNKNOWN = new Window(0, 0);
    }

    /** Follows its output and feeds its stdin from now on. */
    Attachment attach(String reference, Caller caller);

    Logs logs();

    /** Its files as its processes see them; to be closed soon by the thread that has opened it, because a stopped container can't be started meanwhile. */
    ContainerRoot openRoot(String reference);

    /** The machine's pids of its processes; none when it does not run. */
    List<Integer> processes(String reference);

    /** What it uses now; empty when it does not run. */
    Optional<ContainerUsage> usage(String reference);

    /**
     * The user that it or its image names for its processes, looked up in its files; empty when neither does.
     *
     * @throws io.jcompose.error.JcomposeException NOT_FOUND for a name that they do not have
     */
    Optional<Owner> user(String reference);

    /** What its root file system is put together from; to be closed. */
    ContainerLayers layers(String reference);

    /** Connects a running or stopped container to one more network. */
    void connect(String reference, ContainerSpec.Attachment attachment);

    void disconnect(String reference, String network);

    /** Hears bytes of a container; called by the engine's poller thread in order, so it must not block for long. */
    @FunctionalInterface
    interface OutputListener {
        void output(Stream stream, byte[] bytes);
    }

    /** stdin of a container, and what a terminal needs. */
    interface Attachment extends AutoCloseable {
        void write(byte[] bytes);

        /** Nothing more comes. At a terminal that means nothing: there the end of input is typed. */
        void closeStdin();

        void resize(int rows, int columns);

        /** Detaches; the container goes on. */
        @Override
        void close();
    }
}
