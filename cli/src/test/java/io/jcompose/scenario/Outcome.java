package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** A command that has ended. */
record Outcome(List<String> command, int code, String out, String err) {
    Outcome {
        command = List.copyOf(command);
    }

    Outcome succeeds() {
        assertThat(code).as("exit code of %s", this).isZero();
        return this;
    }

    Outcome fails() {
        assertThat(code).as("exit code of %s", this).isNotZero();
        assertThat(out + err).doesNotContain("\tat ").doesNotContainPattern("(?m)^\\s+at [a-z.]+\\(");
        return this;
    }

    Outcome fails(int expected) {
        fails();
        assertThat(code).as("exit code of %s", this).isEqualTo(expected);
        return this;
    }

    /** Both streams, for a message that may come on either. */
    String text() {
        return out + err;
    }

    List<String> lines() {
        return out.lines().toList();
    }

    @Override
    public String toString() {
        return "$ " + String.join(" ", command) + "\n[exit " + code + "]\n--- stdout\n" + out + "--- stderr\n" + err;
    }
}
