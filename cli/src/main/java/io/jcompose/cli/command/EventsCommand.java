package io.jcompose.cli.command;

import io.jcompose.engine.event.Event;
import io.jcompose.engine.event.Events;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "events", description = "Receive real time events from containers")
final class EventsCommand extends ComposeCommand implements Harmless {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

    @Option(names = "--json", description = "Output events as a stream of json objects")
    boolean json;

    @Option(names = "--until", paramLabel = "TIME", description = "Stream events until this timestamp")
    @Nullable
    String until;

    @Parameters(paramLabel = "SERVICE", arity = "0..*")
    List<String> services = new ArrayList<>();

    EventsCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() throws InterruptedException {
        String project = reference().name();
        Json objects = new Json();
        try (Events.Subscription subscription = engine().events().subscribe(event -> show(event, project, objects))) {
            CountDownLatch never = new CountDownLatch(1);
            if (until == null) {
                never.await();
            } else {
                Instant now = Instant.now();
                long rest = now.until(Moments.parse(until, now), java.time.temporal.ChronoUnit.NANOS);
                if (!never.await(rest, TimeUnit.NANOSECONDS)) {
                    return 0;
                }
            }
        }
        return 0;
    }

    private void show(Event event, String project, Json objects) {
        String service = event.attributes().getOrDefault("com.docker.compose.service", "");
        boolean ours = event.type().equals("container")
                && project.equals(event.attributes().get("com.docker.compose.project"))
                && (services.isEmpty() || services.contains(service));
        if (!ours) {
            return;
        }
        Map<String, String> shown = new LinkedHashMap<>();
        event.attributes().forEach((name, value) -> {
            if (!name.startsWith("com.docker.compose.")) {
                shown.put(name, value);
            }
        });
        if (json) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("time", event.time().toString());
            object.put("type", event.type());
            object.put("service", service);
            object.put("id", event.actor());
            object.put("action", event.action());
            object.put("attributes", shown);
            streams().outLine(objects.line(object));
            return;
        }
        List<String> attributes = new ArrayList<>();
        shown.forEach((name, value) -> attributes.add(name + "=" + value));
        streams()
                .outLine(TIME.format(event.time()) + " container " + event.action() + " " + event.actor() + " ("
                        + String.join(", ", attributes) + ")");
    }
}
