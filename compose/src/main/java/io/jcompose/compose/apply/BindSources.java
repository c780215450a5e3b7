package io.jcompose.compose.apply;

import io.jcompose.engine.container.ContainerSpec;
import io.jcompose.error.JcomposeException;
import java.nio.file.Files;
import java.nio.file.LinkOption;

/** The host's side of bind mounts, looked at before a container is made. What is missing and wanted the engine makes at its start. */
final class BindSources {
    private BindSources() {}

    /** @throws JcomposeException NOT_FOUND for one that is missing and must not be made */
    static void check(ContainerSpec spec) {
        for (ContainerSpec.Mount mount : spec.mounts()) {
            if (mount instanceof ContainerSpec.Mount.Bind bind
                    && !bind.createHostPath()
                    && !Files.exists(bind.source(), LinkOption.NOFOLLOW_LINKS)) {
                throw new JcomposeException(
                        JcomposeException.Kind.NOT_FOUND,
                        "container \"" + spec.name() + "\": bind source path does not exist: " + bind.source(),
                        "make it, or set `create_host_path: true`");
            }
        }
    }
}
