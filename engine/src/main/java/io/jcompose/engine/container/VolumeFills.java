package io.jcompose.engine.container;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.volumes.CopyUp;
import io.jcompose.volumes.Volume;
import io.jcompose.volumes.Volumes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Fills empty volumes from images. Containers that are made at once with the same new one would both find it empty: the second waits, and finds it filled. */
final class VolumeFills {
    private final Volumes volumes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition oneEnded = lock.newCondition();
    private final Set<String> filling = new HashSet<>();

    VolumeFills(Volumes volumes) {
        this.volumes = volumes;
    }

    /** @param target where the image has the content */
    void fill(Volume volume, String target, List<Path> layersTopFirst) {
        begin(volume.name());
        try {
            copy(volume, target, layersTopFirst);
        } finally {
            end(volume.name());
        }
    }

    private void begin(String name) {
        lock.lock();
        try {
            while (!filling.add(name)) {
                oneEnded.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private void end(String name) {
        lock.lock();
        try {
            filling.remove(name);
            oneEnded.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void copy(Volume volume, String target, List<Path> layersTopFirst) {
        String holder = "copy-up of " + target;
        volumes.hold(volume.name(), holder);
        try (ImageRoot root = ImageRoot.of(layersTopFirst)) {
            CopyUp.fill(root.path(), target, volume);
        } catch (IOException e) {
            throw new JcomposeException(
                    Kind.UNAVAILABLE,
                    "volume \"" + volume.name() + "\" can't be filled from the image's \"" + target + "\": "
                            + e.getMessage(),
                    "make room on the disk, or mount the volume with nocopy",
                    e);
        } finally {
            volumes.letGo(volume.name(), holder);
        }
    }
}
