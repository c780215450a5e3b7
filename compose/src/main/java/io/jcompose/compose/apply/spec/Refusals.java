package io.jcompose.compose.apply.spec;

import io.jcompose.compose.model.Deploy;
import io.jcompose.compose.model.Mount;
import io.jcompose.compose.model.Service;
import io.jcompose.compose.model.ServiceResources.DeviceRequest;
import io.jcompose.error.JcomposeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a container can't have, and would not be the same without: refused before anything is made. */
final class Refusals {
    private Refusals() {}

    /** @throws JcomposeException in Docker's words where it refuses the same */
    static void check(Service service) {
        service.storage().volumes().stream()
                .filter(mount -> switch (mount.kind()) {
                    case BIND, VOLUME, TMPFS, IMAGE -> false;
                    case NPIPE, CLUSTER -> true;
                })
                .findFirst()
                .ifPresent(mount -> {
                    throw mount(service, mount);
                });
        if (!service.storage().storageOpt().isEmpty()) {
            throw refusal(
                    service,
                    "storage_opt",
                    "--storage-opt is supported only for overlay over xfs with 'pquota' mount option",
                    "leave it out; what a container writes is not limited");
        }
        List<DeviceRequest> devices = new ArrayList<>(service.resources().gpus());
        service.resources()
                .deploy()
                .flatMap(Deploy::reservations)
                .ifPresent(wanted -> devices.addAll(wanted.devices()));
        if (!devices.isEmpty()) {
            DeviceRequest first = devices.getFirst();
            throw refusal(
                    service,
                    service.resources().gpus().isEmpty() ? "deploy.resources.reservations.devices" : "gpus",
                    "could not select device driver \"" + first.driver().orElse("") + "\" with capabilities: [["
                            + String.join(" ", capabilities(service, first)) + "]]",
                    "jcompose has no drivers for devices: name the device nodes under `devices:`, and mount what their programs need");
        }
    }

    /** {@code gpus} that names none means gpu. */
    private static List<String> capabilities(Service service, DeviceRequest request) {
        return request.capabilities().isEmpty() && !service.resources().gpus().isEmpty()
                ? List.of("gpu")
                : request.capabilities();
    }

    static JcomposeException mount(Service service, Mount mount) {
        String kind = mount.kind().name().toLowerCase(Locale.ROOT);
        return refusal(
                service,
                "volumes",
                "mounts of type \"" + kind + "\" are not supported",
                "use a volume, a bind mount or a tmpfs");
    }

    private static JcomposeException refusal(Service service, String attribute, String what, String remedy) {
        return new JcomposeException(
                JcomposeException.Kind.UNSUPPORTED,
                service.mark() + " services." + service.name() + "." + attribute + ": " + what,
                remedy);
    }
}
