package io.jcompose.compose.load.typed;

import io.jcompose.compose.load.tree.Node;
import io.jcompose.compose.load.tree.Node.Mapping;
import io.jcompose.compose.load.tree.Node.Member;
import io.jcompose.compose.load.tree.Node.Scalar;
import io.jcompose.compose.load.tree.Node.Sequence;
import io.jcompose.compose.load.tree.Numbers;
import io.jcompose.compose.model.SourceMark;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/** One value to its attribute's type. */
final class Conversion {
    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d+");

    private final BiConsumer<SourceMark, String> warnings;

    Conversion(BiConsumer<SourceMark, String> warnings) {
        this.warnings = warnings;
    }

    Node convert(Node node, Form form) throws ValueException {
        if (node instanceof Scalar scalar && scalar.isNull()) {
            return node;
        }
        return switch (form) {
            case VARIABLES -> pairs(node, true);
            case TEXTS -> pairs(node, false);
            case TEXT_LISTS -> textLists(node);
            case COMMAND -> node instanceof Scalar scalar ? command(scalar) : node;
            case TEST ->
                node instanceof Scalar scalar
                        ? new Sequence(List.of(Scalar.of("CMD-SHELL", scalar.mark()), scalar), scalar.mark())
                        : node;
            case LIST -> node instanceof Scalar scalar ? new Sequence(List.of(scalar), scalar.mark()) : node;
            case TEXT_LIST -> textList(node);
            case HOSTS -> hosts(node);
            case ULIMIT -> ulimit(node);
            case SSH -> node instanceof Mapping mapping ? ssh(mapping) : node;
            case AMOUNT -> complete(node, "kind", "value");
            case RATE -> complete(node, "path", "rate");
            case WEIGHT -> complete(node, "path", "weight");
            case DURATION, BYTES, MODE, FLOAT, INTEGER, NATURAL, PLAIN_NATURAL, BOOLEAN, TEXT, COUNT ->
                node instanceof Scalar scalar ? Scalar.of(scalar(scalar, form), scalar.mark()) : node;
        };
    }

    private static Object scalar(Scalar scalar, Form form) throws ValueException {
        return switch (form) {
            case DURATION -> Durations.text(Durations.parse(scalar.text()));
            case BYTES -> Long.toString(bytes(scalar));
            case MODE -> "0" + Long.toOctalString(mode(scalar));
            case FLOAT -> number(scalar);
            case INTEGER -> integer(scalar);
            case NATURAL -> natural(scalar);
            case PLAIN_NATURAL -> {
                if (scalar.value() instanceof String text) {
                    throw new ValueException("must be a number, write " + text + " without quotes");
                }
                yield natural(scalar);
            }
            case BOOLEAN -> bool(scalar);
            case TEXT -> scalar.text();
            case COUNT -> scalar.text().toLowerCase(Locale.ROOT).equals("all") ? (Object) (-1L) : count(scalar);
            case VARIABLES,
                    TEXTS,
                    TEXT_LISTS,
                    COMMAND,
                    TEST,
                    LIST,
                    TEXT_LIST,
                    HOSTS,
                    ULIMIT,
                    SSH,
                    AMOUNT,
                    RATE,
                    WEIGHT -> scalar.text();
        };
    }

    private static long bytes(Scalar scalar) throws ValueException {
        return switch (scalar.value()) {
            case Long n -> n;
            case Double d when !d.isNaN() && !d.isInfinite() -> d.longValue();
            case null, default -> ByteSizes.parse(scalar.text());
        };
    }

    private static long mode(Scalar scalar) throws ValueException {
        if (scalar.value() instanceof Long bits) {
            return bits;
        }
        try {
            return Long.parseLong(scalar.text(), 8);
        } catch (NumberFormatException e) {
            throw new ValueException("\"" + scalar.text() + "\" is not a mode in octal, write for instance \"0440\"");
        }
    }

    private static Object number(Scalar scalar) throws ValueException {
        try {
            float value = (float) Numbers.parse(scalar.text());
            if (Float.isNaN(value) || Float.isInfinite(value)) {
                throw new ValueException("\"" + scalar.text() + "\" is not a number");
            }
            return new BigDecimal(Float.toString(value)).stripTrailingZeros();
        } catch (NumberFormatException e) {
            throw new ValueException("\"" + scalar.text() + "\" is not a number");
        }
    }

    private static Object integer(Scalar scalar) throws ValueException {
        if (scalar.value() instanceof Long n) {
            return n;
        }
        if (scalar.value() instanceof Double d) {
            return d.longValue();
        }
        try {
            return Long.parseLong(scalar.text());
        } catch (NumberFormatException e) {
            throw new ValueException("\"" + scalar.text() + "\" is not a whole number");
        }
    }

    private static Object natural(Scalar scalar) throws ValueException {
        Object value = integer(scalar);
        if (value instanceof Long n && n < 0) {
            throw new ValueException("\"" + scalar.text() + "\" is negative");
        }
        return value;
    }

    private static Object count(Scalar scalar) throws ValueException {
        if (scalar.value() instanceof Double || !WHOLE.matcher(scalar.text()).matches()) {
            throw new ValueException(
                    "invalid value \"" + scalar.text() + "\", the only value allowed is 'all' or a number");
        }
        return integer(scalar);
    }

    private static Object bool(Scalar scalar) throws ValueException {
        return switch (scalar.text().toLowerCase(Locale.ROOT)) {
            case "true", "y", "yes", "on" -> true;
            case "false", "n", "no", "off" -> false;
            default -> throw new ValueException("\"" + scalar.text() + "\" is not true or false");
        };
    }

    private Node command(Scalar scalar) throws ValueException {
        ShellWords.Split split = ShellWords.split(scalar.text());
        if (split.cutAt() >= 0) {
            warnings.accept(
                    scalar.mark(),
                    "no shell runs here, the command ends before \""
                            + scalar.text().substring(split.cutAt()).strip()
                            + "\"; write [\"sh\", \"-c\", \"...\"] for operators");
        }
        List<Node> words = new ArrayList<>();
        split.words().forEach(word -> words.add(Scalar.of(word, scalar.mark())));
        return new Sequence(words, scalar.mark());
    }

    private static Node pairs(Node node, boolean open) throws ValueException {
        Map<String, Member> out = new LinkedHashMap<>();
        if (node instanceof Mapping mapping) {
            mapping.members()
                    .forEach((name, member) -> out.put(name, new Member(member.key(), valueOf(member.value(), open))));
            return new Mapping(out, mapping.mark());
        }
        if (!(node instanceof Sequence sequence)) {
            return node;
        }
        for (Node item : sequence.items()) {
            String text = item instanceof Scalar scalar ? scalar.text() : "";
            int equals = text.indexOf('=');
            String name = equals < 0 ? text : text.substring(0, equals);
            if (open && !name.isEmpty() && Character.isWhitespace(name.charAt(name.length() - 1))) {
                throw new ValueException("environment variable \"" + name + "\" is declared with a trailing space");
            }
            Node value = equals >= 0
                    ? Scalar.of(text.substring(equals + 1), item.mark())
                    : open ? new Scalar(null, item.mark()) : Scalar.of("", item.mark());
            out.put(name, new Member(item.mark(), value));
        }
        return new Mapping(out, sequence.mark());
    }

    private static Node valueOf(Node node, boolean open) {
        return node instanceof Scalar scalar && !(open && scalar.isNull())
                ? Scalar.of(scalar.text(), scalar.mark())
                : node;
    }

    private static Node ssh(Mapping keys) {
        List<Node> out = new ArrayList<>();
        new java.util.TreeMap<>(keys.members()).forEach((id, member) -> {
            String path = member.value() instanceof Scalar scalar ? scalar.text() : "";
            out.add(Scalar.of(path.isEmpty() ? id : id + "=" + path, member.key()));
        });
        return new Sequence(out, keys.mark());
    }

    /** Two members that are printed even where they are not written. */
    private static Node complete(Node node, String name, String number) {
        if (!(node instanceof Mapping given)) {
            return node;
        }
        Mapping named = isSaid(given, name) ? given : given.with(name, Scalar.of("", given.mark()));
        return isSaid(named, number) ? named : named.with(number, Scalar.of(0L, given.mark()));
    }

    private static boolean isSaid(Mapping mapping, String key) {
        return mapping.get(key) != null && !(mapping.get(key) instanceof Scalar scalar && scalar.isNull());
    }

    private static Node textLists(Node node) {
        if (!(node instanceof Mapping mapping)) {
            return node;
        }
        Map<String, Member> out = new LinkedHashMap<>();
        mapping.members().forEach((name, member) -> {
            Node value = member.value() instanceof Sequence sequence
                    ? textList(sequence)
                    : new Sequence(
                            List.of(valueOf(member.value(), false)),
                            member.value().mark());
            out.put(name, new Member(member.key(), value));
        });
        return new Mapping(out, mapping.mark());
    }

    private static Node textList(Node node) {
        List<Node> items = node instanceof Sequence sequence ? sequence.items() : List.of(node);
        return new Sequence(items.stream().map(item -> valueOf(item, false)).toList(), node.mark());
    }

    private static Node hosts(Node node) throws ValueException {
        List<Scalar> out = new ArrayList<>();
        if (node instanceof Mapping mapping) {
            for (Map.Entry<String, Member> entry : mapping.members().entrySet()) {
                Node value = entry.getValue().value();
                List<Node> addresses = value instanceof Sequence sequence ? sequence.items() : List.of(value);
                for (Node address : addresses) {
                    host(entry.getKey(), address instanceof Scalar scalar ? scalar.text() : "", address.mark(), out);
                }
            }
        } else if (node instanceof Sequence sequence) {
            for (Node item : sequence.items()) {
                String text = item instanceof Scalar scalar ? scalar.text() : "";
                int at = text.indexOf('=') >= 0 ? text.indexOf('=') : text.indexOf(':');
                if (at < 0) {
                    throw new ValueException("invalid additional host, missing IP: " + text);
                }
                for (String address : text.substring(at + 1).split(",", -1)) {
                    host(text.substring(0, at), address, item.mark(), out);
                }
            }
        }
        Node[] sorted =
                out.stream().sorted((a, b) -> a.text().compareTo(b.text())).toArray(Node[]::new);
        return new Sequence(Arrays.asList(sorted), node.mark());
    }

    private static void host(String name, String address, SourceMark mark, List<Scalar> out) throws ValueException {
        if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf(':') >= 0) {
            throw new ValueException("bad host name '" + name + "'");
        }
        boolean bracketed = address.length() > 2 && address.startsWith("[") && address.endsWith("]");
        out.add(Scalar.of(name + "=" + (bracketed ? address.substring(1, address.length() - 1) : address), mark));
    }

    private static Node ulimit(Node node) throws ValueException {
        if (node instanceof Scalar scalar) {
            if (scalar.value() instanceof Double) {
                throw new ValueException("\"" + scalar.text() + "\" is not a whole number");
            }
            long value = (Long) integer(scalar);
            Scalar number = Scalar.of(value, scalar.mark());
            return value != 0
                    ? number
                    : Mapping.empty(scalar.mark()).with("soft", number).with("hard", number);
        }
        if (!(node instanceof Mapping mapping)) {
            return node;
        }
        Mapping out = mapping;
        for (String key : List.of("soft", "hard")) {
            if (mapping.get(key) instanceof Scalar scalar) {
                long value = (Long) integer(scalar);
                out = out.with(key, Scalar.of(value, scalar.mark()));
            }
        }
        return out;
    }
}
