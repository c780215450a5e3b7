package io.jcompose.compose.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is written about a service and around it.
 *
 * @param attach whether {@code up} shows its log
 * @param models model bindings by the model's key
 * @param extensions the {@code x-} members as plain values
 */
public record ServiceMetadata(
        Map<String, String> labels,
        Map<String, String> annotations,
        Optional<Logging> logging,
        boolean attach,
        List<Watch> watch,
        Map<String, ModelBinding> models,
        Map<String, Object> extensions) {
    public static final ServiceMetadata NONE =
            new ServiceMetadata(Map.of(), Map.of(), Optional.empty(), true, List.of(), Map.of(), Map.of());

    public ServiceMetadata {
        labels = Ordered.copy(labels);
        annotations = Ordered.copy(annotations);
        watch = List.copyOf(watch);
        models = Ordered.copy(models);
        extensions = Ordered.copy(extensions);
    }

    public record Logging(Optional<String> driver, Map<String, String> options) {
        public Logging {
            options = Ordered.copy(options);
        }
    }

    /**
     * A rule of {@code develop.watch}.
     *
     * @param action rebuild, restart, sync, sync+restart or sync+exec
     * @param path absolute
     */
    public record Watch(
            String action,
            String path,
            Optional<String> target,
            List<String> ignore,
            List<String> include,
            boolean initialSync,
            Optional<Hook> exec) {
        public Watch {
            ignore = List.copyOf(ignore);
            include = List.copyOf(include);
        }
    }

    /** The names of the variables that tell a service where its model is. */
    public record ModelBinding(Optional<String> endpointVariable, Optional<String> modelVariable) {}
}
