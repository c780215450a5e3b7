package io.jcompose.compose.model;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A loaded project.
 *
 * @param separator what parts the names that are made of several: {@code -}, or {@code _} as version 1 of docker compose had it
 * @param workingDirectory the project directory, absolute: relative paths of the files were resolved against it
 * @param composeFiles the files in the order they were merged, absolute
 * @param services the services whose profiles are active
 * @param disabledServices the services that an inactive profile turned off; {@code down} and {@code ps} need them too
 * @param extensions the top-level {@code x-} members as plain values (maps, lists, strings, numbers, booleans)
 * @param environment what interpolation saw: the invocation's environment over the .env files
 */
public record Project(
        String name,
        String separator,
        Path workingDirectory,
        List<Path> composeFiles,
        Map<String, Service> services,
        Map<String, Service> disabledServices,
        Map<String, Network> networks,
        Map<String, Volume> volumes,
        Map<String, FileObject> configs,
        Map<String, FileObject> secrets,
        Map<String, Model> models,
        Map<String, Object> extensions,
        Map<String, String> environment) {
    public Project {
        composeFiles = List.copyOf(composeFiles);
        services = Ordered.copy(services);
        disabledServices = Ordered.copy(disabledServices);
        networks = Ordered.copy(networks);
        volumes = Ordered.copy(volumes);
        configs = Ordered.copy(configs);
        secrets = Ordered.copy(secrets);
        models = Ordered.copy(models);
        extensions = Ordered.copy(extensions);
        environment = Ordered.copy(environment);
    }

    /** The image that is built for a service that names none. */
    public String builtImage(String service) {
        return name + separator + service;
    }

    /** What a container of a service is called that names none: {@code project-service-1}. */
    public String containerName(String service, String number) {
        return String.join(separator, name, service, number);
    }

    /** Enabled and disabled services, enabled first. */
    public Map<String, Service> allServices() {
        Map<String, Service> all = new LinkedHashMap<>(services);
        all.putAll(disabledServices);
        return Ordered.copy(all);
    }

    public Project withServices(Map<String, Service> enabled, Map<String, Service> disabled) {
        return new Project(
                name,
                separator,
                workingDirectory,
                composeFiles,
                enabled,
                disabled,
                networks,
                volumes,
                configs,
                secrets,
                models,
                extensions,
                environment);
    }
}
