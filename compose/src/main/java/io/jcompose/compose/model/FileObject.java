package io.jcompose.compose.model;

import java.util.Map;
import java.util.Optional;

/** A top-level config or secret. */
public record FileObject(
        String key,
        String name,
        Source source,
        Map<String, String> labels,
        Optional<String> templateDriver,
        SourceMark mark) {
    public FileObject {
        labels = Ordered.copy(labels);
    }

    /** Where the content comes from. */
    public sealed interface Source {}

    /** An absolute path. */
    public record FromFile(String path) implements Source {}

    /** The variable's value, which was looked up in the project's environment; absent when it is not set. */
    public record FromEnvironment(String variable, Optional<String> value) implements Source {}

    public record Inline(String content) implements Source {}

    /** Kept by the platform, outside the project. */
    public record External() implements Source {}
}
