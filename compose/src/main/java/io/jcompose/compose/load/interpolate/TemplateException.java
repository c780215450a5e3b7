package io.jcompose.compose.load.interpolate;

import java.util.Optional;

/** A text whose variables can't be replaced. */
public final class TemplateException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Optional<String> remedy;

    TemplateException(String message, Optional<String> remedy) {
        super(message);
        this.remedy = remedy;
    }

    static TemplateException invalid(String template) {
        return new TemplateException(
                "invalid template: \"" + template + "\"",
                Optional.of("write $$ for a dollar sign that is meant as such"));
    }

    static TemplateException required(String name, String reason) {
        String base = "required variable " + name + " is missing a value";
        return new TemplateException(
                reason.isEmpty() ? base : base + ": " + reason,
                Optional.of("set " + name + " in the environment, in .env or in a file given with --env-file"));
    }

    /** What to do about it. */
    public Optional<String> remedy() {
        return remedy;
    }
}
