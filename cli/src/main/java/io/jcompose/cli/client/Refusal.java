package io.jcompose.cli.client;

/** The client can't do it: a sentence for the user, with what to do. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final String sentence;
    private final int exitCode;

    Refusal(String sentence) {
        this(sentence, 1);
    }

    Refusal(String sentence, int exitCode) {
        super(sentence);
        this.sentence = sentence;
        this.exitCode = exitCode;
    }

    String sentence() {
        return sentence;
    }

    int exitCode() {
        return exitCode;
    }
}
