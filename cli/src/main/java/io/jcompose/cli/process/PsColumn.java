package io.jcompose.cli.process;

import io.jcompose.cli.process.Processes.Row;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * A column of ps(1), for a list that needs no ps on the machine.
 *
 * @param header what stands above it
 */
public record PsColumn(String header, Function<Row, String> value) {
    private static final Map<String, PsColumn> BY_NAME = byName();
    private static final List<String> FULL = List.of("user=UID", "pid", "ppid", "c", "stime", "tty", "time", "cmd");
    private static final List<String> SHORT = List.of("pid", "tty", "stat", "bsdtime", "command");
    private static final List<String> USERS =
            List.of("user", "pid", "%cpu", "%mem", "vsz", "rss", "tty", "stat", "start", "bsdtime", "command");

    public String of(Row row) {
        return value.apply(row);
    }

    private static Map<String, PsColumn> byName() {
        Map<String, PsColumn> all = new LinkedHashMap<>();
        all.put("uid", new PsColumn("UID", row -> Integer.toString(row.uid())));
        all.put("user", new PsColumn("USER", row -> HostUsers.name(row.uid())));
        all.put("pid", new PsColumn("PID", row -> Integer.toString(row.pid())));
        all.put("ppid", new PsColumn("PPID", row -> Integer.toString(row.parent())));
        all.put("c", new PsColumn("C", row -> Long.toString(Math.round(share(row)))));
        all.put("%cpu", new PsColumn("%CPU", row -> String.format(Locale.ROOT, "%.1f", share(row))));
        all.put("pcpu", new PsColumn("%CPU", row -> String.format(Locale.ROOT, "%.1f", share(row))));
        all.put("%mem", new PsColumn("%MEM", PsColumn::memory));
        all.put("pmem", new PsColumn("%MEM", PsColumn::memory));
        all.put("stime", new PsColumn("STIME", PsColumn::start));
        all.put("start", new PsColumn("START", PsColumn::start));
        all.put("tty", new PsColumn("TTY", Row::terminal));
        all.put("time", new PsColumn("TIME", row -> clock(row.used())));
        all.put("bsdtime", new PsColumn("TIME", row -> minutes(row.used())));
        all.put("etime", new PsColumn("ELAPSED", row -> clock(row.age())));
        all.put("stat", new PsColumn("STAT", Row::state));
        all.put("vsz", new PsColumn("VSZ", row -> Long.toString(row.size() / 1024)));
        all.put("rss", new PsColumn("RSS", row -> Long.toString(row.resident() / 1024)));
        all.put("comm", new PsColumn("COMMAND", Row::name));
        all.put("cmd", new PsColumn("CMD", Row::command));
        all.put("args", new PsColumn("COMMAND", Row::command));
        all.put("command", new PsColumn("COMMAND", Row::command));
        return all;
    }

    /** Processor time in percent of its life. */
    private static double share(Row row) {
        return row.age().isPositive()
                ? 100.0 * row.used().toMillis() / row.age().toMillis()
                : 0;
    }

    private static String memory(Row row) {
        return String.format(Locale.ROOT, "%.1f", 100.0 * row.resident() / Processes.machineMemory());
    }

    /** The time of the day, of one that is older the day. */
    private static String start(Row row) {
        String pattern = row.age().compareTo(Duration.ofDays(1)) < 0 ? "HH:mm" : "MMMdd";
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT)
                .withZone(ZoneId.systemDefault())
                .format(Instant.now().minus(row.age()));
    }

    private static String minutes(Duration time) {
        return String.format(Locale.ROOT, "%d:%02d", time.toMinutes(), time.toSecondsPart());
    }

    private static String clock(Duration time) {
        return String.format(Locale.ROOT, "%02d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart());
    }

    /**
     * What ps's options ask for: nothing and {@code -ef}, {@code aux} and other letters without a dash, or {@code -o} with names. Which processes is not theirs
     * to say: it is always all of the container's.
     */
    public static List<PsColumn> of(List<String> options) {
        List<PsColumn> chosen = new ArrayList<>();
        for (int i = 0; i < options.size(); i++) {
            String option = options.get(i);
            if (option.matches("-?[eAax]*o|--format")) {
                i++;
                chosen.addAll(named(i < options.size() ? options.get(i) : ""));
            } else if (option.matches("-[eAax]*o.+")) {
                chosen.addAll(named(option.substring(option.indexOf('o') + 1)));
            } else if (option.matches("-?[axw]*u[axw]*")) {
                chosen.addAll(all(USERS));
            } else if (option.matches("[axwef]+")) {
                chosen.addAll(all(SHORT));
            } else if (!option.matches("-[eAafFxw]+")) {
                throw unknown("option " + option);
            }
        }
        return chosen.isEmpty() ? all(FULL) : chosen;
    }

    private static List<PsColumn> all(List<String> names) {
        return names.stream().flatMap(name -> named(name).stream()).toList();
    }

    /** {@code pid,args=HEADER}: a header takes the rest of the word, as in ps. */
    private static List<PsColumn> named(String names) {
        List<PsColumn> columns = new ArrayList<>();
        String rest = names;
        while (!rest.isEmpty()) {
            int comma = rest.indexOf(',');
            int equals = rest.indexOf('=');
            boolean titled = equals >= 0 && (comma < 0 || equals < comma);
            String name = titled ? rest.substring(0, equals) : comma < 0 ? rest : rest.substring(0, comma);
            PsColumn column = BY_NAME.get(name.toLowerCase(Locale.ROOT));
            if (column == null) {
                throw unknown("column " + name);
            }
            columns.add(titled ? new PsColumn(rest.substring(equals + 1), column.value()) : column);
            rest = titled || comma < 0 ? "" : rest.substring(comma + 1);
        }
        if (columns.isEmpty()) {
            throw unknown("empty list of columns");
        }
        return columns;
    }

    private static JcomposeException unknown(String what) {
        return new JcomposeException(
                Kind.UNSUPPORTED,
                "ps: unknown " + what,
                "use -ef, aux, or -o with " + String.join(",", BY_NAME.keySet()));
    }
}
