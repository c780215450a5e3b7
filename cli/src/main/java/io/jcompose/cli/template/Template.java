package io.jcompose.cli.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A parsed template, to be applied to as many values as there are. */
public final class Template {
    private final List<Node> nodes;
    private final Functions functions;

    private Template(List<Node> nodes, Functions functions) {
        this.nodes = nodes;
        this.functions = functions;
    }

    /** @throws TemplateException with the line and what is wrong in it */
    public static Template parse(String text) {
        return parse(text, Functions.DOCKER);
    }

    /** For the header of a table, where every function that shortens or formats a value leaves it as it is. */
    public static Template parseHeader(String text) {
        return parse(text, Functions.HEADER);
    }

    private static Template parse(String text, Functions functions) {
        return new Template(Parser.parse(text, functions.names()), functions);
    }

    /** @throws TemplateException when it asks for what the value has not */
    public String apply(@Nullable Object data) {
        return new Evaluation(functions).of(nodes, data);
    }
}
