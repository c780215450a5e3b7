package io.jcompose.engine.runtime;

/** How a process ended. */
public sealed interface ExitStatus {

    /** The exit code as docker shows it: the program's own, 128 + signal, or 255 when nobody can know. */
    int code();

    record Exited(int code) implements ExitStatus {}

    record Killed(int signal) implements ExitStatus {
        @Override
        public int code() {
            return 128 + signal;
        }
    }

    /** The process ended while no engine watched, or on a kernel that keeps no status for those that are not the parent. */
    record Unknown() implements ExitStatus {
        @Override
        public int code() {
            return 255;
        }
    }
}
