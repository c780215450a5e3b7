package io.jcompose.compose.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a service runs: an image, or the way to build one, or an external provider.
 *
 * @param pullPolicy one of always, never, missing, if_not_present, build, refresh, daily, weekly, every_DURATION
 * @param runtime the OCI runtime to use in place of the engine's own
 */
public record ServiceImage(
        Optional<String> image,
        Optional<Build> build,
        Optional<String> platform,
        Optional<String> pullPolicy,
        Optional<String> pullRefreshAfter,
        Optional<String> runtime,
        Optional<Provider> provider) {
    public static final ServiceImage NONE = new ServiceImage(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    public ServiceImage withImage(String reference) {
        return new ServiceImage(
                Optional.of(reference), build, platform, pullPolicy, pullRefreshAfter, runtime, provider);
    }

    /** An external program that stands in for the container. */
    public record Provider(String type, Map<String, List<String>> options) {
        public Provider {
            options = Ordered.copy(options);
        }
    }
}
