package io.jcompose.compose.apply;

import io.jcompose.engine.Engine;
import io.jcompose.engine.container.Container;
import io.jcompose.engine.container.ContainerState;
import io.jcompose.engine.event.Event;
import io.jcompose.engine.event.Events;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Hears containers of an attached {@code up} end, tells of it, and says when the whole is over and with which code. */
final class Exits implements AutoCloseable {
    /** For an event that is on its way. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Engine engine;
    private final AttachOptions options;
    private final LogFollower follower;
    private final Map<String, ServiceContainer> members = new LinkedHashMap<>();
    private final Instant since = Instant.now();
    private final Map<String, Instant> heard = new HashMap<>();
    private final BlockingQueue<Event> deaths = new LinkedBlockingQueue<>();
    private final Events.Subscription subscription;

    Exits(Engine engine, List<ServiceContainer> containers, AttachOptions options, LogFollower follower) {
        this.engine = engine;
        this.options = options;
        this.follower = follower;
        containers.forEach(container -> members.put(container.container().id().value(), container));
        this.subscription = engine.events().subscribe(this::hear);
    }

    private void hear(Event event) {
        boolean end = event.action().equals("die")
                || event.action().equals("stop")
                || event.action().equals("destroy");
        if (event.type().equals("container") && end && members.containsKey(event.actor())) {
            deaths.add(event);
        }
    }

    /** Blocks until the ending that was asked for; the exit code that it gives. */
    int await() throws InterruptedException {
        for (Optional<Event> next = next(); next.isPresent(); next = next()) {
            Event event = next.get();
            Optional<ServiceContainer> ended = tell(event);
            if (ended.isPresent() && ends(ended.get(), code(event))) {
                return codeOf(ended.get(), code(event));
            }
        }
        return options.exitCodeFrom().flatMap(this::codeOfService).orElse(0);
    }

    /** Tells of those that were stopped after the ending that was waited for. */
    void hearRest() throws InterruptedException {
        for (Optional<Event> next = ended(); next.isPresent(); next = ended()) {
            tell(next.get());
        }
    }

    /** Empty when all has ended and was heard of. */
    private Optional<Event> next() throws InterruptedException {
        return anyAlive() ? Optional.of(deaths.take()) : ended();
    }

    /** Empty when all that has ended was heard of: a container is seen to have ended before that is heard. */
    private Optional<Event> ended() throws InterruptedException {
        Event there = deaths.poll();
        return Optional.ofNullable(
                there == null && anyUnheard() ? deaths.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS) : there);
    }

    /** One whose last start failed ends without an event: it was never told to have started. */
    private boolean anyUnheard() {
        return members.keySet().stream()
                .flatMap(id -> engine.containers().find(id).stream())
                .anyMatch(container -> container.state() instanceof ContainerState.Exited(ContainerState.Exit exit)
                        && exit.finishedAt()
                                .isAfter(heard.getOrDefault(container.id().value(), since)));
    }

    /** @return whose end it is, if it is one */
    private Optional<ServiceContainer> tell(Event event) throws InterruptedException {
        ServiceContainer container = members.get(event.actor());
        if (container == null || !event.action().equals("die")) {
            return Optional.empty();
        }
        heard.put(event.actor(), event.time());
        boolean restarting = engine.containers()
                .find(container.container().id().value())
                .map(now -> now.state() instanceof ContainerState.Restarting)
                .orElse(false);
        follower.exited(container, code(event), restarting);
        return Optional.of(container);
    }

    private boolean ends(ServiceContainer container, int code) {
        if (options.exitCodeFrom().isPresent() && options.ending() == AttachOptions.Ending.ALL_EXITED) {
            return options.exitCodeFrom().get().equals(container.service());
        }
        return switch (options.ending()) {
            case ALL_EXITED -> false;
            case FIRST_EXIT -> true;
            case FIRST_FAILURE -> code != 0;
        };
    }

    private int codeOf(ServiceContainer container, int code) {
        return options.exitCodeFrom()
                .filter(service -> !service.equals(container.service()))
                .map(service -> codeOfService(service).orElse(code))
                .orElse(code);
    }

    private Optional<Integer> codeOfService(String service) {
        for (ServiceContainer member : members.values()) {
            if (member.service().equals(service)) {
                Optional<Container> now =
                        engine.containers().find(member.container().id().value());
                if (now.isPresent() && now.get().state() instanceof ContainerState.Exited(ContainerState.Exit exit)) {
                    return Optional.of(exit.code());
                }
            }
        }
        return Optional.empty();
    }

    private static int code(Event event) {
        String text = event.attributes().getOrDefault("exitCode", "0");
        return text.matches("-?[0-9]{1,9}") ? Integer.parseInt(text) : 0;
    }

    private boolean anyAlive() {
        return members.keySet().stream()
                .flatMap(id -> engine.containers().find(id).stream())
                .anyMatch(container -> container.state() instanceof ContainerState.Running
                        || container.state() instanceof ContainerState.Restarting);
    }

    @Override
    public void close() {
        subscription.close();
    }
}
