package io.jcompose.compose.apply.spec;

import io.jcompose.compose.model.Deploy;
import io.jcompose.compose.model.Healthcheck;
import io.jcompose.compose.model.Project;
import io.jcompose.compose.model.Service;
import io.jcompose.compose.model.ServiceLifecycle;
import io.jcompose.compose.model.ServiceProcess;
import io.jcompose.compose.model.ServiceSecurity;
import io.jcompose.engine.container.ContainerSpec;
import io.jcompose.engine.container.ContainerSpec.StandardStream;
import io.jcompose.error.JcomposeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Maps a service to a container's specification. Reads the content of configs and secrets; makes nothing. */
public final class ContainerSpecs {
    private ContainerSpecs() {}

    public static ContainerSpec of(SpecRequest request) {
        Service service = request.service();
        Map<String, String> labels = new LinkedHashMap<>(service.metadata().labels());
        labels.putAll(request.labels());
        return new ContainerSpec(
                request.identity().name(),
                request.image(),
                process(service.process(), request.identity().oneOff()),
                Mounts.of(request),
                NetworkingOf.of(request),
                isolation(request),
                LimitsOf.service(service),
                supervision(request),
                labels);
    }

    /** @param oneOff one that {@code run} makes, whose caller is connected with its input if it is open */
    private static ContainerSpec.Process process(ServiceProcess process, boolean oneOff) {
        return new ContainerSpec.Process(
                process.entrypoint(),
                process.command(),
                process.environment(),
                process.user(),
                process.workingDir(),
                process.groupAdd(),
                process.tty(),
                process.stdinOpen(),
                process.init().orElse(false),
                oneOff && process.stdinOpen() ? EnumSet.allOf(StandardStream.class) : StandardStream.OUTPUTS);
    }

    /**
     * What of a service can be checked while nothing of its project is there: it shares nothing with another container.
     *
     * @param image empty: not known yet
     */
    public static ContainerSpec alone(Project project, Service service, String image) {
        ServiceSecurity.Namespaces namespaces = service.security().namespaces();
        ContainerSpec.Isolation isolation = isolation(
                project,
                service,
                new ContainerSpec.Namespaces(
                        unshared(namespaces.pid()),
                        unshared(namespaces.ipc()),
                        unshared(namespaces.uts()),
                        unshared(namespaces.cgroup())));
        ContainerSpec plain = ContainerSpec.of(service.name(), image);
        return new ContainerSpec(
                service.name(),
                image,
                process(service.process(), false),
                List.of(),
                plain.networking(),
                isolation,
                LimitsOf.service(service),
                plain.supervision(),
                Map.of());
    }

    private static Optional<String> unshared(Optional<String> mode) {
        return mode.filter(word -> !word.startsWith("service:") && !word.isEmpty());
    }

    private static ContainerSpec.Isolation isolation(SpecRequest request) {
        ServiceSecurity.Namespaces namespaces = request.service().security().namespaces();
        return isolation(
                request.project(),
                request.service(),
                new ContainerSpec.Namespaces(
                        namespace(namespaces.pid(), request),
                        namespace(namespaces.ipc(), request),
                        namespace(namespaces.uts(), request),
                        namespace(namespaces.cgroup(), request)));
    }

    private static ContainerSpec.Isolation isolation(
            Project project, Service service, ContainerSpec.Namespaces namespaces) {
        ServiceSecurity security = service.security();
        Refusals.check(service);
        checkUserNamespace(service, security.namespaces().user());
        List<ContainerSpec.Device> devices = security.devices().devices().stream()
                .map(device ->
                        new ContainerSpec.Device(Path.of(device.source()), device.target(), device.permissions()))
                .toList();
        return new ContainerSpec.Isolation(
                security.privileged(),
                security.readOnly(),
                security.capAdd(),
                security.capDrop(),
                new SecurityOptionsOf(project, service).read(),
                namespaces,
                security.sysctls(),
                devices,
                security.devices().cgroupRules(),
                security.namespaces().cgroupParent(),
                service.image().runtime(),
                service.metadata().annotations());
    }

    /** Containers are in the user namespace of the engine, which is what {@code host} says. */
    private static void checkUserNamespace(Service service, Optional<String> mode) {
        mode.filter(word -> !word.isEmpty() && !word.equals("host")).ifPresent(word -> {
            throw new JcomposeException(
                    JcomposeException.Kind.INVALID,
                    service.mark() + " services." + service.name() + ".userns_mode: invalid USER mode: " + word,
                    "remove it, or write host");
        });
    }

    /** The engine knows "own", which is no word at all, {@code host} and {@code container:X}. */
    private static Optional<String> namespace(Optional<String> mode, SpecRequest request) {
        return mode.filter(word -> !word.equals("private") && !word.equals("shareable") && !word.isEmpty())
                .map(word -> word.startsWith("service:")
                        ? "container:"
                                + request.containerOf()
                                        .apply(word.substring("service:".length()))
                                        .id()
                                        .value()
                        : word);
    }

    private static ContainerSpec.Supervision supervision(SpecRequest request) {
        Service service = request.service();
        ServiceLifecycle lifecycle = service.lifecycle();
        return new ContainerSpec.Supervision(
                restart(service),
                service.healthcheck().map(ContainerSpecs::healthcheck),
                lifecycle.stopSignal(),
                lifecycle.stopGracePeriod(),
                request.identity().remove(),
                service.metadata()
                        .logging()
                        .map(logging ->
                                new ContainerSpec.LogConfig(logging.driver().orElse("json-file"), logging.options()))
                        .orElse(new ContainerSpec.LogConfig("json-file", Map.of())));
    }

    /** {@code restart}, or else what {@code deploy.restart_policy} comes to on one machine. */
    private static ContainerSpec.RestartPolicy restart(Service service) {
        return service.lifecycle()
                .restart()
                .map(policy -> new ContainerSpec.RestartPolicy(
                        switch (policy.kind()) {
                            case NO -> ContainerSpec.RestartPolicy.Condition.NO;
                            case ALWAYS -> ContainerSpec.RestartPolicy.Condition.ALWAYS;
                            case ON_FAILURE -> ContainerSpec.RestartPolicy.Condition.ON_FAILURE;
                            case UNLESS_STOPPED -> ContainerSpec.RestartPolicy.Condition.UNLESS_STOPPED;
                        },
                        policy.maxAttempts().orElse(0)))
                .or(() -> service.resources().deploy().flatMap(Deploy::restart).map(ContainerSpecs::deployed))
                .orElse(new ContainerSpec.RestartPolicy(ContainerSpec.RestartPolicy.Condition.NO, 0));
    }

    private static ContainerSpec.RestartPolicy deployed(Deploy.Restart restart) {
        return switch (restart.condition().orElse("any")) {
            case "none" -> new ContainerSpec.RestartPolicy(ContainerSpec.RestartPolicy.Condition.NO, 0);
            case "on-failure" ->
                new ContainerSpec.RestartPolicy(
                        ContainerSpec.RestartPolicy.Condition.ON_FAILURE,
                        restart.maxAttempts().orElse(0));
            default -> new ContainerSpec.RestartPolicy(ContainerSpec.RestartPolicy.Condition.ALWAYS, 0);
        };
    }

    private static io.jcompose.engine.image.Healthcheck healthcheck(Healthcheck check) {
        return new io.jcompose.engine.image.Healthcheck(
                check.disabled() ? List.of("NONE") : check.test().orElse(List.of()),
                check.interval().orElse(Duration.ZERO),
                check.timeout().orElse(Duration.ZERO),
                check.startPeriod().orElse(Duration.ZERO),
                check.startInterval().orElse(Duration.ZERO),
                check.retries().orElse(0));
    }
}
