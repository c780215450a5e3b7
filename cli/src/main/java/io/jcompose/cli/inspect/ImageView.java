package io.jcompose.cli.inspect;

import io.jcompose.cli.template.Nothing;
import io.jcompose.engine.Engine;
import io.jcompose.engine.image.Image;
import io.jcompose.engine.image.ImageConfig;
import io.jcompose.engine.image.ImageName;
import io.jcompose.engine.image.NewImage;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An image as docker's {@code image inspect} has it. */
public final class ImageView {
    private static final Map<String, Object> PRESENT = Map.of();

    private ImageView() {}

    public static Map<String, @Nullable Object> of(Image image, Engine engine) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("Id", image.id().value());
        List<String> names = image.tags().stream().map(ImageName::familiar).toList();
        view.put("RepoTags", names);
        view.put(
                "RepoDigests",
                names.stream()
                        .map(name -> repository(name) + "@" + image.manifest().value())
                        .distinct()
                        .toList());
        view.put("Parent", "");
        List<NewImage.History> history = engine.images().history(image);
        view.put("Comment", history.isEmpty() ? "" : history.getLast().comment());
        view.put("Created", image.created().map(Instant::toString).orElse(""));
        view.put("DockerVersion", "");
        view.put("Author", engine.images().author(image));
        view.put("Architecture", image.platform().architecture());
        String variant = image.platform().variant();
        view.put("Variant", variant.isEmpty() ? Nothing.OMITTED_TEXT : variant);
        view.put("Os", image.platform().os());
        view.put("Size", image.size());
        view.put("GraphDriver", layers(image, engine));
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("Type", "layers");
        root.put("Layers", image.layers().stream().map(Object::toString).toList());
        view.put("RootFS", root);
        view.put("Config", config(image.config()));
        return view;
    }

    /** The name without its tag. */
    private static String repository(String name) {
        int colon = name.lastIndexOf(':');
        return colon > name.lastIndexOf('/') ? name.substring(0, colon) : name;
    }

    private static Map<String, Object> layers(Image image, Engine engine) {
        List<String> directories = engine.images().layerDirectories(image).stream()
                .map(Path::toString)
                .toList();
        Map<String, Object> data = new TreeMap<>();
        if (!directories.isEmpty()) {
            data.put("UpperDir", directories.getLast());
        }
        if (directories.size() > 1) {
            data.put(
                    "LowerDir",
                    String.join(
                            ":", directories.subList(0, directories.size() - 1).reversed()));
        }
        Map<String, Object> driver = new LinkedHashMap<>();
        driver.put("Data", data);
        driver.put("Name", "overlay2");
        return driver;
    }

    private static Map<String, @Nullable Object> config(ImageConfig config) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("Cmd", list(config.process().command()));
        view.put("Entrypoint", list(config.process().entrypoint()));
        view.put(
                "Env",
                config.process().environment().entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .toList());
        view.put(
                "ExposedPorts", config.exposedPorts().isEmpty() ? Nothing.OMITTED_MAP : present(config.exposedPorts()));
        view.put(
                "Healthcheck",
                config.healthcheck().<Object>map(ConfigView::healthcheck).orElse(Nothing.OMITTED_POINTER));
        view.put("Labels", config.labels().isEmpty() ? Nothing.MAP : new TreeMap<>(config.labels()));
        view.put("OnBuild", list(config.onBuild()));
        view.put("Shell", config.shell().isEmpty() ? new Nothing(List.of(), true) : config.shell());
        view.put("StopSignal", config.stopSignal().<Object>map(word -> word).orElse(Nothing.OMITTED_TEXT));
        view.put("User", config.process().user());
        view.put("Volumes", config.volumes().isEmpty() ? Nothing.MAP : present(config.volumes()));
        view.put("WorkingDir", config.process().workingDir());
        return view;
    }

    private static Object list(List<String> words) {
        return words.isEmpty() ? Nothing.LIST : words;
    }

    private static Map<String, Object> present(List<String> names) {
        Map<String, Object> all = new TreeMap<>();
        names.forEach(name -> all.put(name, PRESENT));
        return all;
    }
}
