package io.jcompose.engine.container;

import io.jcompose.engine.runtime.SeccompSpec;
import io.jcompose.engine.state.Json;
import java.util.List;

/** How containers are kept in the database, and what they are started by in their directories. */
public final class Persisted {
    private Persisted() {}

    public static Json json() {
        return new Json(
                List.of(ContainerId.class),
                List.of(ContainerSpec.Mount.class, ContainerSpec.NetworkMode.class, ContainerState.class),
                List.of(SeccompSpec.class));
    }
}
