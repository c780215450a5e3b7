package io.jcompose.engine.state;

import io.jcompose.engine.build.cache.BuildCache;
import io.jcompose.network.Network;
import io.jcompose.network.NetworkRecords;
import io.jcompose.volumes.Volume;
import io.jcompose.volumes.VolumeRecords;
import java.util.List;
import java.util.Optional;

/** The records of networks, volumes and build steps in the database. */
public final class Stored {
    private Stored() {}

    public static NetworkRecords networks(StateDb db, Json json) {
        return new NetworkRecords() {
            @Override
            public void save(Network network) {
                db.saveNetwork(network.id(), json.write(network));
            }

            @Override
            public void delete(String id) {
                db.deleteNetwork(id);
            }

            @Override
            public List<Network> load() {
                return db.networks().stream()
                        .map(text -> json.read(text, Network.class))
                        .toList();
            }
        };
    }

    public static BuildCache builds(StateDb db) {
        return new BuildCache() {
            @Override
            public Optional<String> find(String key) {
                return db.buildStep(key);
            }

            @Override
            public void save(String key, String json) {
                db.saveBuildStep(key, json);
            }
        };
    }

    public static VolumeRecords volumes(StateDb db, Json json) {
        return new VolumeRecords() {
            @Override
            public void save(Volume volume) {
                db.saveVolume(volume.name(), json.write(volume));
            }

            @Override
            public void delete(String name) {
                db.deleteVolume(name);
            }

            @Override
            public List<Volume> load() {
                return db.volumes().stream()
                        .map(text -> json.read(text, Volume.class))
                        .toList();
            }
        };
    }
}
