package io.jcompose.cli.template;

import io.jcompose.cli.template.Functions.Misuse;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** eq, ne, lt, le, gt and ge of text/template: values of one basic kind only. */
final class Comparison {
    private Comparison() {}

    static void addTo(Map<String, Method> functions) {
        functions.put("eq", Comparison::equalToAny);
        functions.put("ne", given -> !equal(Functions.exactly(2, given).getFirst(), given.getLast()));
        functions.put("lt", given -> ordered(given, order -> order < 0));
        functions.put("le", given -> ordered(given, order -> order <= 0));
        functions.put("gt", given -> ordered(given, order -> order > 0));
        functions.put("ge", given -> ordered(given, order -> order >= 0));
    }

    /** The first one with any of the others. */
    private static boolean equalToAny(List<@Nullable Object> given) {
        if (given.size() < 2) {
            throw new Misuse("missing argument for comparison");
        }
        return given.subList(1, given.size()).stream().anyMatch(other -> equal(given.getFirst(), other));
    }

    private static boolean equal(@Nullable Object left, @Nullable Object right) {
        if (left == null || right == null) {
            return left == right;
        }
        return switch (left) {
            case String text when right instanceof String -> text.equals(right);
            case Boolean flag when right instanceof Boolean -> flag.equals(right);
            case Number ignored when right instanceof Number -> order(left, right) == 0;
            case List<?> list when right instanceof List<?> -> Objects.equals(list, right);
            case Map<?, ?> map when right instanceof Map<?, ?> -> Objects.equals(map, right);
            default -> throw incompatible(left, right);
        };
    }

    private static boolean ordered(List<@Nullable Object> given, IntPredicate wanted) {
        Functions.exactly(2, given);
        return wanted.test(order(given.getFirst(), given.getLast()));
    }

    private static int order(@Nullable Object left, @Nullable Object right) {
        if (left instanceof String text && right instanceof String other) {
            return text.compareTo(other);
        }
        if (left instanceof Number number && right instanceof Number other) {
            if (left instanceof Double != right instanceof Double) {
                throw incompatible(left, right);
            }
            return left instanceof Double
                    ? Double.compare(number.doubleValue(), other.doubleValue())
                    : Long.compare(number.longValue(), other.longValue());
        }
        throw left instanceof Boolean && right instanceof Boolean
                ? new Misuse("invalid type for comparison")
                : incompatible(left, right);
    }

    private static Misuse incompatible(@Nullable Object left, @Nullable Object right) {
        return new Misuse("incompatible types for comparison: " + GoFormat.type(left) + " and " + GoFormat.type(right));
    }
}
