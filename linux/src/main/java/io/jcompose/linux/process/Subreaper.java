package io.jcompose.linux.process;

import io.jcompose.linux.syscall.Call;
import io.jcompose.linux.syscall.Sys;

/** Whether the orphans among the descendants of this process become its children instead of init's (PR_SET_CHILD_SUBREAPER of prctl(2)). */
public final class Subreaper {
    private static final int PR_SET_CHILD_SUBREAPER = 36;

    private Subreaper() {}

    /** Holds for the whole process. What became a child stays one when it is switched off again. */
    public static void set(boolean on) {
        Sys.call(Call.PRCTL, "PR_SET_CHILD_SUBREAPER", PR_SET_CHILD_SUBREAPER, on ? 1 : 0, 0, 0, 0);
    }
}
