package io.jcompose.compose.load.bind;

import io.jcompose.compose.load.tree.Node.Mapping;
import io.jcompose.compose.model.FileObject;
import io.jcompose.compose.model.Model;
import io.jcompose.compose.model.Network;
import io.jcompose.compose.model.Project;
import io.jcompose.compose.model.Service;
import io.jcompose.compose.model.Volume;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The whole project. */
public final class ProjectBinder {
    private final Typed root;
    private final Map<String, String> environment;
    private final Map<String, String> lookedUp;

    /** @param lookedUp the values of the variables that configs and secrets come from, by {@code configs.NAME} */
    public ProjectBinder(Mapping root, Map<String, String> environment, Map<String, String> lookedUp) {
        this.root = new Typed(root);
        this.environment = environment;
        this.lookedUp = lookedUp;
    }

    public Project bind(
            String name,
            String separator,
            Path directory,
            List<Path> files,
            Map<String, Mapping> enabled,
            Map<String, Mapping> disabled) {
        return new Project(
                name,
                separator,
                directory,
                files,
                services(enabled),
                services(disabled),
                named("networks", ProjectBinder::network),
                named("volumes", ProjectBinder::volume),
                named("configs", (key, object) -> object("configs", key, object)),
                named("secrets", (key, object) -> object("secrets", key, object)),
                named("models", ProjectBinder::model),
                root.extensions(),
                environment);
    }

    private static Map<String, Service> services(Map<String, Mapping> services) {
        Map<String, Service> out = new LinkedHashMap<>();
        services.forEach(
                (name, service) -> out.put(name, new ServiceBinder(new Typed(service)).bind(name, service.mark())));
        return out;
    }

    private interface Maker<T> {
        T make(String key, Typed from);
    }

    private <T> Map<String, T> named(String section, Maker<T> maker) {
        Map<String, T> out = new LinkedHashMap<>();
        root.at(section)
                .ifPresent(all ->
                        all.mapping().members().keySet().forEach(key -> out.put(key, maker.make(key, all.inner(key)))));
        return out;
    }

    private static Network network(String key, Typed network) {
        Typed ipam = network.inner("ipam");
        return new Network(
                key,
                network.text("name", key),
                network.is("external"),
                network.text("driver"),
                network.textMap("driver_opts"),
                new Network.Flags(
                        network.is("internal"),
                        network.is("attachable"),
                        network.flag("enable_ipv4"),
                        network.flag("enable_ipv6")),
                new Network.Ipam(
                        ipam.text("driver"),
                        ipam.list(
                                "config",
                                pool -> new Network.Pool(
                                        pool.text("subnet"),
                                        pool.text("gateway"),
                                        pool.text("ip_range"),
                                        pool.textMap("aux_addresses"))),
                        ipam.textMap("options")),
                network.textMap("labels"),
                network.mark());
    }

    private static Volume volume(String key, Typed volume) {
        return new Volume(
                key,
                volume.text("name", key),
                volume.is("external"),
                volume.text("driver"),
                volume.textMap("driver_opts"),
                volume.textMap("labels"),
                volume.mark());
    }

    private FileObject object(String section, String key, Typed object) {
        return new FileObject(
                key,
                object.text("name", key),
                source(section + "." + key, object),
                object.textMap("labels"),
                object.text("template_driver"),
                object.mark());
    }

    private FileObject.Source source(String path, Typed object) {
        Optional<String> variable = object.text("environment");
        if (variable.isPresent()) {
            return new FileObject.FromEnvironment(
                    variable.get(), Optional.ofNullable(lookedUp.getOrDefault(path, environment.get(variable.get()))));
        }
        Optional<String> file = object.text("file");
        if (file.isPresent()) {
            return new FileObject.FromFile(file.get());
        }
        return object.is("external") ? new FileObject.External() : new FileObject.Inline(object.text("content", ""));
    }

    private static Model model(String key, Typed model) {
        return new Model(
                key,
                model.text("name", key),
                model.text("model", ""),
                model.integer("context_size"),
                model.texts("runtime_flags"),
                model.mark());
    }
}
