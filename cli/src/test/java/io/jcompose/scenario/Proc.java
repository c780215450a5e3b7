package io.jcompose.scenario;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A process as /proc shows it; what has ended meanwhile reads as empty. */
record Proc(long pid) {
    static Proc of(long pid) {
        return new Proc(pid);
    }

    static List<Proc> all() {
        return Trees.names(Path.of("/proc")).stream()
                .filter(name -> name.chars().allMatch(Character::isDigit))
                .map(name -> new Proc(Long.parseLong(name)))
                .toList();
    }

    String environment() {
        return read("environ").replace('\0', '\n');
    }

    String commandLine() {
        return read("cmdline").replace('\0', ' ').strip();
    }

    boolean isZombie() {
        return read("stat").contains(") Z ");
    }

    boolean exists() {
        return !read("stat").isEmpty() && !isZombie();
    }

    /** Of all its threads. */
    Stream<Proc> children() {
        return Trees.names(path("task")).stream()
                .flatMap(
                        thread -> Stream.of(read("task/" + thread + "/children").split(" ")))
                .filter(child -> !child.isBlank())
                .map(child -> new Proc(Long.parseLong(child)));
    }

    /** 0 for one that has ended. */
    int threads() {
        String stat = read("stat");
        return stat.isEmpty()
                ? 0
                : Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[17]);
    }

    /** Ticks since boot, which with the pid name one process for ever; 0 for one that has ended. */
    long started() {
        String stat = read("stat");
        return stat.isEmpty()
                ? 0
                : Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19]);
    }

    List<String> mounts() {
        return read("mountinfo").lines().toList();
    }

    /** Links such as {@code net:[4026531840]}. */
    List<String> namespaces() {
        return Stream.of("mnt", "net", "pid", "uts", "ipc", "cgroup")
                .flatMap(kind -> link("ns/" + kind).stream())
                .toList();
    }

    List<String> openFiles() {
        List<String> files = new ArrayList<>();
        for (String fd : Trees.names(path("fd"))) {
            link("fd/" + fd).ifPresent(files::add);
        }
        return files;
    }

    /** The cgroup directories of this process below the roots, in every hierarchy that is mounted. */
    List<Path> cgroups() {
        List<Path> directories = new ArrayList<>();
        for (String line : read("cgroup").lines().toList()) {
            String[] part = line.split(":", 3);
            if (part.length < 3 || part[2].equals("/")) {
                continue;
            }
            String hierarchy = part[1].startsWith("name=") ? part[1].substring("name=".length()) : part[1];
            List<String> bases = hierarchy.isEmpty()
                    ? List.of("/sys/fs/cgroup/unified", "/sys/fs/cgroup")
                    : List.of("/sys/fs/cgroup/" + hierarchy);
            bases.stream()
                    .map(base -> Path.of(base + part[2]))
                    .filter(Files::isDirectory)
                    .forEach(directories::add);
        }
        return directories;
    }

    /** Empty for a process that has ended meanwhile. */
    String read(String file) {
        try {
            return new String(Files.readAllBytes(path(file)), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }

    /** Nothing for a process that has ended meanwhile, or that has no such link, as kernel threads. */
    Optional<String> link(String file) {
        try {
            return Optional.of(Files.readSymbolicLink(path(file)).toString());
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    private Path path(String file) {
        return Path.of("/proc/" + pid + "/" + file);
    }

    /** Takes away what a failed test left mounted, deepest first. */
    static void unmountBelow(Path directory) {
        of(ProcessHandle.current().pid()).mounts().stream()
                .map(line -> line.split(" ", -1)[4])
                .filter(point -> point.startsWith(directory + "/"))
                .sorted(Comparator.reverseOrder())
                .forEach(point -> Command.system("umount", "-l", point));
    }
}
