package io.jcompose.cli.command;

import io.jcompose.error.JcomposeException;

/** A failure whose exit code is the command's, not its kind's. */
public final class OwnExitCode extends JcomposeException {
    private static final long serialVersionUID = 1L;

    private final int code;

    public OwnExitCode(JcomposeException cause, int code) {
        super(cause.kind(), String.valueOf(cause.getMessage()), cause.remedy().orElse(""), cause);
        this.code = code;
    }

    @Override
    public int exitCode() {
        return code;
    }
}
