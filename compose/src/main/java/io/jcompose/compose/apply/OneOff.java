package io.jcompose.compose.apply;

import io.jcompose.compose.apply.spec.SpecRequest;
import io.jcompose.compose.model.Mount;
import io.jcompose.compose.model.PortMapping;
import io.jcompose.compose.model.Project;
import io.jcompose.compose.model.RestartPolicy;
import io.jcompose.compose.model.Service;
import io.jcompose.compose.model.ServiceLifecycle;
import io.jcompose.compose.model.ServiceNetworking;
import io.jcompose.compose.model.ServiceProcess;
import io.jcompose.compose.model.ServiceSecurity;
import io.jcompose.compose.model.ServiceStorage;
import io.jcompose.compose.plan.Labels;
import io.jcompose.engine.container.Container;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A container of {@code run}: a service's, with some things otherwise, beside those that {@code up} makes. */
final class OneOff {
    private final Session session;
    private final Project project;
    private final RunOptions options;

    OneOff(Session session, Project project, RunOptions options) {
        this.session = session;
        this.project = project;
        this.options = options;
    }

    ServiceContainer prepare() {
        UpWishes.Services.check(project, List.of(options.service()));
        Service service = project.allServices().get(options.service());
        if (service == null) {
            throw new IllegalStateException(options.service());
        }
        Service changed = change(service);
        bringUp(service);
        ContainerMaker maker = new ContainerMaker(session, project);
        String slug = HexFormat.of().formatHex(bytes());
        String name = options.name()
                .orElse(project.containerName(service.name(), "run" + project.separator() + slug.substring(0, 12)));
        Map<String, String> labels = new LinkedHashMap<>(options.labels());
        labels.putAll(maker.labels(changed, 1, true, Hashes.of(project, service)));
        labels.put(Labels.SLUG, slug);
        SpecRequest.Identity identity = new SpecRequest.Identity(
                name,
                name,
                true,
                options.wiring().useAliases(),
                options.wiring().remove());
        session.tell(Progress.Kind.CONTAINER, name, Progress.Phase.CREATING);
        Container container = maker.create(changed, identity, labels, Optional.empty());
        session.tell(Progress.Kind.CONTAINER, name, Progress.Phase.CREATED);
        return Observer.view(container);
    }

    private static byte[] bytes() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    /** The dependencies run, and the service's image, networks and volumes are there: its own scale is 0 for that. */
    private void bringUp(Service service) {
        Set<String> needed = new LinkedHashSet<>();
        if (!options.noDeps()) {
            needed.addAll(service.dependsOn().keySet());
            needed.retainAll(project.services().keySet());
        }
        UpOptions up = options.up();
        UpOptions wanted = new UpOptions(
                List.copyOf(needed),
                false,
                true,
                up.recreation(),
                up.supply(),
                UpOptions.Orphans.IGNORE,
                up.stopTimeout(),
                up.waiting());
        if (!needed.isEmpty()) {
            try (UpOperation operation = UpOperation.prepare(session, project, wanted)) {
                operation.finish();
            }
        }
        new Prerequisites(session, project, service, up).make();
    }

    private Service change(Service service) {
        ServiceLifecycle lifecycle = service.lifecycle();
        ServiceLifecycle once = new ServiceLifecycle(
                Optional.empty(),
                1,
                lifecycle.profiles(),
                Optional.of(new RestartPolicy(RestartPolicy.Kind.NO, Optional.empty())),
                lifecycle.stopSignal(),
                lifecycle.stopGracePeriod(),
                lifecycle.hooks());
        return service.withLifecycle(once)
                .withProcess(process(service.process()))
                .withNetworking(networking(service.networking()))
                .withStorage(storage(service.storage()))
                .withSecurity(security(service.security()));
    }

    private ServiceSecurity security(ServiceSecurity security) {
        RunOptions.Rights rights = options.rights();
        return security.withCapabilities(
                changed(security.capAdd(), rights.capAdd(), rights.capDrop()),
                changed(security.capDrop(), rights.capDrop(), rights.capAdd()));
    }

    private static List<String> changed(List<String> own, List<String> more, List<String> opposite) {
        List<String> all = new ArrayList<>(own);
        all.removeAll(opposite);
        all.addAll(more);
        return all;
    }

    private ServiceProcess process(ServiceProcess process) {
        RunOptions.Process wanted = options.process();
        Map<String, Optional<String>> environment = new LinkedHashMap<>(process.environment());
        environment.putAll(wanted.environment());
        Optional<List<String>> entrypoint = wanted.entrypoint().or(process::entrypoint);
        Optional<List<String>> command =
                wanted.command().or(() -> wanted.entrypoint().isPresent() ? Optional.of(List.of()) : process.command());
        return new ServiceProcess(
                command,
                entrypoint,
                environment,
                wanted.user().or(process::user),
                process.groupAdd(),
                wanted.workingDir().or(process::workingDir),
                wanted.tty(),
                wanted.interactive(),
                process.init());
    }

    private ServiceNetworking networking(ServiceNetworking networking) {
        List<PortMapping> ports = new ArrayList<>(options.wiring().servicePorts() ? networking.ports() : List.of());
        ports.addAll(options.wiring().publish());
        return new ServiceNetworking(
                networking.networks(),
                networking.networkMode(),
                ports,
                networking.expose(),
                networking.names(),
                networking.links(),
                networking.externalLinks(),
                networking.macAddress());
    }

    private ServiceStorage storage(ServiceStorage storage) {
        List<Mount> volumes = new ArrayList<>(storage.volumes());
        volumes.addAll(options.wiring().volumes());
        return new ServiceStorage(
                volumes,
                storage.tmpfs(),
                storage.configs(),
                storage.secrets(),
                storage.volumesFrom(),
                storage.shmSize(),
                storage.storageOpt());
    }
}
