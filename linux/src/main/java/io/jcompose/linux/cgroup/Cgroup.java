package io.jcompose.linux.cgroup;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The cgroup of one container, in whatever hierarchies the machine has. Holds no state but its path. */
public sealed interface Cgroup permits CgroupV1, CgroupV2 {

    /** Makes the directories, with parents. Repeatable. */
    void create();

    /**
     * Sets limits.
     *
     * @return a sentence for each that this machine can't do
     */
    List<String> limit(CgroupLimits limits);

    /**
     * A way for a thread to get in later, when it no longer sees the host's files.
     *
     * @param ownView whether it will see this group as the root of all ({@link Entrance#enterView})
     */
    Entrance entrance(boolean ownView);

    /** Moves a process in. A no-op where {@link Entrance} already did it: the kernel takes some 10 ms for a move from outside. */
    void add(int pid);

    /** All processes in it, as pids of this process' pid namespace. */
    List<Integer> processes();

    /** SIGKILL to all, as often as needed to catch those that fork meanwhile; returns when none is left. */
    void killAll();

    /** Stops or continues all processes; returns when the kernel says so. */
    void freeze(boolean frozen);

    boolean isFrozen();

    /** How often the kernel killed a process in it for want of memory. */
    long outOfMemoryKills();

    /** Tells when that happens; to be closed before {@link #remove}. Empty when the kernel can't. */
    Optional<MemoryAlarm> memoryAlarm();

    CgroupUsage usage();

    /** Directories to show to the container as its own, with their names below /sys/fs/cgroup; "" for version 2's one. */
    List<View> views();

    /** Removes the directories; what is left in it must have ended. False when there was none. */
    boolean remove();

    /** @param name below /sys/fs/cgroup */
    record View(String name, String directory) {}

    /** Open files by which a thread moves itself, and what it starts then. */
    interface Entrance extends AutoCloseable {
        /** Moves the calling thread, where the kernel lets threads be in cgroups of their own; else does nothing. */
        void enter();

        /** Gives the calling thread, which has entered, a cgroup namespace rooted here: /proc/self/cgroup then says "/". */
        void enterView();

        /** The group's directory, for a child to be born in it where threads can't enter. Valid until {@link #close}. */
        OptionalInt birthplace();

        @Override
        void close();
    }
}
