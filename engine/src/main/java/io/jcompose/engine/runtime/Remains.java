package io.jcompose.engine.runtime;

import io.jcompose.linux.LinuxException;
import io.jcompose.linux.cgroup.Cgroup;
import io.jcompose.linux.cgroup.Cgroups;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** What a container leaves in the kernel: processes in its cgroup, the group itself, and what was kept for the next engine. */
final class Remains {
    private static final System.Logger LOG = System.getLogger(Remains.class.getName());

    private static final Duration TIDY_AFTER = Duration.ofSeconds(5);

    private final CleanThreads threads;
    private final Cgroups cgroups;
    private final Keep keep;
    /** Whether the place of what was kept is about to be looked at. */
    private final AtomicBoolean tidying = new AtomicBoolean();

    Remains(CleanThreads threads, Cgroups cgroups, Keep keep) {
        this.threads = threads;
        this.cgroups = cgroups;
        this.keep = keep;
    }

    void clear(Cgroup cgroup) {
        threads.run(() -> {
            cgroup.killAll();
            cgroup.remove();
        });
    }

    void forget(String id) {
        keep.release(id);
        tidyUpLater();
    }

    /** One container after the other would bind it and unbind it. */
    private void tidyUpLater() {
        if (tidying.compareAndSet(false, true)) {
            threads.execute(TIDY_AFTER, () -> {
                tidying.set(false);
                keep.tidyUp();
            });
        }
    }

    /** As {@link JvmRuntime#deleteOthers}. */
    void deleteOthers(String parent, Set<String> known) {
        for (String group : cgroups.below(parent)) {
            String id = CgroupSettings.container(group);
            if (!known.contains(id)) {
                deleteOther(id, cgroups.at(parent + "/" + group));
            }
        }
        threads.run(() -> keep.releaseOthers(known));
    }

    private void deleteOther(String id, Cgroup left) {
        try {
            clear(left);
            forget(id);
        } catch (LinuxException | UncheckedIOException e) {
            LOG.log(System.Logger.Level.WARNING, "what was left running in group {0} stays: {1}", id, e.getMessage());
        }
    }
}
