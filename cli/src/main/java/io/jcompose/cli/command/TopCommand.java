package io.jcompose.cli.command;

import io.jcompose.cli.render.Table;
import io.jcompose.compose.apply.ServiceContainer;
import io.jcompose.engine.container.ContainerState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Processes are those of the first process's pid namespace, read from /proc. */
@Command(name = "top", description = "Display the running processes")
final class TopCommand extends ComposeCommand implements Harmless {
    /** CLK_TCK, which is 100 for every architecture's /proc. */
    private static final int TICKS = 100;

    @Parameters(paramLabel = "SERVICE", arity = "0..*")
    List<String> services = new ArrayList<>();

    TopCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        Table table = new Table("SERVICE", "#", "UID", "PID", "PPID", "TIME", "CMD");
        for (ServiceContainer each : operations().ps(reference(), services, false)) {
            if (each.container().state() instanceof ContainerState.Running running) {
                for (Row row : rows(running.pid())) {
                    table.row(
                            each.service(),
                            Integer.toString(each.number()),
                            row.uid(),
                            row.pid(),
                            row.parent(),
                            row.time(),
                            row.command());
                }
            }
        }
        streams().out(table.render());
        return 0;
    }

    private record Row(String uid, String pid, String parent, String time, String command) {}

    private static List<Row> rows(int first) {
        List<Row> rows = new ArrayList<>();
        Path proc = Path.of("/proc");
        try (DirectoryStream<Path> pids = Files.newDirectoryStream(proc, "[0-9]*")) {
            Path namespace = Files.readSymbolicLink(proc.resolve(first + "/ns/pid"));
            for (Path process : pids) {
                row(process, namespace, rows);
            }
        } catch (IOException ended) {
            return rows;
        }
        return rows;
    }

    /** A process may end while it is looked at; it is not in the list then. */
    private static void row(Path process, Path namespace, List<Row> rows) {
        try {
            if (!Files.readSymbolicLink(process.resolve("ns/pid")).equals(namespace)) {
                return;
            }
            String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            String command = Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                    .replace('\0', ' ')
                    .trim();
            String name = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
            long seconds = (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS;
            rows.add(new Row(
                    Files.getAttribute(process, "unix:uid").toString(),
                    process.getFileName().toString(),
                    fields[1],
                    String.format(Locale.ROOT, "%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60),
                    command.isEmpty() ? "[" + name + "]" : command));
        } catch (IOException ended) {
            return;
        }
    }
}
