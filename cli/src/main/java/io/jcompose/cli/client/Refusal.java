package io.jcompose.cli.client;

/** The client can't do it: a sentence for the user, with what to do. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    Refusal(String sentence) {
        this(sentence, 1);
    }

    Refusal(String sentence, int exitCode) {
        super(sentence);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
