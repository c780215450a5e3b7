package io.jcompose.cli.client;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What this process was given, read from /proc/self because there it is whole: Java decodes arguments and environment by the locale and has no umask and
 * no uid (proc_pid_status(5)).
 *
 * @param arguments of the command, without those of java
 * @param environment as the user's shell gave it, without what the launcher changed for java
 */
record OwnProcess(
        int pid,
        int umask,
        int effectiveUid,
        String directory,
        List<String> arguments,
        Map<String, String> environment) {
    /** Variables that would change the client's own JVM; the launcher hides them in {@code JCOMPOSE_SAVED_*}, {@code =} in front when set. */
    private static final String[] HIDDEN = {"LC_ALL", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"};

    private static final String SAVED = "JCOMPOSE_SAVED_";

    static OwnProcess read(int argumentCount) throws IOException {
        String status = text("/proc/self/status");
        List<String> line = split(text("/proc/self/cmdline"));
        List<String> arguments = new ArrayList<>(line.subList(line.size() - argumentCount, line.size()));
        Map<String, String> environment = environment(split(text("/proc/self/environ")));
        int umask = Integer.parseInt(field(status, "Umask:", 0), 8);
        int uid = Integer.parseInt(field(status, "Uid:", 1));
        int pid = Integer.parseInt(field(status, "Pid:", 0));
        return new OwnProcess(pid, umask, uid, directory(environment), arguments, environment);
    }

    private static Map<String, String> environment(List<String> entries) {
        Map<String, String> environment = new LinkedHashMap<>();
        for (String entry : entries) {
            int equals = entry.indexOf('=');
            if (equals > 0) {
                environment.put(entry.substring(0, equals), entry.substring(equals + 1));
            }
        }
        for (String name : HIDDEN) {
            String saved = environment.remove(SAVED + name);
            if (saved == null) {
                continue;
            }
            if (saved.isEmpty()) {
                environment.remove(name);
            } else {
                environment.put(name, saved.substring(1));
            }
        }
        return environment;
    }

    /** The shell's idea of the directory when it is right (it keeps symbolic links, and the project's name comes from it), else the kernel's. */
    private static String directory(Map<String, String> environment) throws IOException {
        String real = System.getProperty("user.dir");
        String logical = environment.get("PWD");
        if (logical == null || logical.equals(real) || !logical.startsWith("/")) {
            return real;
        }
        Path path = Path.of(logical);
        return path.equals(path.normalize()) && Files.isDirectory(path) && Files.isSameFile(path, Path.of(real))
                ? logical
                : real;
    }

    private static String field(String status, String name, int index) throws IOException {
        int start = status.indexOf("\n" + name);
        if (start < 0) {
            throw new IOException("/proc/self/status has no " + name);
        }
        int end = status.indexOf('\n', start + 1);
        return status.substring(start + 1 + name.length(), end).trim().split("\t")[index];
    }

    private static List<String> split(String zeroEnded) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int end = zeroEnded.indexOf('\0'); end >= 0; end = zeroEnded.indexOf('\0', start)) {
            parts.add(zeroEnded.substring(start, end));
            start = end + 1;
        }
        return parts;
    }

    private static String text(String file) throws IOException {
        try (FileInputStream in = new FileInputStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    List<String> environmentEntries() {
        List<String> entries = new ArrayList<>(environment.size());
        for (Map.Entry<String, String> entry : environment.entrySet()) {
            entries.add(entry.getKey() + "=" + entry.getValue());
        }
        return entries;
    }
}
