package io.jcompose.engine;

import io.jcompose.engine.event.EventHub;
import io.jcompose.volumes.Volume;
import io.jcompose.volumes.VolumeSpec;
import io.jcompose.volumes.Volumes;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Volumes whose making and unmaking are events. */
record AnnouncedVolumes(Volumes volumes, EventHub events) implements Volumes {
    @Override
    public Volume create(VolumeSpec spec) {
        boolean known = volumes.find(spec.name()).isPresent();
        Volume volume = volumes.create(spec);
        if (!known) {
            events.publish("volume", "create", volume.name(), Map.of("driver", volume.driver()));
        }
        return volume;
    }

    @Override
    public Optional<Volume> find(String name) {
        return volumes.find(name);
    }

    @Override
    public List<Volume> list() {
        return volumes.list();
    }

    @Override
    public void hold(String name, String holder) {
        volumes.hold(name, holder);
    }

    @Override
    public void letGo(String name, String holder) {
        volumes.letGo(name, holder);
    }

    @Override
    public void settle() {
        volumes.settle();
    }

    @Override
    public void remove(String name) {
        volumes.remove(name);
        events.publish("volume", "destroy", name, Map.of("driver", "local"));
    }
}
