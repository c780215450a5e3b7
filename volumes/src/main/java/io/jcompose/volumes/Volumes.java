package io.jcompose.volumes;

import java.util.List;
import java.util.Optional;

/** The volumes of one engine. Calls block. A volume's data is deleted by {@link #remove} and by nothing else. */
public interface Volumes {
    /** Makes a volume; returns the one that is there when driver and options are the same, else CONFLICT. */
    Volume create(VolumeSpec spec);

    Optional<Volume> find(String name);

    List<Volume> list();

    /** Deletes volume and data; NOT_FOUND, or CONFLICT when containers use it (they are named). */
    void remove(String name);
}
