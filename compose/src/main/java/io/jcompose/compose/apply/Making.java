package io.jcompose.compose.apply;

import io.jcompose.compose.apply.Progress.Kind;
import io.jcompose.compose.apply.Progress.Phase;
import io.jcompose.compose.apply.Progress.Resource;
import io.jcompose.compose.apply.spec.SpecRequest;
import io.jcompose.compose.model.Project;
import io.jcompose.compose.model.Service;
import io.jcompose.compose.plan.Action;
import io.jcompose.compose.plan.Wanted;
import io.jcompose.engine.container.Container;
import io.jcompose.engine.image.ImageName;
import io.jcompose.engine.image.PullProgress;
import io.jcompose.error.JcomposeException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The steps that make things, for which the project's files are needed; it remembers what was made. */
final class Making {
    private final Session session;
    private final Project project;
    private final Wanted wanted;
    private final boolean quietPull;
    private final ImageBuilder builder;
    private final ContainerMaker maker;
    private final ResourceMaker resources;
    private final Map<String, String> networks = new ConcurrentHashMap<>();
    private final Map<String, String> containers = new ConcurrentHashMap<>();

    Making(Session session, Wanted wanted, boolean quietPull, BuildOptions build) {
        this.session = session;
        this.project = wanted.project();
        this.wanted = wanted;
        this.quietPull = quietPull;
        this.builder = new ImageBuilder(session, project, build);
        this.maker = new ContainerMaker(session, project);
        this.resources = new ResourceMaker(session, project);
    }

    /** Ids of the networks that were made. */
    List<String> madeNetworks() {
        return List.copyOf(networks.keySet());
    }

    /** Ids of the containers that were made. */
    List<String> madeContainers() {
        return List.copyOf(containers.keySet());
    }

    private Service service(String name) {
        return Objects.requireNonNull(wanted.services().get(name), name).service();
    }

    void pull(Action.PullImage pull) {
        Resource resource = new Resource(Kind.IMAGE, pull.image());
        session.tell(Kind.IMAGE, pull.image(), Phase.PULLING);
        PullProgress progress = quietPull
                ? PullProgress.NONE
                : (layer, phase, done, total) -> session.on(new Progress.Layer(resource, layer, phase, done, total));
        try {
            session.engine()
                    .images()
                    .pull(ImageName.parse(pull.image()), session.caller().credentials(), progress);
        } catch (JcomposeException e) {
            String policy = service(pull.service()).image().pullPolicy().orElse("missing");
            if (!RefreshWindow.isPeriodic(policy)
                    || session.engine().images().find(pull.image()).isEmpty()) {
                throw e;
            }
            session.warn(
                    "image \"" + pull.image() + "\" was not refreshed and is used as it is here: " + e.getMessage());
        }
        session.tell(Kind.IMAGE, pull.image(), Phase.PULLED);
    }

    void build(Action.BuildImage build) throws InterruptedException {
        builder.build(service(build.service()));
    }

    void createNetwork(Action.CreateNetwork create) {
        session.tell(Kind.NETWORK, create.name(), Phase.CREATING);
        networks.put(resources.network(create.key()), create.name());
        session.tell(Kind.NETWORK, create.name(), Phase.CREATED);
    }

    void createVolume(Action.CreateVolume create) {
        session.tell(Kind.VOLUME, create.name(), Phase.CREATING);
        resources.volume(create.key());
        session.tell(Kind.VOLUME, create.name(), Phase.CREATED);
    }

    void connect(Action.ConnectNetwork connect) {
        session.engine()
                .containers()
                .connect(
                        connect.container(),
                        maker.attachment(service(connect.service()), connect.container(), connect.key()));
    }

    void createContainer(Action.CreateContainer create) {
        Service service = service(create.service());
        String finalName = finalName(service, create);
        boolean replaces = create.replaced().isPresent();
        session.tell(Kind.CONTAINER, finalName, replaces ? Phase.RECREATE : Phase.CREATING);
        SpecRequest.Identity identity = SpecRequest.Identity.ofService(create.container(), finalName);
        Optional<Container> predecessor = create.inherit()
                ? create.replaced().flatMap(old -> session.engine().containers().find(old.id()))
                : Optional.empty();
        String hash =
                Objects.requireNonNull(wanted.services().get(service.name())).configHash();
        Container made = maker.create(service, create.number(), identity, hash, predecessor);
        containers.put(made.id().value(), finalName);
        if (!replaces) {
            session.tell(Kind.CONTAINER, finalName, Phase.CREATED);
        }
    }

    private String finalName(Service service, Action.CreateContainer create) {
        return create.replaced().isEmpty()
                ? create.container()
                : service.lifecycle()
                        .containerName()
                        .orElse(project.containerName(service.name(), String.valueOf(create.number())));
    }
}
