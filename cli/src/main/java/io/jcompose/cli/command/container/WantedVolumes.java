package io.jcompose.cli.command.container;

import io.jcompose.engine.Engine;
import io.jcompose.engine.container.Container;
import io.jcompose.engine.container.ContainerSpec;
import io.jcompose.volumes.Volume;
import io.jcompose.volumes.VolumeSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A container whose flags say how some of its volumes are to be made: they are made before it. */
record WantedVolumes(Engine engine) {

    /** @param wanted by the targets of their mounts; the anonymous ones go if the container can't be made */
    Container create(ContainerSpec spec, Map<String, VolumeSpec> wanted) {
        List<String> made = new ArrayList<>();
        try {
            List<ContainerSpec.Mount> mounts = new ArrayList<>();
            for (ContainerSpec.Mount mount : spec.mounts()) {
                VolumeSpec volume = wanted.get(mount.target());
                mounts.add(
                        mount instanceof ContainerSpec.Mount.Volume each && volume != null
                                ? mounted(each, volume, made)
                                : mount);
            }
            return engine.containers()
                    .create(new ContainerSpec(
                            spec.name(),
                            spec.image(),
                            spec.process(),
                            mounts,
                            spec.networking(),
                            spec.isolation(),
                            spec.resources(),
                            spec.supervision(),
                            spec.labels()));
        } catch (RuntimeException e) {
            made.forEach(engine.volumes()::remove);
            throw e;
        }
    }

    private ContainerSpec.Mount mounted(ContainerSpec.Mount.Volume mount, VolumeSpec wanted, List<String> made) {
        Volume volume = engine.volumes().create(wanted);
        if (wanted.anonymous()) {
            made.add(volume.name());
        }
        return new ContainerSpec.Mount.Volume(
                volume.name(), mount.target(), mount.readOnly(), mount.noCopy(), mount.subpath(), mount.labels());
    }
}
