package io.jcompose.compose.model;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The {@code deploy} of a service, as far as one machine can act on it. */
public record Deploy(
        Optional<String> mode,
        Optional<Integer> replicas,
        Map<String, String> labels,
        Optional<Restart> restart,
        Optional<Update> update,
        Optional<Update> rollback,
        Optional<Limits> limits,
        Optional<Limits> reservations) {
    public Deploy {
        labels = Ordered.copy(labels);
    }

    /** @param condition none, on-failure or any */
    public record Restart(
            Optional<String> condition,
            Optional<Duration> delay,
            Optional<Integer> maxAttempts,
            Optional<Duration> window) {}

    /** @param order start-first or stop-first */
    public record Update(
            Optional<Integer> parallelism,
            Optional<Duration> delay,
            Optional<String> failureAction,
            Optional<Duration> monitor,
            Optional<Double> maxFailureRatio,
            Optional<String> order) {}

    public record Limits(
            Optional<Double> cpus,
            Optional<Long> memory,
            Optional<Long> pids,
            List<ServiceResources.DeviceRequest> devices) {
        public Limits {
            devices = List.copyOf(devices);
        }
    }
}
