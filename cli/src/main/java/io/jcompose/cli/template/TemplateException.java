package io.jcompose.cli.template;

import io.jcompose.error.JcomposeException;

/** A template that is wrong, or does not fit what it is applied to; in docker's words. */
public final class TemplateException extends JcomposeException {
    private static final long serialVersionUID = 1L;

    private TemplateException(String message) {
        super(Kind.INVALID, "template parsing error: template: " + message);
    }

    static TemplateException atLine(int line, String complaint) {
        return new TemplateException(":" + line + ": " + complaint);
    }

    /** @param column of the line, in characters from 0, as Go counts */
    static TemplateException executing(int line, int column, String node, String complaint) {
        return new TemplateException(":" + line + ":" + column + ": executing \"\" at <" + node + ">: " + complaint);
    }
}
