package io.jcompose.engine.state;

import io.jcompose.engine.build.cache.BuildCache;
import io.jcompose.engine.event.Event;
import io.jcompose.engine.event.EventRecords;
import io.jcompose.network.Network;
import io.jcompose.network.NetworkRecords;
import io.jcompose.volumes.Volume;
import io.jcompose.volumes.VolumeRecords;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** The records of networks, volumes, build steps and events in the database. */
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

    public static EventRecords events(StateDb db, Json json) {
        return new EventRecords() {
            @Override
            public long last() {
                return db.lastEvent();
            }

            @Override
            public void append(long number, Event event) {
                db.addEvent(new EventTable.Row(number, nanoseconds(event.time()), EventText.of(event)));
            }

            @Override
            public void flush() {
                db.writeEvents();
            }

            @Override
            public List<Numbered> read(Instant since, long after, long upTo, int limit) {
                return db.events(nanoseconds(since), after, upTo, limit).stream()
                        .map(row -> new Numbered(row.number(), json.read(row.json(), Event.class)))
                        .toList();
            }
        };
    }

    /** What lies beyond the range of a long (the years 1677 to 2262) is its end. */
    private static long nanoseconds(Instant time) {
        try {
            return ChronoUnit.NANOS.between(Instant.EPOCH, time);
        } catch (ArithmeticException beyond) {
            return time.isBefore(Instant.EPOCH) ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
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
