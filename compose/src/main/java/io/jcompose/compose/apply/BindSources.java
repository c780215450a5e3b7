package io.jcompose.compose.apply;

import io.jcompose.engine.container.ContainerSpec;
import io.jcompose.error.JcomposeException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The host's side of bind mounts: what is missing is made, and belongs to who gave the command, not to root. */
final class BindSources {
    private final Caller caller;

    BindSources(Caller caller) {
        this.caller = caller;
    }

    /** Makes the missing directories of those mounts that want it; NOT_FOUND for the others. */
    void prepare(ContainerSpec spec) {
        for (ContainerSpec.Mount mount : spec.mounts()) {
            if (mount instanceof ContainerSpec.Mount.Bind bind
                    && !Files.exists(bind.source(), LinkOption.NOFOLLOW_LINKS)) {
                if (!bind.createHostPath()) {
                    throw new JcomposeException(
                            JcomposeException.Kind.NOT_FOUND,
                            "container \"" + spec.name() + "\": bind source path does not exist: " + bind.source(),
                            "make it, or set `create_host_path: true`");
                }
                create(spec, bind.source());
            }
        }
    }

    private void create(ContainerSpec spec, Path directory) {
        List<Path> missing = new ArrayList<>();
        for (Path path = directory; path != null && !Files.exists(path); path = path.getParent()) {
            missing.addFirst(path);
        }
        try {
            for (Path path : missing) {
                make(path);
            }
        } catch (IOException e) {
            throw new JcomposeException(
                    JcomposeException.Kind.DENIED,
                    "container \"" + spec.name() + "\": can't make the missing bind source " + directory + ": "
                            + e.getMessage(),
                    "make the directory yourself",
                    e);
        }
    }

    private void make(Path path) throws IOException {
        try {
            Files.createDirectory(path);
        } catch (FileAlreadyExistsException e) {
            // Another container of the project wants the same directory and was faster.
            if (!Files.isDirectory(path)) {
                throw e;
            }
            return;
        }
        Files.setAttribute(path, "unix:uid", caller.uid());
        Files.setAttribute(path, "unix:gid", caller.gid());
    }
}
