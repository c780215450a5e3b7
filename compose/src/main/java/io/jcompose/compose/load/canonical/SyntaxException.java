package io.jcompose.compose.load.canonical;

/** A short syntax that can't be read; the message says what is wrong with the text. */
final class SyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    SyntaxException(String message) {
        super(message);
    }
}
