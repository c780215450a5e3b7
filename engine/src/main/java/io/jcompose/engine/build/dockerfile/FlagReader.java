package io.jcompose.engine.build.dockerfile;

import io.jcompose.error.JcomposeException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The {@code --flags} of one instruction; each is asked for by name, and what nobody asked for is an error. */
final class FlagReader {
    private final Node node;
    private final InstructionReader reader;
    private final Set<String> known = new LinkedHashSet<>();

    FlagReader(Node node, InstructionReader reader) {
        this.node = node;
        this.reader = reader;
    }

    private static String name(String flag) {
        int equals = flag.indexOf('=');
        return flag.substring(2, equals < 0 ? flag.length() : equals);
    }

    /** All values of a flag that may come several times. */
    List<String> values(String name) {
        known.add(name);
        List<String> found = new ArrayList<>();
        for (String flag : node.flags()) {
            if (name(flag).equals(name)) {
                int equals = flag.indexOf('=');
                if (equals < 0) {
                    throw reader.error(node, "missing a value on flag: " + name, "write --" + name + "=value");
                }
                found.add(flag.substring(equals + 1));
            }
        }
        return found;
    }

    Optional<String> value(String name) {
        List<String> values = values(name);
        if (values.size() > 1) {
            throw reader.error(node, "duplicate flag specified: " + name, "write --" + name + " once");
        }
        return values.stream().findFirst();
    }

    boolean present(String name) {
        return truth(name).orElse(false);
    }

    /** {@code --name}, {@code --name=true}, {@code --name=false}. */
    Optional<Boolean> truth(String name) {
        known.add(name);
        Optional<Boolean> found = Optional.empty();
        for (String flag : node.flags()) {
            if (name(flag).equals(name)) {
                String value = flag.contains("=") ? flag.substring(flag.indexOf('=') + 1) : "true";
                if (!value.equals("true") && !value.equals("false")) {
                    throw reader.error(
                            node,
                            "expecting boolean value for flag " + name + ", not: " + value,
                            "write true or false");
                }
                found = Optional.of(value.equals("true"));
            }
        }
        return found;
    }

    void unsupported(String... names) {
        for (String name : names) {
            known.add(name);
            for (String flag : node.flags()) {
                if (name(flag).equals(name)) {
                    JcomposeException plain =
                            reader.error(node, "the flag --" + name + " is not supported", "remove it");
                    throw new JcomposeException(
                            JcomposeException.Kind.UNSUPPORTED, String.valueOf(plain.getMessage()), "remove it");
                }
            }
        }
    }

    void nothingLeft() {
        for (String flag : node.flags()) {
            if (!known.contains(name(flag))) {
                Optional<String> near = Similar.to(name(flag), List.copyOf(known));
                throw reader.error(
                        node,
                        "unknown flag: --" + name(flag)
                                + near.map(k -> " (did you mean " + k + "?)").orElse(""),
                        known.isEmpty() ? "remove it" : "known flags are --" + String.join(", --", known));
            }
        }
    }
}
