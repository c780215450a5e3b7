package io.jcompose.cli.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The processes of a container as /proc tells of them (proc_pid_stat(5)). */
public final class Processes {
    /** CLK_TCK, which is 100 for every architecture's /proc. */
    private static final int TICKS = 100;

    private static final int PAGE = 4096;
    private static final int PARENT = 1;
    private static final int GROUP = 2;
    private static final int SESSION = 3;
    private static final int TERMINAL = 4;
    private static final int FOREGROUND = 5;
    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;
    private static final int NICE = 16;
    private static final int THREADS = 17;
    private static final int START_TICKS = 19;
    private static final int SIZE = 20;
    private static final int RESIDENT = 21;

    private Processes() {}

    /**
     * @param pid as the machine sees it
     * @param state as ps(1) writes STAT: niceness, session leader, threads and foreground behind the state's letter
     * @param terminal {@code ?} for none
     * @param used processor time
     * @param age since its start
     * @param size of its address space, in bytes
     * @param resident in bytes
     */
    public record Row(
            int uid,
            int pid,
            int parent,
            String state,
            String terminal,
            Duration used,
            Duration age,
            long size,
            long resident,
            String name,
            String command) {}

    /** Without those that have ended. */
    public static List<Row> of(List<Integer> pids) {
        Duration uptime = uptime();
        List<Row> rows = new ArrayList<>();
        for (int pid : pids) {
            row(Path.of("/proc", Integer.toString(pid)), uptime, rows);
        }
        rows.sort(Comparator.comparingInt(Row::pid));
        return rows;
    }

    private static Duration uptime() {
        try {
            String up = Files.readString(Path.of("/proc/uptime"));
            return Duration.ofMillis((long) (1000 * Double.parseDouble(up.substring(0, up.indexOf(' ')))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bytes of all there is (proc_meminfo(5)). */
    public static long machineMemory() {
        try {
            return Files.readAllLines(Path.of("/proc/meminfo")).stream()
                    .filter(line -> line.startsWith("MemTotal:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(Long.MAX_VALUE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A process may end while it is looked at; it is not in the list then. */
    private static void row(Path process, Duration uptime, List<Row> rows) {
        try {
            String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            String command = Files.readString(process.resolve("cmdline"), StandardCharsets.UTF_8)
                    .replace('\0', ' ')
                    .trim();
            String name = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
            rows.add(new Row(
                    (Integer) Files.getAttribute(process, "unix:uid"),
                    Integer.parseInt(process.getFileName().toString()),
                    Integer.parseInt(fields[PARENT]),
                    state(process.getFileName().toString(), fields),
                    terminal(Integer.parseInt(fields[TERMINAL])),
                    ticks(Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS])),
                    uptime.minus(ticks(Long.parseLong(fields[START_TICKS]))),
                    Long.parseLong(fields[SIZE]),
                    Long.parseLong(fields[RESIDENT]) * PAGE,
                    name,
                    command.isEmpty() ? "[" + name + "]" : command));
        } catch (IOException ended) {
            return;
        }
    }

    private static String state(String pid, String[] fields) {
        int nice = Integer.parseInt(fields[NICE]);
        return fields[0]
                + (nice < 0 ? "<" : nice > 0 ? "N" : "")
                + (fields[SESSION].equals(pid) ? "s" : "")
                + (Integer.parseInt(fields[THREADS]) > 1 ? "l" : "")
                + (fields[FOREGROUND].equals(fields[GROUP]) ? "+" : "");
    }

    private static Duration ticks(long ticks) {
        return Duration.ofMillis(ticks * 1000 / TICKS);
    }

    /** The device number of proc_pid_stat(5): majors 136 to 143 are pseudo-terminals. */
    private static String terminal(int device) {
        int major = device >> 8 & 0xfff;
        int minor = device & 0xff | device >> 12 & 0xfff00;
        return device == 0
                ? "?"
                : major >= 136 && major <= 143 ? "pts/" + (minor + (major - 136) * 256) : "tty" + minor;
    }
}
