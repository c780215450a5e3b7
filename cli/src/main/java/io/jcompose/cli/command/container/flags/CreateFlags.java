package io.jcompose.cli.command.container.flags;

import io.jcompose.cli.command.ComposeCommand;
import io.jcompose.cli.command.OwnExitCode;
import io.jcompose.cli.invocation.Invocation;
import io.jcompose.compose.apply.spec.ContainerSpecs;
import io.jcompose.compose.apply.spec.SpecRequest;
import io.jcompose.compose.model.Project;
import io.jcompose.compose.model.Service;
import io.jcompose.engine.Engine;
import io.jcompose.engine.container.ContainerSpec;
import io.jcompose.engine.container.ContainerSpec.StandardStream;
import io.jcompose.engine.image.Image;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.volumes.VolumeSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Everything that run and create can say of a container. */
public final class CreateFlags {
    /** Docker's exit code for a flag that can't be. */
    private static final int WRONG = 125;

    @Mixin
    public final LifeFlags life = new LifeFlags();

    @Mixin
    public final ProcessFlags process = new ProcessFlags();

    @Mixin
    final NetworkFlags network = new NetworkFlags();

    @Mixin
    final MountFlags mounts = new MountFlags();

    @Mixin
    final LimitFlags limits = new LimitFlags();

    @Mixin
    final RightsFlags rights = new RightsFlags();

    @Option(
            names = {"-a", "--attach"},
            paramLabel = "STREAM",
            description = "Attach to STDIN, STDOUT or STDERR")
    List<String> streams = new ArrayList<>();

    @Option(names = "--pull", paramLabel = "always|missing|never", description = "Pull image before creating")
    public String pull = "missing";

    @Option(
            names = "--platform",
            paramLabel = "OS/ARCH",
            description = "Refused for other platforms than this machine's")
    public String platform = "";

    @Option(
            names = {"-q", "--quiet"},
            description = "Suppress the pull output")
    public boolean quiet;

    @Parameters(index = "0", paramLabel = "IMAGE")
    public String image = "";

    @Parameters(index = "1..*", paramLabel = "[COMMAND] [ARG...]", arity = "0..*")
    List<String> command = new ArrayList<>();

    /** Which streams the caller says to be connected with; as docker, all outputs, and the input with {@code -i}, when nothing is said. */
    public Set<StandardStream> attached(boolean detached) {
        if (detached && !streams.isEmpty()) {
            throw ComposeCommand.invalid(
                    "conflicting options: cannot specify both --attach and --detach", "leave out one");
        }
        Set<StandardStream> named = EnumSet.noneOf(StandardStream.class);
        streams.forEach(word -> named.add(stream(word)));
        if (named.isEmpty() && !detached) {
            named.addAll(StandardStream.OUTPUTS);
            if (process.options.interactive) {
                named.add(StandardStream.STDIN);
            }
        }
        return named;
    }

    private static StandardStream stream(String word) {
        return Arrays.stream(StandardStream.values())
                .filter(stream -> stream.name().equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(() -> ComposeCommand.misuse(
                        "-a, --attach", word, "valid streams are STDIN, STDOUT and STDERR", "choose one of them"));
    }

    /**
     * What the engine is told.
     *
     * @param found the image, which is here
     * @param attached see {@link #attached}
     */
    public ContainerSpec spec(Invocation invocation, Engine engine, Image found, Set<StandardStream> attached) {
        String called = life.name.isEmpty() ? "" : Words.name(life.name);
        Project project = project(invocation, found);
        network.checkLinks(engine.containers()::get);
        Service service = Objects.requireNonNull(project.services().get(ServiceDocument.SERVICE));
        SpecRequest request = new SpecRequest(
                project,
                service,
                new SpecRequest.Identity(called, called, false, true, life.remove),
                image,
                Optional.empty(),
                Map.of(),
                name -> engine.containers().get(name.replaceFirst("^container:", "")));
        ContainerSpec spec = specified(request);
        MountFlags.checkSources(spec.mounts());
        spec.networking().attachments().stream()
                .map(ContainerSpec.Attachment::network)
                .filter(name -> !name.equals(ContainerSpec.Networking.DEFAULT_NETWORK))
                .forEach(engine.networks()::get);
        limits.warnings().forEach(invocation.streams()::errLine);
        network.warnings().forEach(invocation.streams()::errLine);
        return new ContainerSpec(
                spec.name(),
                spec.image(),
                spec.process().with(attached),
                spec.mounts(),
                networking(spec.networking()),
                spec.isolation(),
                limits.with(spec.resources()),
                life.neverKilled() ? patient(spec.supervision()) : spec.supervision(),
                spec.labels());
    }

    /** A flag that is wrong has docker's code for that, whichever command it stands with. */
    private Project project(Invocation invocation, Image found) {
        try {
            if (network.hostname != null && "host".equals(rights.uts)) {
                throw ComposeCommand.invalid("conflicting options: hostname and the UTS mode", "leave out one");
            }
            ServiceDocument document = new ServiceDocument();
            document.put("image", image);
            process.write(document, command, invocation);
            network.write(document, found);
            mounts.write(document);
            limits.write(document);
            rights.write(document);
            life.write(document, invocation);
            return document.load(invocation);
        } catch (JcomposeException e) {
            throw e.kind() == Kind.INVALID ? new OwnExitCode(e, WRONG) : e;
        }
    }

    /** The volumes that have to be there before the container, by the targets of their mounts. */
    public Map<String, VolumeSpec> volumesToMake() {
        return mounts.volumesToMake();
    }

    /** Flags have no place in a file. */
    private static ContainerSpec specified(SpecRequest request) {
        try {
            return ContainerSpecs.of(request);
        } catch (JcomposeException e) {
            String place = request.service().mark() + " services." + ServiceDocument.SERVICE + ".";
            String told = String.valueOf(e.getMessage());
            if (!told.startsWith(place)) {
                throw e;
            }
            throw new JcomposeException(
                    e.kind(),
                    told.substring(told.indexOf(": ", place.length()) + 2),
                    e.remedy().orElse(""),
                    e);
        }
    }

    /** The names that a service has in its networks are none of this container's. */
    private ContainerSpec.Networking networking(ContainerSpec.Networking networking) {
        Map<String, Map<String, Object>> wanted = network.connections();
        List<ContainerSpec.Attachment> attachments = networking.attachments().stream()
                .map(each -> new ContainerSpec.Attachment(
                        each.network(),
                        names(wanted.getOrDefault(each.network(), Map.of()).get("aliases")),
                        each.ipv4(),
                        each.ipv6(),
                        each.mac(),
                        each.linkLocalIps(),
                        each.priority(),
                        each.gatewayPriority(),
                        each.driverOptions()))
                .toList();
        return new ContainerSpec.Networking(
                networking.mode(),
                attachments,
                networking.ports(),
                networking.expose(),
                networking.dns(),
                networking.extraHosts(),
                networking.hostname(),
                networking.domainname());
    }

    private static List<String> names(@Nullable Object aliases) {
        return aliases instanceof List<?> list
                ? list.stream().map(Object::toString).toList()
                : List.of();
    }

    private static ContainerSpec.Supervision patient(ContainerSpec.Supervision before) {
        return new ContainerSpec.Supervision(
                before.restart(),
                before.healthcheck(),
                before.stopSignal(),
                Optional.of(Duration.ofSeconds(-1)),
                before.autoRemove(),
                before.log());
    }
}
