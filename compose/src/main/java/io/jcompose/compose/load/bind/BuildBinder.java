package io.jcompose.compose.load.bind;

import io.jcompose.compose.model.Build;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code build}. */
final class BuildBinder {
    private BuildBinder() {}

    static Build build(Typed build) {
        return new Build(
                new Build.Source(
                        build.text("context", "."),
                        build.text("dockerfile"),
                        build.text("dockerfile_inline"),
                        build.textMap("additional_contexts"),
                        build.text("target")),
                build.variables("args"),
                new Build.Cache(
                        build.texts("cache_from"),
                        build.texts("cache_to"),
                        build.is("no_cache"),
                        build.texts("no_cache_filter"),
                        build.is("pull")),
                new Build.Output(
                        build.texts("tags"),
                        build.textMap("labels"),
                        build.texts("platforms"),
                        build.text("provenance"),
                        build.text("sbom")),
                new Build.Sandbox(
                        build.text("network"),
                        build.hosts("extra_hosts"),
                        build.is("privileged"),
                        build.texts("entitlements"),
                        build.number("shm_size"),
                        ResourceBinder.ulimits(build),
                        build.text("isolation")),
                ssh(build.texts("ssh")),
                build.list("secrets", ServiceBinder::fileMount));
    }

    private static Map<String, Optional<String>> ssh(List<String> keys) {
        Map<String, Optional<String>> out = new LinkedHashMap<>();
        for (String key : keys) {
            String[] parts = key.split("=", 2);
            out.put(parts[0], parts.length > 1 ? Optional.of(parts[1]) : Optional.empty());
        }
        return out;
    }
}
