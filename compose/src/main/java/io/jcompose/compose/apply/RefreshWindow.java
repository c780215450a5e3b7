package io.jcompose.compose.apply;

import io.jcompose.compose.load.typed.Durations;
import io.jcompose.compose.load.typed.ValueException;
import io.jcompose.compose.model.Service;
import io.jcompose.engine.event.Event;
import io.jcompose.engine.event.Events;
import io.jcompose.engine.image.ImageName;
import io.jcompose.error.JcomposeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How old the last pull of an image may be: {@code pull_policy: daily}, {@code weekly}, {@code every_DURATION}, {@code refresh} with {@code pull_refresh_after}. */
final class RefreshWindow {
    private static final String EVERY = "every_";

    private final Events events;

    RefreshWindow(Events events) {
        this.events = events;
    }

    /** Whether the policy is one of these. */
    static boolean isPeriodic(String policy) {
        return policy.equals("daily")
                || policy.equals("weekly")
                || policy.equals("refresh")
                || policy.startsWith(EVERY);
    }

    /** Whether a pull is due. What the engine does not remember, as it is too long ago, is. */
    boolean isOver(Service service, String policy, String image) {
        Optional<Duration> window = length(service, policy);
        return window.isEmpty() || !pulledSince(image, Instant.now().minus(window.get()));
    }

    private static Optional<Duration> length(Service service, String policy) {
        return switch (policy) {
            case "daily" -> Optional.of(Duration.ofDays(1));
            case "weekly" -> Optional.of(Duration.ofDays(7));
            case "refresh" ->
                service.image().pullRefreshAfter().map(text -> parse(service, "pull_refresh_after", text));
            default -> Optional.of(parse(service, "pull_policy", policy.substring(EVERY.length())));
        };
    }

    private static Duration parse(Service service, String attribute, String text) {
        try {
            return Durations.parse(text);
        } catch (ValueException e) {
            throw new JcomposeException(
                    JcomposeException.Kind.INVALID,
                    service.mark() + " services." + service.name() + "." + attribute + ": " + e.getMessage(),
                    "",
                    e);
        }
    }

    private boolean pulledSince(String image, Instant moment) {
        String name = ImageName.parse(image).familiar();
        boolean[] pulled = {false};
        events.subscribe(moment, event -> pulled[0] |= isPull(event, name)).close();
        return pulled[0];
    }

    private static boolean isPull(Event event, String name) {
        return event.type().equals("image")
                && event.action().equals("pull")
                && event.actor().equals(name);
    }
}
