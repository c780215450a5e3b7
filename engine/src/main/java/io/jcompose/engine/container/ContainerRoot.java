package io.jcompose.engine.container;

import io.jcompose.engine.runtime.RootView;
import io.jcompose.linux.tree.Directory;

/**
 * The files of a container, its volumes and binds among them, running or not. While one of a stopped container is open that does not start.
 *
 * @param container its name
 * @param readOnly its processes see the root file system read-only
 * @param release called once when it is closed
 */
public record ContainerRoot(String container, boolean readOnly, RootView view, Runnable release)
        implements AutoCloseable {
    public Directory directory() {
        return view.root();
    }

    @Override
    public void close() {
        view.close();
        release.run();
    }
}
