package io.jcompose.compose.load.interpolate;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where substitution looks variables up. */
public interface Variables {
    /** The value, or null when the variable is not set. */
    @Nullable
    String lookup(String name);

    /** Called when a plain {@code $V} or {@code ${V}} is not set and becomes empty. */
    default void unset(String name) {}

    static Variables of(Map<String, String> values) {
        return values::get;
    }
}
