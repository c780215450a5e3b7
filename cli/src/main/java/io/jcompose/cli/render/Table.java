package io.jcompose.cli.render;

import java.util.ArrayList;
import java.util.List;

/** A table as docker prints one: columns at least ten wide, or what is said, three blanks between them, none after the last. */
public final class Table {
    private static final int NARROWEST = 10;
    private static final int GAP = 3;

    private final List<List<String>> rows = new ArrayList<>();
    private final int narrowest;

    public Table(String... header) {
        this(NARROWEST, List.of(header));
    }

    /** @param narrowest the least width of a column */
    public Table(int narrowest, List<String> header) {
        this.narrowest = narrowest;
        rows.add(List.copyOf(header));
    }

    public Table row(String... cells) {
        rows.add(List.of(cells));
        return this;
    }

    public String render() {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], Math.max(narrowest, Widths.of(row.get(i)) + GAP));
            }
        }
        StringBuilder out = new StringBuilder();
        for (List<String> row : rows) {
            for (int i = 0; i < row.size() - 1; i++) {
                String cell = row.get(i);
                out.append(cell).repeat(' ', widths[i] - Widths.of(cell));
            }
            out.append(row.getLast()).append('\n');
        }
        return out.toString();
    }
}
