package io.jcompose.compose.apply;

import io.jcompose.compose.apply.spec.ContainerSpecs;
import io.jcompose.compose.apply.spec.NetworkingOf;
import io.jcompose.compose.apply.spec.SpecRequest;
import io.jcompose.compose.model.NetworkAttachment;
import io.jcompose.compose.model.Project;
import io.jcompose.compose.model.Service;
import io.jcompose.compose.plan.Dependencies;
import io.jcompose.compose.plan.Labels;
import io.jcompose.engine.container.Container;
import io.jcompose.engine.container.ContainerSpec;
import io.jcompose.error.JcomposeException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Creates containers of a project's services. */
final class ContainerMaker {
    private final Session session;
    private final Project project;

    ContainerMaker(Session session, Project project) {
        this.session = session;
        this.project = project;
    }

    /** @param hash of the service's configuration */
    Container create(
            Service service, int number, SpecRequest.Identity identity, String hash, Optional<Container> predecessor) {
        Map<String, String> labels = labels(service, number, identity.oneOff(), hash);
        predecessor.ifPresent(old -> labels.put(Labels.REPLACE, old.name()));
        return create(service, identity, labels, predecessor);
    }

    Container create(
            Service service,
            SpecRequest.Identity identity,
            Map<String, String> labels,
            Optional<Container> predecessor) {
        ContainerSpec spec = ContainerSpecs.of(request(service, identity, labels, predecessor));
        BindSources.check(spec);
        return session.engine().containers().create(spec);
    }

    /** What a container of the service would be told to be, without jcompose's labels. */
    ContainerSpec spec(Service service, String name) {
        SpecRequest.Identity identity = SpecRequest.Identity.ofService(name, name);
        return ContainerSpecs.of(request(service, identity, Map.of(), Optional.empty()));
    }

    Map<String, String> labels(Service service, int number, boolean oneOff, String hash) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put(Labels.PROJECT, project.name());
        labels.put(Labels.SERVICE, service.name());
        labels.put(Labels.NUMBER, Integer.toString(number));
        labels.put(Labels.ONE_OFF, oneOff ? "True" : "False");
        labels.put(Labels.CONFIG_HASH, hash);
        labels.put(Labels.DEPENDS_ON, Dependencies.label(service.dependsOn()));
        labels.put(Labels.WORKING_DIR, project.workingDirectory().toString());
        labels.put(
                Labels.CONFIG_FILES,
                project.composeFiles().stream().map(Path::toString).collect(Collectors.joining(",")));
        labels.put(Labels.VERSION, session.caller().version());
        session.engine()
                .images()
                .find(ImageBuilder.nameOf(project, service))
                .ifPresent(image -> labels.put(Labels.IMAGE, image.id().value()));
        return labels;
    }

    private SpecRequest request(
            Service service,
            SpecRequest.Identity identity,
            Map<String, String> labels,
            Optional<Container> predecessor) {
        String image = ImageBuilder.nameOf(project, service);
        return new SpecRequest(project, service, identity, image, predecessor, labels, this::containerOf);
    }

    /** How a container of the service joins a network. */
    ContainerSpec.Attachment attachment(Service service, String container, String key) {
        SpecRequest.Identity identity = SpecRequest.Identity.ofService(container, container);
        NetworkAttachment attachment = service.networking().networks().getOrDefault(key, NetworkAttachment.DEFAULT);
        return NetworkingOf.attachment(request(service, identity, Map.of(), Optional.empty()), key, attachment);
    }

    /** The first container of a service of the project, or any one given as {@code container:NAME}. */
    private Container containerOf(String service) {
        if (service.startsWith("container:")) {
            return session.engine().containers().get(service.substring("container:".length()));
        }
        return new Observer(session.engine())
                .containers(project.name()).stream()
                        .filter(container -> container.service().equals(service) && !container.oneOff())
                        .findFirst()
                        .map(ServiceContainer::container)
                        .orElseThrow(() -> new JcomposeException(
                                JcomposeException.Kind.NOT_FOUND,
                                "service \"" + service + "\" has no container to share",
                                "bring it up first: jcompose up -d " + service));
    }
}
