package io.jcompose.compose.model;

import java.util.Map;
import java.util.Optional;

/**
 * One service, its attributes nested by subject.
 *
 * @param dependsOn by service name; the implicit ones (links, volumes_from, {@code network_mode: service:x}) are in it
 * @param origin where the service is written, and its canonical text
 */
public record Service(
        String name,
        ServiceImage image,
        ServiceProcess process,
        ServiceNetworking networking,
        ServiceStorage storage,
        Map<String, Dependency> dependsOn,
        Optional<Healthcheck> healthcheck,
        ServiceLifecycle lifecycle,
        ServiceResources resources,
        ServiceSecurity security,
        ServiceMetadata metadata,
        ServiceOrigin origin) {
    public Service {
        dependsOn = Ordered.copy(dependsOn);
    }

    public SourceMark mark() {
        return origin.mark();
    }

    public Service withScale(int scale) {
        return withLifecycle(lifecycle.withScale(scale));
    }

    public Service withDependsOn(Map<String, Dependency> dependencies) {
        return new Service(
                name,
                image,
                process,
                networking,
                storage,
                dependencies,
                healthcheck,
                lifecycle,
                resources,
                security,
                metadata,
                origin);
    }

    public Service withLifecycle(ServiceLifecycle changed) {
        return new Service(
                name,
                image,
                process,
                networking,
                storage,
                dependsOn,
                healthcheck,
                changed,
                resources,
                security,
                metadata,
                origin);
    }

    public Service withImage(ServiceImage changed) {
        return new Service(
                name,
                changed,
                process,
                networking,
                storage,
                dependsOn,
                healthcheck,
                lifecycle,
                resources,
                security,
                metadata,
                origin);
    }

    public Service withProcess(ServiceProcess changed) {
        return new Service(
                name,
                image,
                changed,
                networking,
                storage,
                dependsOn,
                healthcheck,
                lifecycle,
                resources,
                security,
                metadata,
                origin);
    }

    public Service withNetworking(ServiceNetworking changed) {
        return new Service(
                name,
                image,
                process,
                changed,
                storage,
                dependsOn,
                healthcheck,
                lifecycle,
                resources,
                security,
                metadata,
                origin);
    }

    public Service withStorage(ServiceStorage changed) {
        return new Service(
                name,
                image,
                process,
                networking,
                changed,
                dependsOn,
                healthcheck,
                lifecycle,
                resources,
                security,
                metadata,
                origin);
    }

    public Service withSecurity(ServiceSecurity changed) {
        return new Service(
                name,
                image,
                process,
                networking,
                storage,
                dependsOn,
                healthcheck,
                lifecycle,
                resources,
                changed,
                metadata,
                origin);
    }
}
