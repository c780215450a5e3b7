package io.jcompose.cli.command;

import io.jcompose.error.JcomposeException;

/** A flag whose value makes no sense by itself: the exit code is that of a wrong flag ({@link ComposeCommand#misused}). */
final class Misuse extends JcomposeException {
    private static final long serialVersionUID = 1L;

    Misuse(String message, String remedy) {
        super(Kind.INVALID, message, remedy);
    }
}
