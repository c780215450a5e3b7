package io.jcompose.compose.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How many containers there are, and how they start, restart and stop.
 *
 * @param scale how many containers are wanted ({@code scale} or {@code deploy.replicas}; 1 when neither is given)
 */
public record ServiceLifecycle(
        Optional<String> containerName,
        int scale,
        List<String> profiles,
        Optional<RestartPolicy> restart,
        Optional<String> stopSignal,
        Optional<Duration> stopGracePeriod,
        Hooks hooks) {
    public static final ServiceLifecycle DEFAULT = new ServiceLifecycle(
            Optional.empty(), 1, List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Hooks.NONE);

    public ServiceLifecycle {
        profiles = List.copyOf(profiles);
    }

    public ServiceLifecycle withScale(int changed) {
        return new ServiceLifecycle(containerName, changed, profiles, restart, stopSignal, stopGracePeriod, hooks);
    }

    public record Hooks(List<Hook> preStart, List<Hook> postStart, List<Hook> preStop) {
        public static final Hooks NONE = new Hooks(List.of(), List.of(), List.of());

        public Hooks {
            preStart = List.copyOf(preStart);
            postStart = List.copyOf(postStart);
            preStop = List.copyOf(preStop);
        }
    }
}
