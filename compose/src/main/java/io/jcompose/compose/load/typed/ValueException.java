package io.jcompose.compose.load.typed;

/** A text that is not a value of the wanted type. */
public final class ValueException extends Exception {
    private static final long serialVersionUID = 1L;

    ValueException(String message) {
        super(message);
    }
}
