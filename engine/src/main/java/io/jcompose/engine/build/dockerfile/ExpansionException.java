package io.jcompose.engine.build.dockerfile;

/** A word that can't be expanded. The caller knows the place and says it to the user. */
public final class ExpansionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ExpansionException(String message) {
        super(message);
    }
}
