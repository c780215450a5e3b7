package io.jcompose.compose.apply;

import io.jcompose.compose.model.Mount;
import io.jcompose.compose.model.Project;
import io.jcompose.compose.model.Service;
import io.jcompose.compose.plan.Wanted.ImageSupply;
import io.jcompose.engine.Engine;
import io.jcompose.engine.image.Image;
import io.jcompose.error.JcomposeException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where the image of each service is to come from, by its pull policy, its build section and what the command says. */
final class ImageSupplies {
    private final Engine engine;
    private final Project project;
    private final UpOptions.Supply options;
    private final RefreshWindow refreshes;
    private final Map<String, Optional<Image>> seen = new HashMap<>();

    ImageSupplies(Engine engine, Project project, UpOptions.Supply options) {
        this.engine = engine;
        this.project = project;
        this.options = options;
        this.refreshes = new RefreshWindow(engine.events());
    }

    ImageSupply of(Service service) {
        if (service.image().provider().isPresent()) {
            throw new JcomposeException(
                    JcomposeException.Kind.UNSUPPORTED,
                    service.mark() + " service \"" + service.name() + "\" is provided by \""
                            + service.image().provider().get().type() + "\", and providers are not supported",
                    "give the service an image");
        }
        String name = ImageBuilder.nameOf(project, service);
        String policy = policy(service);
        Optional<Image> here = seen.computeIfAbsent(name, engine.images()::find);
        return service.image().build().isPresent()
                ? built(service, name, policy, here)
                : pulled(service, name, policy, here);
    }

    /** Of the images that the mounts of a service show. As docker compose, those that are here are never refreshed. */
    List<ImageSupply> shown(Service service) {
        return service.storage().volumes().stream()
                .filter(mount -> mount.kind() == Mount.Kind.IMAGE)
                .flatMap(mount -> mount.source().stream())
                .distinct()
                .map(name -> shown(service, name))
                .toList();
    }

    private ImageSupply shown(Service service, String name) {
        return seen.computeIfAbsent(name, engine.images()::find)
                .<ImageSupply>map(image -> new ImageSupply.Here(name, image.id().value()))
                .orElseGet(() -> absent(service, name, policy(service)));
    }

    private String policy(Service service) {
        return options.pull().or(() -> service.image().pullPolicy()).orElse("missing");
    }

    private ImageSupply built(Service service, String name, String policy, Optional<Image> here) {
        if (options.building() == UpOptions.Building.ALWAYS) {
            return new ImageSupply.ToBuild(name, "--build");
        }
        boolean allowed = options.building() == UpOptions.Building.MISSING;
        if (policy.equals("build") && allowed) {
            return new ImageSupply.ToBuild(name, "pull_policy: build");
        }
        if (policy.equals("always") && service.image().image().isPresent()) {
            return new ImageSupply.ToPull(name, "pull policy always");
        }
        if (here.isPresent()) {
            return new ImageSupply.Here(name, here.get().id().value());
        }
        if (allowed) {
            return new ImageSupply.ToBuild(name, "no such image");
        }
        throw new JcomposeException(
                JcomposeException.Kind.NOT_FOUND,
                service.mark() + " service \"" + service.name() + "\": image \"" + name
                        + "\" is not here and --no-build forbids to build it",
                "run `jcompose build " + service.name() + "`");
    }

    private ImageSupply pulled(Service service, String name, String policy, Optional<Image> here) {
        boolean periodic = RefreshWindow.isPeriodic(policy);
        if (policy.equals("always") || (periodic && (here.isEmpty() || refreshes.isOver(service, policy, name)))) {
            return new ImageSupply.ToPull(name, "pull policy " + policy);
        }
        if (here.isPresent()) {
            return new ImageSupply.Here(name, here.get().id().value());
        }
        return absent(service, name, policy);
    }

    private static ImageSupply absent(Service service, String name, String policy) {
        if (policy.equals("never")) {
            throw new JcomposeException(
                    JcomposeException.Kind.NOT_FOUND,
                    service.mark() + " service \"" + service.name() + "\": image \"" + name
                            + "\" is not here and its pull policy is never",
                    "pull or load the image first");
        }
        return new ImageSupply.ToPull(name, "no such image");
    }
}
