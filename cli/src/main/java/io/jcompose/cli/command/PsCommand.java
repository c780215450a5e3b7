package io.jcompose.cli.command;

import io.jcompose.cli.inspect.ContainerPorts;
import io.jcompose.cli.render.Listing;
import io.jcompose.compose.apply.ProjectRef;
import io.jcompose.compose.apply.ServiceContainer;
import io.jcompose.engine.container.Container;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "ps", description = "List containers")
final class PsCommand extends ComposeCommand implements Harmless {
    private static final Listing LISTING = new Listing(
            "{{.Name}}\t{{.Image}}\t{{.Command}}\t{{.Service}}\t{{.RunningFor}}\t{{.Status}}\t{{.Ports}}",
            Map.ofEntries(
                    Map.entry("Command", "COMMAND"),
                    Map.entry("CreatedAt", "CREATED AT"),
                    Map.entry("ExitCode", "EXIT CODE"),
                    Map.entry("Health", "HEALTH"),
                    Map.entry("ID", "CONTAINER ID"),
                    Map.entry("Image", "IMAGE"),
                    Map.entry("Labels", "LABELS"),
                    Map.entry("Name", "NAME"),
                    Map.entry("Names", "NAMES"),
                    Map.entry("Networks", "NETWORKS"),
                    Map.entry("Ports", "PORTS"),
                    Map.entry("Project", "PROJECT"),
                    Map.entry("Publishers", "PUBLISHERS"),
                    Map.entry("RunningFor", "CREATED"),
                    Map.entry("Service", "SERVICE"),
                    Map.entry("State", "STATE"),
                    Map.entry("Status", "STATUS")));

    @Option(
            names = {"-a", "--all"},
            description = "Show all stopped containers (including those created by the run command)")
    boolean all;

    @Option(names = "--filter", paramLabel = "status=STATUS", description = "Filter services by a property")
    @Nullable
    String filter;

    @Option(names = "--format", paramLabel = "FORMAT", description = "table, json, or a Go template")
    String format = "table";

    @Option(names = "--no-trunc", description = "Don't truncate output")
    boolean whole;

    @Option(
            names = "--orphans",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Include orphaned services")
    boolean orphans = true;

    @Option(
            names = {"-q", "--quiet"},
            description = "Only display IDs")
    boolean quiet;

    @Option(names = "--services", description = "Display services")
    boolean onlyServices;

    @Option(names = "--status", paramLabel = "STATUS", split = ",", description = "Filter services by status")
    List<String> statuses = new ArrayList<>();

    @Parameters(paramLabel = "SERVICE", arity = "0..*")
    List<String> services = new ArrayList<>();

    PsCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        List<String> wanted = new ArrayList<>(statuses);
        if (filter != null) {
            if (!filter.startsWith("status=")) {
                throw invalid("unknown filter \"" + filter + "\"", "give status=running, or another status");
            }
            wanted.add(filter.substring("status=".length()));
        }
        ProjectRef reference = reference();
        Set<String> known = reference instanceof ProjectRef.Loaded loaded
                ? loaded.project().allServices().keySet()
                : Set.of();
        List<ServiceContainer> containers = operations().ps(reference, services, all || !wanted.isEmpty()).stream()
                .filter(each -> orphans || known.contains(each.service()))
                .filter(each -> wanted.isEmpty()
                        || wanted.contains(each.container().state().word()))
                .toList();
        if (quiet) {
            containers.forEach(each -> streams().outLine(each.container().id().value()));
        } else if (onlyServices) {
            Set<String> names = new LinkedHashSet<>();
            containers.forEach(each -> names.add(each.service()));
            names.forEach(streams()::outLine);
        } else {
            Instant now = Instant.now();
            List<Map<String, @Nullable Object>> rows =
                    containers.stream().map(each -> row(each, now)).toList();
            streams().out(LISTING.render(format, rows));
        }
        return 0;
    }

    private Map<String, @Nullable Object> row(ServiceContainer each, Instant now) {
        Container container = each.container();
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("Command", Listings.command(container, engine(), whole || format.equals("json")));
        object.put("CreatedAt", container.created().toString());
        object.put("ExitCode", Listings.exitCode(container));
        object.put("Health", Listings.health(container));
        object.put("ID", whole ? container.id().value() : container.id().shortForm());
        object.put("Image", container.spec().image());
        object.put("Labels", container.spec().labels());
        object.put("Name", each.name());
        object.put("Names", each.name());
        object.put(
                "Networks",
                container
                        .sandbox()
                        .map(sandbox -> sandbox.endpoints().stream()
                                .map(endpoint -> endpoint.networkName())
                                .toList())
                        .orElse(List.of()));
        object.put("Ports", ContainerPorts.text(container, Listings.image(container, engine())));
        object.put("Project", each.project());
        List<Map<String, Object>> publishers = new ArrayList<>();
        ContainerPorts.published(container).forEach(port -> {
            Map<String, Object> publisher = new LinkedHashMap<>();
            publisher.put("URL", port.hostIp());
            publisher.put("TargetPort", port.containerPort());
            publisher.put("PublishedPort", port.hostPort());
            publisher.put("Protocol", port.protocol());
            publishers.add(publisher);
        });
        object.put("Publishers", publishers);
        object.put("RunningFor", io.jcompose.cli.render.Units.ago(Duration.between(container.created(), now)));
        object.put("Service", each.service());
        object.put("State", container.state().word());
        object.put("Status", Listings.status(container, now));
        return object;
    }
}
