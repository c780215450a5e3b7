package io.jcompose.engine.container;

/** Who reads a container's files from outside. The container may be removed meanwhile; its files go when the last of them has done so. */
final class FileHolds {
    private int holders;
    private boolean doomed;
    private Runnable deletion = () -> {};

    /** False when they are to go. */
    synchronized boolean hold() {
        if (doomed) {
            return false;
        }
        holders++;
        return true;
    }

    void letGo() {
        boolean last;
        synchronized (this) {
            holders--;
            last = doomed && holders == 0;
        }
        if (last) {
            deletion.run();
        }
    }

    /** Once nobody holds them any more, which may be now. */
    void delete(Runnable deletion) {
        boolean free;
        synchronized (this) {
            doomed = true;
            this.deletion = deletion;
            free = holders == 0;
        }
        if (free) {
            deletion.run();
        }
    }
}
