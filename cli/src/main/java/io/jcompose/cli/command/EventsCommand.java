package io.jcompose.cli.command;

import io.jcompose.engine.event.Event;
import io.jcompose.engine.event.Events;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Show all events created since timestamp (2013-01-02T13:23:37Z) or relative (42m)")
    @Nullable
    String since;

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
        ZonedDateTime now = invocation().now();
        Optional<Instant> end = Optional.ofNullable(until).map(text -> Moments.parse(text, now));
        Consumer<Event> shown = event -> {
            if (end.isEmpty() || !event.time().isAfter(end.get())) {
                show(event, project, objects);
            }
        };
        try (Events.Subscription subscription = subscribe(now, end, shown)) {
            CountDownLatch never = new CountDownLatch(1);
            long rest = end.map(
                            moment -> Duration.between(Instant.now(), moment).toMillis())
                    .orElse(Long.MAX_VALUE);
            return never.await(rest, TimeUnit.MILLISECONDS) ? 1 : 0;
        }
    }

    /** As docker does, the past is shown when either end of the time is given. */
    private Events.Subscription subscribe(ZonedDateTime now, Optional<Instant> end, Consumer<Event> shown) {
        Optional<Instant> begin = Optional.ofNullable(since).map(text -> Moments.parse(text, now));
        if (begin.isEmpty() && end.isEmpty()) {
            return engine().events().subscribe(shown);
        }
        if (begin.isPresent() && end.isPresent() && end.get().isBefore(begin.get())) {
            throw invalid(
                    "--since (" + since + ") is after --until (" + until + ")", "give the earlier moment to --since");
        }
        return engine().events().subscribe(begin.orElse(Instant.EPOCH), shown);
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
