package io.jcompose.engine.container;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where a container is in its life; the words of {@link #word} are docker's. */
public sealed interface ContainerState {
    String word();

    record Created() implements ContainerState {
        @Override
        public String word() {
            return "created";
        }
    }

    /**
     * @param pid in the engine's pid namespace
     * @param startTime clock ticks since boot (field 22 of /proc/PID/stat), which with the pid names a process for ever
     */
    record Running(int pid, long startTime, Instant startedAt, boolean paused, Health health)
            implements ContainerState {
        @Override
        public String word() {
            return paused ? "paused" : "running";
        }
    }

    /** The restart policy will start it again. */
    record Restarting(Exit last) implements ContainerState {
        @Override
        public String word() {
            return "restarting";
        }
    }

    record Exited(Exit exit) implements ContainerState {
        @Override
        public String word() {
            return "exited";
        }
    }

    /** Being removed. */
    record Removing() implements ContainerState {
        @Override
        public String word() {
            return "removing";
        }
    }

    /**
     * @param code 128 + signal for a signal; 137 with an unknown cause when the engine could not see the end
     * @param byUser stopped or killed by a command, which restart policies respect
     * @param error why it could not be started, empty when it ran
     * @param health as the last probe left it; absent without a health check
     */
    record Exit(
            int code,
            Instant startedAt,
            Instant finishedAt,
            boolean oomKilled,
            boolean byUser,
            String error,
            Optional<Health> health) {}

    /** @param log the last five probes, the oldest first */
    record Health(Status status, int failingStreak, List<Probe> log) {
        public static final Health NONE = new Health(Status.NONE, 0, List.of());

        public Health {
            log = List.copyOf(log);
        }

        public enum Status {
            /** It has no health check. */
            NONE,
            STARTING,
            HEALTHY,
            UNHEALTHY
        }

        /** What is kept of it when the container has ended. */
        Optional<Health> last() {
            return status == Status.NONE ? Optional.empty() : Optional.of(this);
        }
    }

    /** @param output of at most 4096 bytes, and dots behind them for what is left out */
    record Probe(Instant start, Instant end, int exitCode, String output) {}

    default boolean running() {
        return this instanceof Running;
    }
}
