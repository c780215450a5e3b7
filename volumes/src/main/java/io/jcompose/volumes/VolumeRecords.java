package io.jcompose.volumes;

import java.util.List;

/** Where volumes are remembered; implemented by whoever owns the state. */
public interface VolumeRecords {
    void save(Volume volume);

    void delete(String name);

    List<Volume> load();
}
