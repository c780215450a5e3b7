package io.jcompose.cli.command;

/** Ends the command with a code; everything has been said. */
final class ExitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;

    ExitException(int code) {
        super("exit " + code, null, false, false);
        this.code = code;
    }

    int code() {
        return code;
    }
}
