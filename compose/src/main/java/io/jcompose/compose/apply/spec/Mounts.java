package io.jcompose.compose.apply.spec;

import io.jcompose.compose.model.FileMount;
import io.jcompose.compose.model.Mount;
import io.jcompose.compose.model.ServiceStorage;
import io.jcompose.compose.model.Volume;
import io.jcompose.engine.container.Container;
import io.jcompose.engine.container.ContainerSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is mounted into a container of a service: volumes_from first, then volumes, tmpfs, configs and secrets; one mount a target, the last wins. */
final class Mounts {
    private final SpecRequest request;
    private final Map<String, ContainerSpec.Mount> byTarget = new LinkedHashMap<>();

    private Mounts(SpecRequest request) {
        this.request = request;
    }

    static List<ContainerSpec.Mount> of(SpecRequest request) {
        Mounts mounts = new Mounts(request);
        ServiceStorage storage = request.service().storage();
        storage.volumesFrom().forEach(mounts::from);
        storage.volumes().forEach(mount -> mounts.add(mounts.mount(mount)));
        storage.tmpfs().forEach(text -> mounts.add(tmpfs(text)));
        FileContents contents = new FileContents(request.project(), request.service());
        for (FileMount config : storage.configs()) {
            mounts.add(contents.config(config));
        }
        for (FileMount secret : storage.secrets()) {
            mounts.add(contents.secret(secret));
        }
        request.predecessor().ifPresent(mounts::inherit);
        return List.copyOf(mounts.byTarget.values());
    }

    private void add(ContainerSpec.Mount mount) {
        byTarget.remove(mount.target());
        byTarget.put(mount.target(), mount);
    }

    private ContainerSpec.Mount mount(Mount mount) {
        return switch (mount.kind()) {
            case BIND -> bind(mount);
            case VOLUME -> volume(mount);
            case TMPFS -> {
                Mount.TmpfsOptions options = mount.options() instanceof Mount.TmpfsOptions given
                        ? given
                        : new Mount.TmpfsOptions(0, Optional.empty());
                yield new ContainerSpec.Mount.Tmpfs(
                        mount.target(),
                        mount.readOnly(),
                        options.size(),
                        options.mode().orElse(0),
                        List.of());
            }
            case IMAGE ->
                new ContainerSpec.Mount.Image(
                        mount.source().orElse(""),
                        mount.target(),
                        mount.options() instanceof Mount.ImageOptions given
                                ? given.subpath().orElse("")
                                : "",
                        Optional.empty());
            case NPIPE, CLUSTER -> throw Refusals.mount(request.service(), mount);
        };
    }

    private static ContainerSpec.Mount bind(Mount mount) {
        Mount.BindOptions options = mount.options() instanceof Mount.BindOptions given
                ? given
                : new Mount.BindOptions(Optional.empty(), false, Optional.empty(), Optional.empty());
        return new ContainerSpec.Mount.Bind(
                Path.of(mount.source().orElseThrow()),
                mount.target(),
                mount.readOnly(),
                options.propagation().orElse(""),
                options.createHostPath(),
                !options.recursive().orElse("enabled").equals("disabled"),
                options.recursive().orElse("enabled").equals("writable"));
    }

    private ContainerSpec.Mount volume(Mount mount) {
        Mount.VolumeOptions options = mount.options() instanceof Mount.VolumeOptions given
                ? given
                : new Mount.VolumeOptions(false, Optional.empty(), Map.of());
        String name = mount.source()
                .map(key -> Optional.ofNullable(request.project().volumes().get(key))
                        .map(Volume::name)
                        .orElse(key))
                .orElse("");
        return new ContainerSpec.Mount.Volume(
                name,
                mount.target(),
                mount.readOnly(),
                options.noCopy(),
                options.subpath().orElse(""),
                options.labels());
    }

    /** {@code PATH} or {@code PATH:OPTION,OPTION}. */
    private static ContainerSpec.Mount tmpfs(String text) {
        int colon = text.indexOf(':');
        String target = colon < 0 ? text : text.substring(0, colon);
        boolean readOnly = false;
        List<String> options = new ArrayList<>();
        for (String option :
                colon < 0 ? new String[0] : text.substring(colon + 1).split(",")) {
            if (option.equals("ro")) {
                readOnly = true;
            } else if (!option.isBlank() && !option.equals("rw")) {
                options.add(option);
            }
        }
        return new ContainerSpec.Mount.Tmpfs(target, readOnly, 0, 0, options);
    }

    private void from(ServiceStorage.VolumesFrom from) {
        Container container = request.containerOf().apply((from.container() ? "container:" : "") + from.name());
        Map<String, String> volumes = new LinkedHashMap<>();
        container.volumes().forEach(volume -> volumes.put(volume.target(), volume.name()));
        for (ContainerSpec.Mount mount : container.spec().mounts()) {
            switch (mount) {
                case ContainerSpec.Mount.Bind bind ->
                    add(new ContainerSpec.Mount.Bind(
                            bind.source(),
                            bind.target(),
                            bind.readOnly() || from.readOnly(),
                            bind.propagation(),
                            bind.createHostPath(),
                            bind.recursive(),
                            bind.writableBelow()));
                case ContainerSpec.Mount.Volume volume -> {
                    String name = volumes.remove(volume.target());
                    if (name != null) {
                        boolean readOnly = volume.readOnly() || from.readOnly();
                        add(new ContainerSpec.Mount.Volume(name, volume.target(), readOnly, true, volume.subpath()));
                    }
                }
                case ContainerSpec.Mount.Image image -> add(image);
                case ContainerSpec.Mount.Tmpfs _, ContainerSpec.Mount.Content _ -> {}
            }
        }
        volumes.forEach((target, name) -> add(new ContainerSpec.Mount.Volume(name, target, from.readOnly(), true, "")));
    }

    /** Anonymous volumes of the one that is replaced stay at their targets. */
    private void inherit(Container predecessor) {
        for (Container.ResolvedVolume volume : predecessor.volumes()) {
            ContainerSpec.Mount given = byTarget.get(volume.target());
            if (!volume.anonymous()) {
                continue;
            }
            if (given == null) {
                add(new ContainerSpec.Mount.Volume(volume.name(), volume.target(), false, true, ""));
            } else if (given instanceof ContainerSpec.Mount.Volume anonymous
                    && anonymous.name().isEmpty()) {
                add(new ContainerSpec.Mount.Volume(
                        volume.name(), volume.target(), anonymous.readOnly(), true, anonymous.subpath()));
            }
        }
    }
}
