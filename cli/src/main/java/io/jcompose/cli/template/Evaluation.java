package io.jcompose.cli.template;

import io.jcompose.cli.template.Node.Command;
import io.jcompose.cli.template.Node.Operand;
import io.jcompose.cli.template.Node.Pipeline;
import io.jcompose.cli.template.Node.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** One application of a template (text/template, exec.go). */
final class Evaluation {
    private final Functions functions;
    private final StringBuilder out = new StringBuilder();

    Evaluation(Functions functions) {
        this.functions = functions;
    }

    /** How a list of nodes ended. */
    private enum Flow {
        ON,
        BREAK,
        CONTINUE
    }

    /** Variables of a block and, through the parent, of those around it. */
    private record Scope(@Nullable Scope parent, Map<String, @Nullable Object> values) {
        Scope inner() {
            return new Scope(this, new LinkedHashMap<>());
        }

        Scope owner(String name) {
            Scope scope = this;
            while (!scope.values.containsKey(name) && scope.parent != null) {
                scope = scope.parent;
            }
            return scope;
        }
    }

    String of(List<Node> nodes, @Nullable Object data) {
        Scope scope = new Scope(null, new LinkedHashMap<>());
        scope.values.put("$", data);
        walk(nodes, data, scope);
        return out.toString();
    }

    private Flow walk(List<Node> nodes, @Nullable Object dot, Scope scope) {
        for (Node node : nodes) {
            Flow flow = walk(node, dot, scope);
            if (flow != Flow.ON) {
                return flow;
            }
        }
        return Flow.ON;
    }

    private Flow walk(Node node, @Nullable Object dot, Scope scope) {
        switch (node) {
            case Node.Text text -> out.append(text.text());
            case Node.Action action -> {
                Object value = value(action.pipeline(), dot, scope);
                if (action.pipeline().variables().isEmpty()) {
                    out.append(value == null ? "<no value>" : GoFormat.inner(value));
                }
            }
            case Node.If choice -> {
                Scope inner = scope.inner();
                boolean true_ = Functions.truth(value(choice.condition(), dot, inner));
                return walk(true_ ? choice.then() : choice.otherwise(), dot, inner);
            }
            case Node.With with -> {
                Scope inner = scope.inner();
                Object value = value(with.value(), dot, inner);
                return Functions.truth(value) ? walk(with.then(), value, inner) : walk(with.otherwise(), dot, inner);
            }
            case Node.Range range -> range(range, dot, scope);
            case Node.Break ignored -> {
                return Flow.BREAK;
            }
            case Node.Continue ignored -> {
                return Flow.CONTINUE;
            }
        }
        return Flow.ON;
    }

    private void range(Node.Range range, @Nullable Object dot, Scope scope) {
        Scope outer = scope.inner();
        Pipeline silent = new Pipeline(List.of(), false, range.over().commands());
        Map<Object, @Nullable Object> elements = elements(value(silent, dot, outer), range.over());
        if (elements.isEmpty()) {
            walk(range.otherwise(), dot, outer);
            return;
        }
        List<String> names = range.over().variables();
        for (Map.Entry<Object, @Nullable Object> element : elements.entrySet()) {
            Scope inner = outer.inner();
            if (!names.isEmpty()) {
                set(inner, names.getLast(), element.getValue(), range.over().declares());
            }
            if (names.size() == 2) {
                set(inner, names.getFirst(), element.getKey(), range.over().declares());
            }
            if (walk(range.body(), element.getValue(), inner) == Flow.BREAK) {
                return;
            }
        }
    }

    private static Map<Object, @Nullable Object> elements(@Nullable Object value, Pipeline over) {
        Map<Object, @Nullable Object> elements = new LinkedHashMap<>();
        switch (value) {
            case null -> {}
            case Nothing nothing -> {}
            case List<?> list -> {
                for (int i = 0; i < list.size(); i++) {
                    elements.put((long) i, list.get(i));
                }
            }
            case Map<?, ?> map -> map.forEach(elements::put);
            case Number count -> {
                for (long i = 0; i < count.longValue(); i++) {
                    elements.put(i, i);
                }
            }
            default ->
                throw over.commands()
                        .getLast()
                        .operands()
                        .getFirst()
                        .place()
                        .wrong("range can't iterate over " + GoFormat.plain(value));
        }
        return elements;
    }

    private static void set(Scope scope, String name, @Nullable Object value, boolean declares) {
        (declares ? scope : scope.owner(name)).values.put(name, value);
    }

    private @Nullable Object value(Pipeline pipeline, @Nullable Object dot, Scope scope) {
        Object result = null;
        boolean first = true;
        for (Command command : pipeline.commands()) {
            List<@Nullable Object> piped = new ArrayList<>();
            if (!first) {
                piped.add(result);
            }
            result = command(command, piped, dot, scope);
            first = false;
        }
        for (String name : pipeline.variables()) {
            set(scope, name, result, pipeline.declares());
        }
        return result;
    }

    private @Nullable Object command(Command command, List<@Nullable Object> piped, @Nullable Object dot, Scope scope) {
        Operand first = command.operands().getFirst();
        List<Operand> rest = command.operands().subList(1, command.operands().size());
        if (first instanceof Node.Function function) {
            return function(function, rest, piped, dot, scope, command.place());
        }
        List<@Nullable Object> arguments = new ArrayList<>();
        rest.forEach(operand -> arguments.add(operand(operand, List.of(), dot, scope)));
        arguments.addAll(piped);
        return operand(first, arguments, dot, scope);
    }

    private @Nullable Object function(
            Node.Function function,
            List<Operand> operands,
            List<@Nullable Object> piped,
            @Nullable Object dot,
            Scope scope,
            Place place) {
        List<@Nullable Object> arguments = new ArrayList<>();
        boolean and = function.name().equals("and");
        // These two look at no more arguments than they need.
        if (and || function.name().equals("or")) {
            for (Operand operand : operands) {
                Object value = operand(operand, List.of(), dot, scope);
                if (Functions.truth(value) != and) {
                    return value;
                }
                arguments.add(value);
            }
        } else {
            operands.forEach(operand -> arguments.add(operand(operand, List.of(), dot, scope)));
        }
        arguments.addAll(piped);
        try {
            return functions.call(function.name(), arguments);
        } catch (Functions.WrongCount e) {
            throw place.wrong("wrong number of args for " + function.name() + ": " + e.getMessage());
        } catch (Functions.Misuse e) {
            throw place.wrong("error calling " + function.name() + ": " + e.getMessage());
        }
    }

    /** @param arguments of a method, which only a field may take */
    private @Nullable Object operand(
            Operand operand, List<@Nullable Object> arguments, @Nullable Object dot, Scope scope) {
        return switch (operand) {
            case Node.Literal literal -> {
                if (!arguments.isEmpty()) {
                    throw literal.place()
                            .wrong("can't give argument to non-function "
                                    + literal.place().text());
                }
                yield literal.value();
            }
            case Node.Function function -> function(function, List.of(), arguments, dot, scope, function.place());
            case Node.Fields fields -> fields(dot, fields.names(), arguments, fields.place());
            case Node.Variable variable ->
                fields(
                        scope.owner(variable.name()).values.get(variable.name()),
                        variable.fields(),
                        arguments,
                        variable.place());
            case Node.Nested nested ->
                fields(value(nested.pipeline(), dot, scope.inner()), nested.fields(), arguments, nested.place());
        };
    }

    private static @Nullable Object fields(
            @Nullable Object start, List<String> names, List<@Nullable Object> arguments, Place place) {
        Object value = start;
        for (int i = 0; i < names.size(); i++) {
            boolean last = i == names.size() - 1;
            value = field(value, names.get(i), last ? arguments : List.of(), place);
        }
        if (names.isEmpty() && !arguments.isEmpty()) {
            throw place.wrong("can't give argument to non-function " + place.text());
        }
        return value;
    }

    private static @Nullable Object field(
            @Nullable Object object, String name, List<@Nullable Object> arguments, Place place) {
        Object of = Nothing.seen(object);
        if (of == null) {
            throw place.wrong("nil pointer evaluating interface {}." + name);
        }
        if (!(of instanceof Map<?, ?> map)) {
            throw place.wrong("can't evaluate field " + name + " in type " + GoFormat.type(of));
        }
        Object value = map.get(name);
        if (value == null && !map.containsKey(name) && !(map instanceof SortedMap<?, ?>)) {
            throw place.wrong("map has no entry for key \"" + name + "\"");
        }
        if (value instanceof Method method) {
            try {
                return method.call(arguments);
            } catch (Functions.Misuse e) {
                throw place.wrong("error calling " + name + ": " + e.getMessage());
            }
        }
        if (!arguments.isEmpty()) {
            throw place.wrong(name + " has arguments but cannot be invoked as function");
        }
        return value;
    }
}
