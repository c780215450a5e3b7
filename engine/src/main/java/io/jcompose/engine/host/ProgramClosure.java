package io.jcompose.engine.host;

import io.jcompose.error.JcomposeException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds programs and all that they need to be loaded, by the rules of ld.so(8). */
final class ProgramClosure {
    /** Loaded by name at run time: name services before glibc 2.34, and the unwinder that cancels threads. */
    private static final List<String> SILENT =
            List.of("libnss_files.so.2", "libnss_dns.so.2", "libresolv.so.2", "libgcc_s.so.1");

    private static final List<String> TOP_LINKS = List.of("/bin", "/sbin", "/lib", "/lib64", "/lib32");

    private final List<Path> path;
    private final LoaderCache cache;
    private final HostTree tree;
    private final Set<Path> seen = new HashSet<>();

    ProgramClosure(List<Path> path, HostTree tree) throws IOException {
        this.path = List.copyOf(path);
        this.tree = tree;
        this.cache = LoaderCache.read(Path.of("/etc/ld.so.cache"));
        for (String top : TOP_LINKS) {
            if (Files.isSymbolicLink(Path.of(top))) {
                tree.add(Path.of(top));
            }
        }
    }

    /** A name that is looked for in the PATH, or an absolute path. */
    void program(String name) throws IOException {
        Path found = name.startsWith("/") ? absolute(name) : find(name);
        file(found);
    }

    private static Path absolute(String name) {
        Path path = Path.of(name).normalize();
        if (!Files.isRegularFile(path) || !Files.isExecutable(path)) {
            throw new JcomposeException(
                    JcomposeException.Kind.NOT_FOUND,
                    "the host program \"" + name + "\" is not there",
                    "install it on this machine, or leave it out");
        }
        return path;
    }

    private Path find(String name) {
        if (name.indexOf('/') >= 0) {
            throw new JcomposeException(
                    JcomposeException.Kind.INVALID,
                    "the host program \"" + name + "\" is neither a name nor an absolute path",
                    "write sh or /usr/bin/sh");
        }
        return path.stream()
                .map(directory -> directory.resolve(name))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst()
                .orElseThrow(() -> new JcomposeException(
                        JcomposeException.Kind.NOT_FOUND,
                        "the host program \"" + name + "\" is in none of "
                                + String.join(
                                        ", ", path.stream().map(Path::toString).toList()),
                        "install it on this machine, or leave it out"));
    }

    private void file(Path program) throws IOException {
        Path file = tree.add(program);
        if (!seen.add(file)) {
            return;
        }
        Optional<ElfFile> elf = ElfFile.read(file);
        if (elf.isEmpty()) {
            script(file);
            return;
        }
        libraries(file, elf.get());
    }

    /** A script needs what its first line names; {@code env} looks for its argument in the PATH. */
    private void script(Path file) throws IOException {
        byte[] start;
        try (InputStream in = Files.newInputStream(file)) {
            start = in.readNBytes(256);
        }
        String line =
                new String(start, StandardCharsets.UTF_8).lines().findFirst().orElse("");
        if (!line.startsWith("#!")) {
            return;
        }
        String[] words = line.substring(2).strip().split("\\s+");
        program(words[0]);
        if (words[0].endsWith("/env") && words.length > 1 && !words[1].startsWith("-")) {
            program(words[1]);
        }
    }

    /** Adds what the files of a runtime, which the image already has, need of the system; they find each other by themselves. */
    void runtime(List<Path> files) throws IOException {
        Set<String> provided = new HashSet<>();
        files.forEach(file -> provided.add(String.valueOf(file.getFileName())));
        for (Path file : files) {
            Optional<ElfFile> elf = ElfFile.read(file);
            if (elf.isPresent()) {
                List<String> rest = elf.get().needed().stream()
                        .filter(name -> !provided.contains(name))
                        .toList();
                libraries(file, new ElfFile(elf.get().machine(), elf.get().interpreter(), rest, List.of(), List.of()));
            }
        }
    }

    private void libraries(Path file, ElfFile elf) throws IOException {
        if (elf.interpreter().isPresent()) {
            file(Path.of(elf.interpreter().get()));
            for (String silent : SILENT) {
                Optional<Path> there = search(silent, elf.machine());
                if (there.isPresent()) {
                    library(silent, there.get(), true);
                }
            }
        }
        List<Path> own = new ArrayList<>();
        for (String directory : elf.runpath().isEmpty() ? elf.rpath() : elf.runpath()) {
            own.add(expanded(directory, file));
        }
        for (String name : elf.needed()) {
            Optional<Path> inOwn = inDirectories(name, elf.machine(), own);
            Path found = inOwn.or(() -> search(name, elf.machine()))
                    .orElseThrow(() -> new JcomposeException(
                            JcomposeException.Kind.NOT_FOUND,
                            "\"" + file + "\" needs the library \"" + name + "\", which is not on this machine",
                            "install that library"));
            library(name, found, inOwn.isEmpty());
        }
    }

    private static Path expanded(String directory, Path file) {
        String origin = file.resolveSibling(".").normalize().toString();
        return Path.of(directory.replace("$ORIGIN", origin).replace("${ORIGIN}", origin))
                .normalize();
    }

    /** A library outside of the loader's own directories is found here by the cache, in the image by a link beside the C library. */
    private void library(String name, Path found, boolean searched) throws IOException {
        file(found);
        Path home = found.resolveSibling(".").normalize();
        if (searched && !defaultDirectories().contains(home)) {
            Path link = defaultDirectories().getFirst().resolve(name);
            if (!Files.exists(link)) {
                tree.put(link.toString().substring(1), new HostTree.Item.Link(found.toString()));
            }
        }
    }

    private Optional<Path> search(String name, int machine) {
        List<Path> candidates = new ArrayList<>();
        cache.libraries().getOrDefault(name, List.of()).forEach(library -> candidates.add(Path.of(library)));
        defaultDirectories().forEach(directory -> candidates.add(directory.resolve(name)));
        return candidates.stream().filter(candidate -> fits(candidate, machine)).findFirst();
    }

    private static Optional<Path> inDirectories(String name, int machine, List<Path> directories) {
        return directories.stream()
                .map(directory -> directory.resolve(name))
                .filter(candidate -> fits(candidate, machine))
                .findFirst();
    }

    private static boolean fits(Path candidate, int machine) {
        try {
            return Files.isRegularFile(candidate)
                    && ElfFile.read(candidate)
                            .filter(elf -> elf.machine() == machine)
                            .isPresent();
        } catch (IOException e) {
            // Not readable for us, so not loadable either; the search goes on as the loader's does.
            return false;
        }
    }

    /** Debian's multiarch directory is where the C library is; the others are compiled into every loader. */
    private List<Path> defaultDirectories() {
        List<Path> directories = new ArrayList<>();
        for (Map.Entry<String, List<String>> entry : cache.libraries().entrySet()) {
            if (entry.getKey().equals("libc.so.6")) {
                entry.getValue()
                        .forEach(libc -> directories.add(
                                Path.of(libc).resolveSibling(".").normalize()));
            }
        }
        List.of("/lib64", "/usr/lib64", "/lib", "/usr/lib").forEach(directory -> directories.add(Path.of(directory)));
        return directories.stream().distinct().toList();
    }
}
