package io.jcompose.engine.runtime;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.process.ResourceLimit;
import java.util.ArrayList;
import java.util.List;

/** Limits that belong to a process and not to a thread, so they are set on the child while it waits at the gate. */
final class ProcessLimits {
    private ProcessLimits() {}

    /** A sentence for each limit that could not be set as asked. */
    static List<String> apply(int pid, ProcessSpec process) {
        List<String> notes = new ArrayList<>();
        for (ProcessSpec.Rlimit wanted : process.rlimits()) {
            limit(pid, wanted, notes);
        }
        Integer score = process.oomScoreAdj();
        if (score != null) {
            adjustScore(pid, score, notes);
        }
        return notes;
    }

    private static void limit(int pid, ProcessSpec.Rlimit wanted, List<String> notes) {
        ResourceLimit.Values values = new ResourceLimit.Values(wanted.soft(), wanted.hard());
        try {
            ResourceLimit.Values set = limit(wanted.type()).apply(pid, values);
            if (!set.equals(values)) {
                notes.add(wanted.type() + " is " + text(set.soft()) + ":" + text(set.hard()) + " instead of "
                        + text(wanted.soft()) + ":" + text(wanted.hard()) + ": jcompose may not raise its own limit");
            }
        } catch (LinuxException e) {
            if (e.errno() != Errno.EPERM) {
                throw e;
            }
            // The process is another user's by now, and root without CAP_SYS_RESOURCE has no say over that.
            notes.add(wanted.type() + " stays as it is instead of " + text(wanted.soft()) + ":" + text(wanted.hard())
                    + ": jcompose has no CAP_SYS_RESOURCE");
        }
    }

    static void check(ProcessSpec process) {
        process.rlimits().forEach(wanted -> limit(wanted.type()));
    }

    private static ResourceLimit limit(String type) {
        return ResourceLimit.named(type)
                .orElseThrow(() -> new JcomposeException(
                        Kind.INVALID, "the resource limit \"" + type + "\" does not exist", "see getrlimit(2)"));
    }

    private static String text(long value) {
        return value == ProcessSpec.Rlimit.UNLIMITED ? "unlimited" : Long.toUnsignedString(value);
    }

    private static void adjustScore(int pid, int score, List<String> notes) {
        try {
            Descriptors.writeFile("/proc/" + pid + "/oom_score_adj", Integer.toString(score));
        } catch (LinuxException e) {
            if (e.errno() != Errno.EACCES && e.errno() != Errno.EPERM) {
                throw e;
            }
            notes.add("oom_score_adj stays as it is instead of " + score + ": jcompose may not lower it");
        }
    }
}
