package io.jcompose.cli.inspect;

import io.jcompose.engine.container.Container;
import io.jcompose.engine.container.ContainerSpec;
import io.jcompose.engine.image.Healthcheck;
import io.jcompose.engine.image.ImageConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code Config}: what does not depend on the machine, the image's share in it included. */
final class ConfigView {
    private static final Map<String, @Nullable Object> NOTHING = new LinkedHashMap<>();

    private final Container container;
    private final ContainerSpec spec;
    private final ImageConfig image;

    ConfigView(Container container, ImageConfig image) {
        this.container = container;
        this.spec = container.spec();
        this.image = image;
    }

    private List<String> entrypoint() {
        return spec.process().entrypoint().orElse(image.process().entrypoint());
    }

    /** A given entrypoint drops the image's command. */
    private List<String> command() {
        return spec.process()
                .command()
                .orElse(
                        spec.process().entrypoint().isPresent()
                                ? List.of()
                                : image.process().command());
    }

    List<String> commandLine() {
        List<String> all = new ArrayList<>(entrypoint());
        all.addAll(command());
        return all;
    }

    Map<String, @Nullable Object> view() {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("Hostname", spec.networking().hostname().orElse(container.id().shortForm()));
        view.put("Domainname", spec.networking().domainname().orElse(""));
        view.put("User", spec.process().user().orElse(image.process().user()));
        view.put("Tty", spec.process().tty());
        view.put("OpenStdin", spec.process().openStdin());
        Map<String, Object> exposed = new TreeMap<>();
        image.exposedPorts().forEach(port -> exposed.put(port, NOTHING));
        spec.networking().expose().forEach(port -> exposed.put(port.indexOf('/') < 0 ? port + "/tcp" : port, NOTHING));
        spec.networking().ports().forEach(port -> exposed.put(port.containerPort() + "/" + port.protocol(), NOTHING));
        if (!exposed.isEmpty()) {
            view.put("ExposedPorts", exposed);
        }
        view.put("Env", environment());
        view.put("Cmd", nothingIfEmpty(command()));
        spec.supervision()
                .healthcheck()
                .or(image::healthcheck)
                .ifPresent(check -> view.put("Healthcheck", healthcheck(check)));
        view.put("Image", spec.image());
        Map<String, Object> volumes = new TreeMap<>();
        image.volumes().forEach(target -> volumes.put(target, NOTHING));
        view.put("Volumes", volumes.isEmpty() ? null : volumes);
        view.put(
                "WorkingDir", spec.process().workingDir().orElse(image.process().workingDir()));
        view.put("Entrypoint", nothingIfEmpty(entrypoint()));
        Map<String, String> labels = new TreeMap<>(image.labels());
        labels.putAll(spec.labels());
        view.put("Labels", labels);
        Optional<String> signal = spec.supervision().stopSignal().or(image::stopSignal);
        signal.ifPresent(word -> view.put("StopSignal", word));
        spec.supervision().stopTimeout().ifPresent(time -> view.put("StopTimeout", time.toSeconds()));
        return view;
    }

    private static @Nullable Object nothingIfEmpty(List<String> words) {
        return words.isEmpty() ? null : words;
    }

    private List<String> environment() {
        Map<String, String> all = new LinkedHashMap<>(image.process().environment());
        all.putAll(spec.process().environment());
        List<String> lines = new ArrayList<>();
        all.forEach((name, value) -> lines.add(name + "=" + value));
        return lines;
    }

    private static Map<String, @Nullable Object> healthcheck(Healthcheck check) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("Test", check.test());
        put(view, "Interval", check.interval().toNanos());
        put(view, "Timeout", check.timeout().toNanos());
        put(view, "StartPeriod", check.startPeriod().toNanos());
        put(view, "StartInterval", check.startInterval().toNanos());
        put(view, "Retries", check.retries());
        return view;
    }

    /** Docker leaves out what is zero. */
    private static void put(Map<String, @Nullable Object> view, String name, long value) {
        if (value != 0) {
            view.put(name, value);
        }
    }
}
