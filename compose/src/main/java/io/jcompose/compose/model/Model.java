package io.jcompose.compose.model;

import java.util.List;
import java.util.Optional;

/** A top-level AI model. */
public record Model(
        String key,
        String name,
        String model,
        Optional<Integer> contextSize,
        List<String> runtimeFlags,
        SourceMark mark) {
    public Model {
        runtimeFlags = List.copyOf(runtimeFlags);
    }
}
