package io.jcompose.error;

import java.util.Optional;

/**
 * An error whose text is meant for a user: a sentence that says what happened to which object, and where there is one a remedy.
 *
 * <p>Message and remedy start with a small letter and have no full stop at their end. The message quotes the object, the remedy is an imperative.
 * Whatever else is thrown is a defect of jcompose.
 */
public class JcomposeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The closed list of kinds; callers branch on these, never on texts. */
    public enum Kind {
        NOT_FOUND,
        ALREADY_EXISTS,
        INVALID,
        CONFLICT,
        FAILED_PRECONDITION,
        UNAVAILABLE,
        UNSUPPORTED,
        DENIED,
        INTERRUPTED,
        /** The named program of a container can't be run: exit code 126. */
        NOT_EXECUTABLE,
        /** The named program of a container does not exist: exit code 127. */
        COMMAND_NOT_FOUND
    }

    private final Kind kind;
    private final transient Optional<String> remedy;

    public JcomposeException(Kind kind, String message) {
        super(message);
        this.kind = kind;
        this.remedy = Optional.empty();
    }

    public JcomposeException(Kind kind, String message, String remedy) {
        super(message);
        this.kind = kind;
        this.remedy = Optional.of(remedy);
    }

    public JcomposeException(Kind kind, String message, String remedy, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.remedy = remedy.isEmpty() ? Optional.empty() : Optional.of(remedy);
    }

    public Kind kind() {
        return kind;
    }

    public Optional<String> remedy() {
        return remedy;
    }

    /** The process exit code that docker gives for this kind: 126, 127, 130 when interrupted, else 1. */
    public int exitCode() {
        return switch (kind) {
            case NOT_EXECUTABLE -> 126;
            case COMMAND_NOT_FOUND -> 127;
            case INTERRUPTED -> 130;
            case NOT_FOUND, ALREADY_EXISTS, INVALID, CONFLICT, FAILED_PRECONDITION, UNAVAILABLE, UNSUPPORTED, DENIED ->
                1;
        };
    }
}
