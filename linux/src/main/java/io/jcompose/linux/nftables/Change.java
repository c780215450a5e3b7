package io.jcompose.linux.nftables;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One step of a batch. */
public sealed interface Change {
    Family family();

    String table();

    /** Adds the table, or does nothing when it is there. */
    record AddTable(Family family, String table) implements Change {}

    record DeleteTable(Family family, String table) implements Change {}

    /**
     * Adds a base chain; its policy is accept.
     *
     * @param type {@code filter}, {@code nat} or {@code route}
     */
    record AddChain(Family family, String table, String chain, String type, Hook hook, int priority)
            implements Change {}

    /**
     * Adds a rule.
     *
     * @param first before all others instead of after them
     */
    record AddRule(Family family, String table, String chain, boolean first, List<Expression> expressions)
            implements Change {
        public AddRule {
            expressions = List.copyOf(expressions);
        }
    }

    record DeleteRule(Family family, String table, String chain, long handle) implements Change {}

    /**
     * Adds a set, or with a data type a map.
     *
     * @param keyType how nft(8) prints a key; concatenations are packed with {@link DataType#concatenated}
     * @param keyLength bytes of a key in registers
     * @param data type and length of a map's values
     * @param interval keys are ranges: each has an element for its start and one for its end
     */
    record AddSet(
            Family family,
            String table,
            String set,
            int keyType,
            int keyLength,
            @Nullable Data data,
            boolean interval) implements Change {}

    /** Type and length of a map's values. */
    record Data(int type, int length) {}

    record AddElements(Family family, String table, String set, List<Element> elements) implements Change {
        public AddElements {
            elements = List.copyOf(elements);
        }
    }

    record DeleteElements(Family family, String table, String set, List<Element> elements) implements Change {
        public DeleteElements {
            elements = List.copyOf(elements);
        }
    }
}
