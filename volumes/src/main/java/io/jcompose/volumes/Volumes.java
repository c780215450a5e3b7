package io.jcompose.volumes;

import java.util.List;
import java.util.Optional;

/** The volumes of one engine. Calls block. A volume's data is deleted by {@link #remove} and by nothing else. */
public interface Volumes {
    /** Makes a volume; returns the one that is there when driver and options are the same, else CONFLICT. */
    Volume create(VolumeSpec spec);

    Optional<Volume> find(String name);

    List<Volume> list();

    /**
     * From now on what the volume's options say is mounted at its mountpoint, until everybody who holds it lets it go. Nothing happens for a volume without
     * options.
     *
     * @param holder who; holding twice is holding once
     * @throws io.jcompose.error.JcomposeException NOT_FOUND, UNAVAILABLE
     */
    void hold(String name, String holder);

    /** Nothing happens when there is no such volume, or it is not held by this one. */
    void letGo(String name, String holder);

    /** Takes away the mounts of an earlier engine that nobody holds. */
    void settle();

    /** Deletes volume and data; NOT_FOUND, or CONFLICT when containers use it (they are named). */
    void remove(String name);
}
