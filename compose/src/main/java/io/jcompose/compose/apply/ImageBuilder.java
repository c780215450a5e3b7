package io.jcompose.compose.apply;

import io.jcompose.compose.apply.Progress.Kind;
import io.jcompose.compose.apply.Progress.Phase;
import io.jcompose.compose.apply.Progress.Resource;
import io.jcompose.compose.apply.spec.FileContents;
import io.jcompose.compose.apply.spec.LimitsOf;
import io.jcompose.compose.model.Build;
import io.jcompose.compose.model.Project;
import io.jcompose.compose.model.Service;
import io.jcompose.engine.build.BuildRequest;
import io.jcompose.engine.image.Image;
import io.jcompose.engine.image.ImageName;
import io.jcompose.error.JcomposeException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/** Builds the images of services; equal definitions are built once and get all the names. Safe for concurrent use. */
final class ImageBuilder {
    private static final String SERVICE = "service:";

    private final Session session;
    private final Project project;
    private final BuildOptions options;
    private final Map<Build, CompletableFuture<Image>> builds = new ConcurrentHashMap<>();

    ImageBuilder(Session session, Project project, BuildOptions options) {
        this.session = session;
        this.project = project;
        this.options = options;
    }

    /** The image of a service as the compose file names it, or {@code PROJECT-SERVICE}. */
    static String nameOf(Project project, Service service) {
        return service.image().image().orElse(project.builtImage(service.name()));
    }

    /** Builds it, or waits for and tags what an equal definition comes to. */
    Image build(Service service) throws InterruptedException {
        Build build = service.image()
                .build()
                .orElseThrow(() -> new JcomposeException(
                        JcomposeException.Kind.INVALID,
                        service.mark() + " service \"" + service.name() + "\" has nothing to build"));
        String name = nameOf(project, service);
        session.tell(Kind.IMAGE, name, Phase.BUILDING);
        CompletableFuture<Image> mine = new CompletableFuture<>();
        CompletableFuture<Image> other = builds.putIfAbsent(build, mine);
        Image image;
        if (other == null) {
            image = run(service, build, name, mine);
        } else {
            image = join(other);
            session.engine().images().tag(image.id(), ImageName.parse(name));
        }
        session.tell(Kind.IMAGE, name, Phase.BUILT);
        return image;
    }

    private Image run(Service service, Build build, String name, CompletableFuture<Image> result)
            throws InterruptedException {
        try {
            Resource resource = new Resource(Kind.IMAGE, name);
            Image image = session.engine()
                    .builds()
                    .build(request(service, build, name), event -> session.on(new Progress.Build(resource, event)));
            result.complete(image);
            return image;
        } catch (RuntimeException | InterruptedException e) {
            result.completeExceptionally(e);
            throw e;
        }
    }

    private static Image join(CompletableFuture<Image> build) throws InterruptedException {
        try {
            return build.get();
        } catch (ExecutionException | CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private BuildRequest request(Service service, Build build, String name) throws InterruptedException {
        Build.Source source = build.source();
        if (!source.context().startsWith("/")) {
            throw new JcomposeException(
                    JcomposeException.Kind.UNSUPPORTED,
                    service.mark() + " services." + service.name() + ".build.context: \"" + source.context()
                            + "\" is not a directory",
                    "fetch it yourself and give the directory");
        }
        Path context = Path.of(source.context());
        BuildRequest.Dockerfile dockerfile = source.dockerfileInline()
                .<BuildRequest.Dockerfile>map(BuildRequest.Dockerfile.Inline::new)
                .orElseGet(() -> new BuildRequest.Dockerfile.File(
                        context.resolve(source.dockerfile().orElse("Dockerfile"))));
        List<ImageName> tags = Stream.concat(Stream.of(name), build.output().tags().stream())
                .map(ImageName::parse)
                .distinct()
                .toList();
        return new BuildRequest(
                context,
                dockerfile,
                arguments(build),
                source.target(),
                tags,
                contexts(source),
                options(service, build));
    }

    private Map<String, String> arguments(Build build) {
        Map<String, String> arguments = new LinkedHashMap<>();
        build.args()
                .forEach((key, value) -> value.or(
                                () -> Optional.ofNullable(project.environment().get(key)))
                        .ifPresent(text -> arguments.put(key, text)));
        arguments.putAll(options.args());
        return arguments;
    }

    /** {@code service:NAME} is the image of that service, which is built before. */
    private Map<String, String> contexts(Build.Source source) throws InterruptedException {
        Map<String, String> contexts = new LinkedHashMap<>();
        for (Map.Entry<String, String> context : source.additionalContexts().entrySet()) {
            String value = context.getValue();
            if (value.startsWith(SERVICE)) {
                Service other = project.allServices().get(value.substring(SERVICE.length()));
                if (other == null) {
                    throw new JcomposeException(
                            JcomposeException.Kind.NOT_FOUND,
                            "additional context \"" + context.getKey() + "\": no such service: " + value);
                }
                if (other.image().build().isPresent()) {
                    build(other);
                }
                value = "docker-image://" + nameOf(project, other);
            }
            contexts.put(context.getKey(), value);
        }
        return contexts;
    }

    private BuildRequest.Options options(Service service, Build build) {
        Map<String, String> hosts = new LinkedHashMap<>();
        build.sandbox()
                .extraHosts()
                .forEach((host, addresses) -> addresses.forEach(address -> hosts.put(host, address)));
        return new BuildRequest.Options(
                options.noCache() || build.cache().disabled(),
                options.pull() || build.cache().pull(),
                build.sandbox().network().orElse("default"),
                build.output().labels(),
                hosts,
                build.sandbox().shmSize().map(String::valueOf),
                secrets(service, build),
                LimitsOf.processes(build.sandbox().ulimits()));
    }

    /** By their ids, which are the targets. */
    private Map<String, BuildRequest.Secret> secrets(Service service, Build build) {
        FileContents contents = new FileContents(project, service);
        Map<String, BuildRequest.Secret> secrets = new LinkedHashMap<>();
        build.secrets()
                .forEach(secret -> secrets.put(
                        secret.target().orElse(secret.source()),
                        new BuildRequest.Secret(contents.secretBytes(secret))));
        return secrets;
    }
}
