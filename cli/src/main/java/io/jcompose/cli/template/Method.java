package io.jcompose.cli.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A field that takes arguments, such as {@code .Label "x"}. JSON leaves it out. */
@FunctionalInterface
public interface Method {
    @Nullable
    Object call(List<@Nullable Object> arguments);
}
