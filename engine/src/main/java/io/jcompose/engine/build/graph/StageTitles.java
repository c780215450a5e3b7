package io.jcompose.engine.build.graph;

import io.jcompose.engine.build.dockerfile.Dockerfile;
import io.jcompose.engine.build.dockerfile.Instruction;

/** Titles of a stage's steps, {@code [web 2/5] RUN make}: what has files counts, and the FROM. */
final class StageTitles {
    private final String stage;
    private int total;
    private int number;

    StageTitles(Dockerfile.Stage stage, boolean only) {
        this.stage = only && stage.from().stageName().isEmpty() ? "" : stage.title() + " ";
        this.total = 1
                + (int) stage.instructions().stream()
                        .filter(StageTitles::counts)
                        .count();
    }

    private static boolean counts(Instruction instruction) {
        return instruction instanceof Instruction.Run
                || instruction instanceof Instruction.Copy
                || instruction instanceof Instruction.Workdir;
    }

    /** A trigger of the base image comes in. */
    void oneMore(Instruction instruction) {
        if (counts(instruction)) {
            total++;
        }
    }

    String next(String text) {
        number++;
        return "[" + stage + number + "/" + total + "] " + text;
    }

    /** How many have been named. */
    int number() {
        return number;
    }
}
