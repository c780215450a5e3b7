package io.jcompose.engine.build.graph;

import io.jcompose.engine.image.Healthcheck;
import io.jcompose.engine.image.ImageConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The configuration of an image in the making. For one thread. */
final class ImageDraft {
    static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final List<String> DEFAULT_SHELL = List.of("/bin/sh", "-c");

    final Map<String, String> environment;
    final Map<String, String> labels;
    final Set<String> ports;
    final Set<String> volumes;
    List<String> entrypoint;
    List<String> command;
    String workingDir;
    String user;
    Optional<String> stopSignal;
    Optional<Healthcheck> healthcheck;
    private List<String> shell;
    private boolean commandSetHere;
    final List<String> onBuild = new ArrayList<>();

    /** Goes on from a base; its triggers are not taken over. */
    ImageDraft(ImageConfig base) {
        environment = new LinkedHashMap<>(base.process().environment());
        labels = new LinkedHashMap<>(base.labels());
        ports = new LinkedHashSet<>(base.exposedPorts());
        volumes = new LinkedHashSet<>(base.volumes());
        entrypoint = base.process().entrypoint();
        command = base.process().command();
        workingDir = base.process().workingDir();
        user = base.process().user();
        stopSignal = base.stopSignal();
        healthcheck = base.healthcheck();
        shell = base.shell();
        environment.putIfAbsent("PATH", DEFAULT_PATH);
    }

    List<String> shell() {
        return shell.isEmpty() ? DEFAULT_SHELL : shell;
    }

    void shell(List<String> words) {
        shell = words;
    }

    void command(List<String> words) {
        command = words;
        commandSetHere = true;
    }

    /** A new entrypoint makes the base's command meaningless. */
    void entrypoint(List<String> words) {
        entrypoint = words;
        if (!commandSetHere) {
            command = List.of();
        }
    }

    String directory() {
        return workingDir.isEmpty() ? "/" : workingDir;
    }

    ImageConfig config() {
        return new ImageConfig(
                new ImageConfig.ImageProcess(entrypoint, command, environment, workingDir, user),
                List.copyOf(ports),
                List.copyOf(volumes),
                labels,
                stopSignal,
                healthcheck,
                shell,
                onBuild);
    }
}
