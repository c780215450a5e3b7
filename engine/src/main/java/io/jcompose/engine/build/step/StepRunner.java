package io.jcompose.engine.build.step;

/** Runs one command on top of layers, for RUN. */
public interface StepRunner {
    /**
     * Blocks until the command has ended and everything it left is written to the upper directory; no process, mount or cgroup of it is left, also when
     * this throws. An interrupt of the calling thread kills the command.
     *
     * @return its exit code, 128 + signal when it was killed
     * @throws io.jcompose.error.JcomposeException COMMAND_NOT_FOUND or NOT_EXECUTABLE for the program, INTERRUPTED
     */
    int run(StepCommand command, Output output);

    /** Hears what the command writes, as it comes; one call at a time. */
    interface Output {
        void bytes(boolean stderr, byte[] bytes);
    }
}
