package io.jcompose.compose.load;

import io.jcompose.compose.load.check.Shape;
import io.jcompose.compose.load.check.Shape.Attributes;
import io.jcompose.compose.load.check.Shape.Either;
import io.jcompose.compose.load.check.Shape.Items;
import io.jcompose.compose.load.check.Shape.Named;
import io.jcompose.compose.load.check.Structure;
import io.jcompose.compose.load.tree.Node;
import io.jcompose.compose.load.tree.Node.Mapping;
import io.jcompose.compose.load.tree.Node.Scalar;
import io.jcompose.compose.load.tree.Node.Sequence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The typed tree as plain values with the habits of docker compose's output: JSON shows some empty members and no extensions but the top level's;
 * YAML shows extensions and no empty members.
 */
final class OutputShape {
    private static final List<String> ALWAYS_IN_JSON = List.of("resources", "placement", "ipam", "exec");

    private final boolean json;
    private final Comparator<String> order;

    OutputShape(boolean json) {
        this.json = json;
        this.order = json ? Comparator.naturalOrder() : new NaturalOrder();
    }

    @Nullable
    Object of(Node node, @Nullable Shape shape) {
        return switch (node) {
            case Scalar scalar -> scalar.value();
            case Sequence sequence -> {
                Shape item = itemOf(shape);
                List<@Nullable Object> out = new ArrayList<>();
                sequence.items().forEach(each -> out.add(of(each, item)));
                yield out;
            }
            case Mapping mapping -> {
                Attributes attributes = attributesOf(shape);
                yield attributes == null ? named(mapping, shape) : record(mapping, attributes);
            }
        };
    }

    private Map<String, @Nullable Object> named(Mapping mapping, @Nullable Shape shape) {
        Shape value = valueOf(shape);
        Map<String, @Nullable Object> out = new TreeMap<>(order);
        mapping.members().forEach((key, member) -> out.put(key, of(member.value(), value)));
        return out;
    }

    private Map<String, @Nullable Object> record(Mapping mapping, Attributes shape) {
        boolean top = shape == Structure.FILE;
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        shape.attributes().forEach((key, inner) -> {
            Node value = mapping.get(key);
            if (value != null) {
                Object plain = of(value, inner);
                boolean nothing = json
                        ? shape.attributes().containsKey("soft")
                                && Long.valueOf(0).equals(plain)
                        : ALWAYS_IN_JSON.contains(key) && plain instanceof Map<?, ?> map && map.isEmpty();
                if (!nothing) {
                    out.put(json ? jsonName(key, shape) : key, plain);
                }
            } else if (top && key.equals("services")) {
                out.put(key, new LinkedHashMap<>());
            } else if (json && isAlwaysThere(key, shape)) {
                out.put(key, key.equals("exec") ? execOfNothing() : isCommand(key) ? null : new LinkedHashMap<>());
            }
        });
        if (!json || top) {
            Map<String, @Nullable Object> extensions = new TreeMap<>(order);
            mapping.members().forEach((key, member) -> {
                if (!shape.attributes().containsKey(key)) {
                    extensions.put(key, extension(member.value().plain()));
                }
            });
            out.putAll(extensions);
        }
        return out;
    }

    /** In Go, a struct is never empty and a command has no omitempty. */
    private static boolean isAlwaysThere(String key, Attributes shape) {
        return switch (key) {
            case "resources", "placement" -> shape.attributes().containsKey("replicas");
            case "ipam" -> shape.attributes().containsKey("driver_opts");
            case "exec" -> shape.attributes().containsKey("action");
            case "command", "entrypoint" -> true;
            default -> false;
        };
    }

    private static boolean isCommand(String key) {
        return key.equals("command") || key.equals("entrypoint");
    }

    private static Map<String, @Nullable Object> execOfNothing() {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("command", null);
        return out;
    }

    /** Members of blkio_config's lists carry Go's field names in JSON. */
    private static String jsonName(String key, Attributes shape) {
        boolean blockDevice = shape.attributes().size() == 2
                && shape.attributes().containsKey("path")
                && (shape.attributes().containsKey("rate") || shape.attributes().containsKey("weight"));
        return blockDevice ? Character.toUpperCase(key.charAt(0)) + key.substring(1) : key;
    }

    /** In JSON an empty list is null, as Go has it where no type says that it is a list. */
    private @Nullable Object extension(@Nullable Object plain) {
        return sorted(plain, json);
    }

    /** The same value with all keys sorted, as Go prints maps. */
    @Nullable
    Object sorted(@Nullable Object plain) {
        return sorted(plain, false);
    }

    private @Nullable Object sorted(@Nullable Object plain, boolean withoutEmptyLists) {
        return switch (plain) {
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> out = new TreeMap<>(order);
                map.forEach((key, value) -> out.put(String.valueOf(key), sorted(value, withoutEmptyLists)));
                yield out;
            }
            case List<?> list when withoutEmptyLists && list.isEmpty() -> null;
            case List<?> list -> {
                List<@Nullable Object> out = new ArrayList<>();
                list.forEach(item -> out.add(sorted(item, withoutEmptyLists)));
                yield out;
            }
            case null, default -> plain;
        };
    }

    private static @Nullable Attributes attributesOf(@Nullable Shape shape) {
        return switch (shape) {
            case Attributes attributes -> attributes;
            case Either either -> firstOf(either, Attributes.class);
            case null, default -> null;
        };
    }

    private static @Nullable Shape valueOf(@Nullable Shape shape) {
        Named named = switch (shape) {
            case Named n -> n;
            case Either either -> firstOf(either, Named.class);
            case null, default -> null;
        };
        return named == null ? null : named.value();
    }

    private static @Nullable Shape itemOf(@Nullable Shape shape) {
        Items items = switch (shape) {
            case Items i -> i;
            case Either either -> firstOf(either, Items.class);
            case null, default -> null;
        };
        return items == null ? null : items.item();
    }

    private static <S> @Nullable S firstOf(Either either, Class<S> kind) {
        return either.choices().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst()
                .orElse(null);
    }
}
