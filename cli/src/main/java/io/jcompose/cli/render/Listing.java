package io.jcompose.cli.render;

import io.jcompose.cli.template.Method;
import io.jcompose.cli.template.Template;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A list of things as {@code --format} wants it: {@code table}, {@code json}, {@code table} with a template of its row, or a template for each thing
 * (docker's formatter).
 */
public final class Listing {
    private static final String TABLE = "table";
    private static final String WHOLE = "{{json .}}";

    private final String columns;
    private final Map<String, Object> headers;

    /**
     * @param columns the template of a row of the plain table, with tabs between the columns
     * @param headers what stands above a column, by the field in it
     */
    public Listing(String columns, Map<String, String> headers) {
        this.columns = columns;
        Map<String, Object> all = new LinkedHashMap<>(headers);
        Method label = given -> {
            String name = given.isEmpty() ? "" : String.valueOf(given.getFirst());
            return name.substring(name.lastIndexOf('.') + 1).replace('-', ' ').replace('_', ' ');
        };
        all.put("Label", label);
        this.headers = Collections.unmodifiableMap(all);
    }

    /** @throws io.jcompose.error.JcomposeException INVALID for a template that is wrong or asks for a field that the things have not */
    public String render(String format, List<Map<String, @Nullable Object>> things) {
        if (format.equals("json") || format.equals(WHOLE)) {
            return harmless(each(Template.parse(WHOLE), things));
        }
        if (!format.startsWith(TABLE) && !format.isEmpty()) {
            return each(Template.parse(unescaped(format)), things);
        }
        String given = format.isEmpty() ? "" : format.substring(TABLE.length()).strip();
        String row = given.isEmpty() ? columns : unescaped(given);
        Template template = Template.parse(row);
        Table table = new Table(cells(Template.parseHeader(row).apply(headers)));
        things.forEach(thing -> table.row(cells(template.apply(thing))));
        return table.render();
    }

    /** Go writes what HTML could take for its own as numbers; in JSON these characters stand in texts only. */
    private static String harmless(String json) {
        return json.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026");
    }

    private static String each(Template template, List<Map<String, @Nullable Object>> things) {
        StringBuilder out = new StringBuilder();
        things.forEach(thing -> out.append(template.apply(thing)).append('\n'));
        return out.toString();
    }

    /** A shell leaves {@code \t} as two characters. */
    private static String unescaped(String template) {
        return template.replace("\\t", "\t").replace("\\n", "\n");
    }

    private static String[] cells(String line) {
        return line.split("\t", -1);
    }
}
