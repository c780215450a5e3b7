package io.jcompose.compose.load.remote;

import io.jcompose.error.JcomposeException;
import java.nio.file.Path;

/** Brings compose files here that lie elsewhere. Calls block; the same name gives the same file within one load. */
public interface RemoteFiles {
    /** For whoever loads local files only: a remote name is refused. */
    RemoteFiles NONE = name -> {
        throw new JcomposeException(
                JcomposeException.Kind.UNSUPPORTED,
                "the compose file is remote, and only local ones are read here",
                "name a local file");
    };

    /**
     * The compose file of that name, with all that lies beside it, below a directory of this machine.
     *
     * @throws JcomposeException when it can't be had, with what git or the registry said
     */
    Path fetch(RemoteName name);
}
