package io.jcompose.engine.container;

import io.jcompose.engine.layout.DiskErrors;
import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.file.OpenFiles;
import io.jcompose.linux.process.NewThreads;

/** Errors that tell of the machine or of the engine, not of the container that was at hand: there is too little of something, for now. */
final class Scarcity {
    private Scarcity() {}

    /** Whether an error, or one that caused it, is of descriptors, threads, memory or room, or of a disk that fails. */
    static boolean isBehind(Throwable error) {
        if (OpenFiles.areExhausted(error) || NewThreads.areRefused(error) || DiskErrors.isFull(error)) {
            return true;
        }
        for (Throwable e = error; e != null; e = e.getCause()) {
            if (e instanceof LinuxException refused && Errno.isOfResources(refused.errno())) {
                return true;
            }
        }
        return false;
    }
}
