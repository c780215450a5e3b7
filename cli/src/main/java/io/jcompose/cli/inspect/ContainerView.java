package io.jcompose.cli.inspect;

import io.jcompose.cli.template.Nothing;
import io.jcompose.engine.Engine;
import io.jcompose.engine.container.Container;
import io.jcompose.engine.container.ContainerSpec;
import io.jcompose.engine.container.ContainerState;
import io.jcompose.engine.container.Naming;
import io.jcompose.engine.image.Image;
import io.jcompose.engine.image.ImageConfig;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One container, whole. */
public final class ContainerView {
    private static final String NEVER = "0001-01-01T00:00:00Z";

    private final Container container;
    private final Engine engine;
    private final Optional<Image> image;
    private final Path bundle;
    private final Path merged;

    private ContainerView(Container container, Engine engine, Path home) {
        this.container = container;
        this.engine = engine;
        this.image = engine.images().find(container.imageId().value());
        this.bundle = home.resolve("containers").resolve(container.id().value());
        this.merged = home.resolve("merged");
    }

    /**
     * @param home the engine's
     * @param sized with the bytes that it has written, which are counted for it
     */
    public static Map<String, @Nullable Object> of(Container container, Engine engine, Path home, boolean sized) {
        return new ContainerView(container, engine, home).whole(sized);
    }

    private Map<String, @Nullable Object> whole(boolean sized) {
        ImageConfig imageConfig = image.map(Image::config).orElse(ImageConfig.EMPTY);
        Naming naming = engine.containers().naming(container.id().value());
        ConfigView config = new ConfigView(container, imageConfig, naming);
        List<String> line = config.commandLine();
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("Id", container.id().value());
        view.put("Created", container.created().toString());
        view.put("Path", line.isEmpty() ? "" : line.getFirst());
        view.put("Args", line.isEmpty() ? line : line.subList(1, line.size()));
        view.put("State", state());
        view.put("Image", container.imageId().value());
        view.put("ResolvConfPath", onceWritten(naming.resolvConf()));
        view.put("HostnamePath", onceWritten(naming.hostnameFile()));
        view.put("HostsPath", onceWritten(naming.hosts()));
        view.put(
                "LogPath",
                container.spec().supervision().log().driver().equals("json-file")
                        ? onceWritten(bundle.resolve(container.id().value() + "-json.log"))
                        : "");
        view.put("Name", "/" + container.name());
        view.put("RestartCount", (long) container.restarts());
        view.put("Driver", "overlay2");
        view.put("Platform", image.map(each -> each.platform().os()).orElse("linux"));
        view.put("MountLabel", "");
        view.put("ProcessLabel", "");
        view.put("AppArmorProfile", profile());
        view.put("ExecIDs", Nothing.LIST);
        view.put("HostConfig", HostConfigView.of(container, engine));
        view.put("GraphDriver", layers());
        view.put("SizeRw", Nothing.OMITTED_POINTER);
        view.put("SizeRootFs", Nothing.OMITTED_POINTER);
        if (sized) {
            long written = engine.containers().size(container.id().value());
            view.put("SizeRw", written);
            view.put("SizeRootFs", written + image.map(Image::size).orElse(0L));
        }
        view.put("Mounts", mounts());
        view.put("Config", config.view());
        view.put("NetworkSettings", new NetworkView(container, engine, imageConfig).view());
        return view;
    }

    /** Empty until it is written, which is at the first start. */
    private String onceWritten(Path file) {
        return container.state() instanceof ContainerState.Created ? "" : file.toString();
    }

    private String profile() {
        return container.spec().isolation().securityOptions().stream()
                .filter(option -> option.startsWith("apparmor"))
                .map(option -> option.substring("apparmor=".length()))
                .findFirst()
                .orElse("");
    }

    private Map<String, @Nullable Object> state() {
        ContainerState state = container.state();
        Optional<ContainerState.Running> running =
                state instanceof ContainerState.Running now ? Optional.of(now) : Optional.empty();
        Optional<ContainerState.Exit> last = switch (state) {
            case ContainerState.Exited exited -> Optional.of(exited.exit());
            case ContainerState.Restarting restarting -> Optional.of(restarting.last());
            default -> Optional.empty();
        };
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("Status", state.word());
        view.put("Running", running.isPresent() || state instanceof ContainerState.Restarting);
        view.put("Paused", running.map(ContainerState.Running::paused).orElse(false));
        view.put("Restarting", state instanceof ContainerState.Restarting);
        view.put("OOMKilled", last.map(ContainerState.Exit::oomKilled).orElse(false));
        view.put("Dead", false);
        view.put("Pid", running.map(now -> (long) now.pid()).orElse(0L));
        view.put("ExitCode", last.map(exit -> (long) exit.code()).orElse(0L));
        view.put("Error", last.map(ContainerState.Exit::error).orElse(""));
        view.put(
                "StartedAt",
                running.map(ContainerState.Running::startedAt)
                        .or(() -> last.map(ContainerState.Exit::startedAt))
                        .map(Instant::toString)
                        .orElse(NEVER));
        view.put("FinishedAt", last.map(exit -> exit.finishedAt().toString()).orElse(NEVER));
        view.put(
                "Health",
                running.map(ContainerState.Running::health)
                        .filter(health -> health.status() != ContainerState.Health.Status.NONE)
                        .or(() -> last.flatMap(ContainerState.Exit::health).map(ContainerView::ended))
                        .<Object>map(ContainerView::health)
                        .orElse(Nothing.OMITTED_POINTER));
        return view;
    }

    /** Docker calls what has ended unhealthy, and keeps its probes. */
    private static ContainerState.Health ended(ContainerState.Health last) {
        return new ContainerState.Health(ContainerState.Health.Status.UNHEALTHY, last.failingStreak(), last.log());
    }

    private static Map<String, @Nullable Object> health(ContainerState.Health health) {
        List<Map<String, @Nullable Object>> log = new ArrayList<>();
        for (ContainerState.Probe probe : health.log()) {
            Map<String, @Nullable Object> entry = new LinkedHashMap<>();
            entry.put("Start", probe.start().toString());
            entry.put("End", probe.end().toString());
            entry.put("ExitCode", (long) probe.exitCode());
            entry.put("Output", probe.output());
            log.add(entry);
        }
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("Status", health.status().name().toLowerCase(Locale.ROOT));
        view.put("FailingStreak", (long) health.failingStreak());
        view.put("Log", log);
        return view;
    }

    private Map<String, @Nullable Object> layers() {
        Map<String, String> data = new TreeMap<>();
        data.put("ID", container.id().value());
        data.put(
                "LowerDir",
                String.join(
                        ":",
                        image.map(each -> engine.images().layerDirectories(each).reversed().stream()
                                        .map(Path::toString)
                                        .toList())
                                .orElse(List.of())));
        data.put("MergedDir", merged.toString());
        data.put("UpperDir", bundle.resolve("upper").toString());
        data.put("WorkDir", bundle.resolve("work").toString());
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("Data", data);
        view.put("Name", "overlay2");
        return view;
    }

    private List<Map<String, @Nullable Object>> mounts() {
        List<Map<String, @Nullable Object>> all = new ArrayList<>();
        for (ContainerSpec.Mount mount : container.spec().mounts()) {
            switch (mount) {
                case ContainerSpec.Mount.Bind bind ->
                    all.add(mount(
                            "bind",
                            "",
                            bind.source().toString(),
                            mount,
                            bind.propagation().isEmpty() ? "rprivate" : bind.propagation()));
                case ContainerSpec.Mount.Tmpfs tmpfs -> {
                    if (!HostConfigView.isShort(tmpfs)) {
                        all.add(mount("tmpfs", "", "", mount, ""));
                    }
                }
                case ContainerSpec.Mount.Image shown -> {
                    Map<String, @Nullable Object> entry = mount("image", shown.image(), "", mount, "rprivate");
                    entry.put("Mode", "");
                    all.add(entry);
                }
                case ContainerSpec.Mount.Volume volume -> {}
                case ContainerSpec.Mount.Content content -> {}
            }
        }
        container.volumes().forEach(volume -> all.add(resolved(volume)));
        return all;
    }

    private Map<String, @Nullable Object> resolved(Container.ResolvedVolume volume) {
        ContainerSpec.Mount mount = container.spec().mounts().stream()
                .filter(each -> each.target().equals(volume.target()))
                .findFirst()
                .orElse(new ContainerSpec.Mount.Volume(volume.name(), volume.target(), false, false, ""));
        String source = engine.volumes()
                .find(volume.name())
                .map(found -> found.mountpoint().toString())
                .orElse("");
        Map<String, @Nullable Object> view = mount("volume", volume.name(), source, mount, "");
        if (!volume.anonymous() && !mount.readOnly()) {
            view.put("Mode", "z");
        }
        return view;
    }

    private static Map<String, @Nullable Object> mount(
            String type, String name, String source, ContainerSpec.Mount mount, String propagation) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("Type", type);
        view.put("Name", name.isEmpty() ? Nothing.OMITTED_TEXT : name);
        view.put("Source", source);
        view.put("Destination", mount.target());
        view.put("Driver", type.equals("volume") ? "local" : Nothing.OMITTED_TEXT);
        view.put("Mode", mount.readOnly() ? "ro" : "");
        view.put("RW", !mount.readOnly());
        view.put("Propagation", propagation);
        return view;
    }
}
