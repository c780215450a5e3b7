package io.jcompose.cli.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A parsed template is a list of these. */
sealed interface Node {
    record Text(String text) implements Node {}

    record Action(Pipeline pipeline) implements Node {}

    record If(Pipeline condition, List<Node> then, List<Node> otherwise) implements Node {}

    record With(Pipeline value, List<Node> then, List<Node> otherwise) implements Node {}

    record Range(Pipeline over, List<Node> body, List<Node> otherwise) implements Node {}

    record Break() implements Node {}

    record Continue() implements Node {}

    /**
     * Commands, each of which gets the one's before result as its last argument.
     *
     * @param variables what takes the result, with their dollars; two only for {@code range}
     * @param declares makes the variables, rather than giving new values to those that are there
     */
    record Pipeline(List<String> variables, boolean declares, List<Command> commands) {}

    /** A function or method with its arguments, or a single value. */
    record Command(List<Operand> operands, Place place) {}

    /** Where an operand stands and what it looks like, for complaints. */
    record Place(int line, int column, String text) {
        TemplateException wrong(String complaint) {
            return TemplateException.executing(line, column, text, complaint);
        }
    }

    sealed interface Operand {
        Place place();
    }

    record Literal(@Nullable Object value, Place place) implements Operand {}

    record Function(String name, Place place) implements Operand {}

    /** Fields of the dot; none: the dot itself. */
    record Fields(List<String> names, Place place) implements Operand {}

    record Variable(String name, List<String> fields, Place place) implements Operand {}

    record Nested(Pipeline pipeline, List<String> fields, Place place) implements Operand {}
}
