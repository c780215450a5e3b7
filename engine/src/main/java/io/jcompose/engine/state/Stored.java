package io.jcompose.engine.state;

import io.jcompose.network.Network;
import io.jcompose.network.NetworkRecords;
import io.jcompose.volumes.Volume;
import io.jcompose.volumes.VolumeRecords;
import java.util.List;

/** The records of networks and volumes in the database. */
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
                return db.networks().stream().map(text -> json.read(text, Network.class)).toList();
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
                return db.volumes().stream().map(text -> json.read(text, Volume.class)).toList();
            }
        };
    }
}
