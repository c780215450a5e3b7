package io.jcompose.cli.inspect;

import io.jcompose.cli.template.Nothing;
import io.jcompose.engine.container.Container;
import io.jcompose.engine.container.ContainerSpec;
import io.jcompose.engine.container.ContainerSpec.StandardStream;
import io.jcompose.engine.container.Naming;
import io.jcompose.engine.image.Healthcheck;
import io.jcompose.engine.image.ImageConfig;
import java.time.Duration;
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
    private final Naming naming;

    ConfigView(Container container, ImageConfig image, Naming naming) {
        this.container = container;
        this.spec = container.spec();
        this.image = image;
        this.naming = naming;
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
        view.put("Hostname", naming.hostname());
        view.put("Domainname", naming.domainname().orElse(""));
        view.put("User", spec.process().user().orElse(image.process().user()));
        view.put("AttachStdin", spec.process().attached().contains(StandardStream.STDIN));
        view.put("AttachStdout", spec.process().attached().contains(StandardStream.STDOUT));
        view.put("AttachStderr", spec.process().attached().contains(StandardStream.STDERR));
        Map<String, Object> exposed = new TreeMap<>();
        ContainerPorts.exposed(spec, image).forEach(port -> exposed.put(port, NOTHING));
        view.put("ExposedPorts", exposed.isEmpty() ? Nothing.OMITTED_MAP : exposed);
        view.put("Tty", spec.process().tty());
        view.put("OpenStdin", spec.process().openStdin());
        view.put("StdinOnce", spec.process().stdinOnce());
        view.put("Env", environment());
        view.put("Cmd", nothingIfEmpty(command()));
        view.put(
                "Healthcheck",
                spec.supervision()
                        .healthcheck()
                        .or(image::healthcheck)
                        .<Object>map(ConfigView::healthcheck)
                        .orElse(Nothing.OMITTED_POINTER));
        view.put("Image", spec.image());
        Map<String, Object> volumes = new TreeMap<>();
        image.volumes().forEach(target -> volumes.put(target, NOTHING));
        container.volumes().stream()
                .filter(Container.ResolvedVolume::anonymous)
                .forEach(volume -> volumes.put(volume.target(), NOTHING));
        view.put("Volumes", volumes.isEmpty() ? Nothing.MAP : volumes);
        view.put(
                "WorkingDir", spec.process().workingDir().orElse(image.process().workingDir()));
        view.put("Entrypoint", nothingIfEmpty(entrypoint()));
        view.put(
                "MacAddress",
                spec.networking().attachments().stream()
                        .flatMap(each -> each.mac().stream())
                        .<Object>map(mac -> mac)
                        .findFirst()
                        .orElse(Nothing.OMITTED_TEXT));
        view.put("OnBuild", nothingIfEmpty(image.onBuild()));
        view.put("Labels", labels());
        Optional<String> signal = spec.supervision().stopSignal().or(image::stopSignal);
        view.put("StopSignal", signal.<Object>map(word -> word).orElse(Nothing.OMITTED_TEXT));
        view.put(
                "StopTimeout",
                spec.supervision()
                        .stopTimeout()
                        .<Object>map(Duration::toSeconds)
                        .orElse(Nothing.OMITTED_POINTER));
        return view;
    }

    /** The image's, and over them its own; in the order of their names. */
    Map<String, String> labels() {
        Map<String, String> labels = new TreeMap<>(image.labels());
        labels.putAll(spec.labels());
        return labels;
    }

    private static Object nothingIfEmpty(List<String> words) {
        return words.isEmpty() ? Nothing.LIST : words;
    }

    private List<String> environment() {
        Map<String, Optional<String>> all = new LinkedHashMap<>(spec.process().environment());
        image.process().environment().forEach((name, value) -> all.putIfAbsent(name, Optional.of(value)));
        List<String> lines = new ArrayList<>();
        all.forEach(
                (name, value) -> lines.add(name + value.map(text -> "=" + text).orElse("")));
        return lines;
    }

    static Map<String, @Nullable Object> healthcheck(Healthcheck check) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("Test", check.test().isEmpty() ? new Nothing(List.of(), true) : check.test());
        put(view, "Interval", check.interval().toNanos());
        put(view, "Timeout", check.timeout().toNanos());
        put(view, "StartPeriod", check.startPeriod().toNanos());
        put(view, "StartInterval", check.startInterval().toNanos());
        put(view, "Retries", check.retries());
        return view;
    }

    /** Docker leaves out what is zero. */
    private static void put(Map<String, @Nullable Object> view, String name, long value) {
        view.put(name, value == 0 ? new Nothing(0L, true) : (Object) value);
    }
}
