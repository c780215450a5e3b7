package io.jcompose.compose.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcompose.compose.load.LoadRequest;
import io.jcompose.compose.load.ProjectLoader;
import io.jcompose.compose.model.Service;
import io.jcompose.engine.event.Event;
import io.jcompose.engine.event.Events;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RefreshWindowTest {
    @TempDir
    Path directory;

    /** Of one pull. */
    private record OnePull(String name, Instant time) implements Events {
        @Override
        public Subscription subscribe(Consumer<Event> listener) {
            throw new AssertionError("nobody asks for what comes");
        }

        @Override
        public Subscription subscribe(Instant since, Consumer<Event> listener) {
            if (!time.isBefore(since)) {
                listener.accept(new Event(time, "image", "pull", name, Map.of()));
            }
            return () -> {};
        }

        @Override
        public void write() {
            throw new AssertionError("nobody asks for what is written");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "daily, '', PT23H, false",
        "daily, '', PT25H, true",
        "weekly, '', PT25H, false",
        "weekly, '', PT169H, true",
        "every_90m, '', PT1H, false",
        "every_90m, '', PT2H, true",
        "every_2d, '', PT25H, false",
        "refresh, 12h, PT11H, false",
        "refresh, 12h, PT13H, true",
        "refresh, '', PT1S, true",
    })
    void anImageIsPulledAgainWhenItsLastPullIsTooLongAgo(String policy, String after, Duration age, boolean over)
            throws IOException {
        Service service = service(policy, after);
        RefreshWindow window =
                new RefreshWindow(new OnePull("busybox:1", Instant.now().minus(age)));

        assertThat(RefreshWindow.isPeriodic(policy)).isTrue();
        assertThat(window.isOver(service, policy, "busybox:1")).isEqualTo(over);
        assertThat(window.isOver(service, policy, "busybox:2")).isTrue();
    }

    private Service service(String policy, String after) throws IOException {
        Path file = Files.writeString(
                directory.resolve("compose.yaml"),
                "name: p\nservices:\n  a:\n    image: busybox:1\n    pull_policy: " + policy + "\n"
                        + (after.isEmpty() ? "" : "    pull_refresh_after: " + after + "\n"));
        return Objects.requireNonNull(new ProjectLoader()
                .load(LoadRequest.of(directory, Map.of(), List.of(file)))
                .project()
                .services()
                .get("a"));
    }
}
