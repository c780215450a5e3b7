package io.jcompose.engine.host;

import io.jcompose.engine.image.Digest;
import io.jcompose.engine.image.Layers;
import io.jcompose.engine.layer.Workspace;
import io.jcompose.engine.layout.Hashes;
import io.jcompose.error.JcomposeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * The java runtime of host images: one layer, linked once for each JDK build. It has an archive of preloaded classes, which takes a java program's start from
 * 150 to 40 ms, and the compiler as a module.
 */
final class JavaRuntime {
    private static final List<String> MODULES = List.of(
            "java.base",
            "java.logging",
            "java.naming",
            "java.net.http",
            "jdk.compiler",
            "jdk.httpserver",
            "jdk.unsupported",
            "jdk.zipfs");

    private final Layers layers;
    private final Path records;
    private final Path temporary;
    private final Path jdk;

    JavaRuntime(Layers layers, Path records, Path temporary, Path jdk) {
        this.layers = layers;
        this.records = records;
        this.temporary = temporary;
        this.jdk = jdk;
    }

    /** The layer with /opt/java; takes seconds the first time. */
    Digest layer() throws IOException {
        String release =
                Files.exists(jdk.resolve("release")) ? Files.readString(jdk.resolve("release")) : jdk.toString();
        String key = "java runtime 1\n" + release + "\n" + MODULES;
        Path record = records.resolve(
                "java-" + Hashes.of(key.getBytes(StandardCharsets.UTF_8)).hex());
        if (Files.exists(record)) {
            Digest known = new Digest(Files.readString(record));
            if (layers.contains(known)) {
                return known;
            }
        }
        try (Workspace work = new Workspace(temporary)) {
            Files.createDirectories(work.directory().resolve("opt"));
            link(work.directory().resolve("opt/java"));
            Files.deleteIfExists(work.directory().resolve("opt/java/lib/server/classes_nocoops.jsa"));
            TreeWriter.level(work.directory());
            Digest layer = layers.adopt(work.directory());
            Path next = record.resolveSibling(record.getFileName() + ".new");
            Files.writeString(next, layer.value());
            Files.move(next, record, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return layer;
        }
    }

    private void link(Path target) throws IOException {
        Path jlink = jdk.resolve("bin/jlink");
        if (!Files.isExecutable(jlink)) {
            throw new JcomposeException(
                    JcomposeException.Kind.FAILED_PRECONDITION,
                    "\"" + jdk + "\" has no jlink, so no java runtime can be packed",
                    "run jcompose with a full JDK 25, or leave java out of the host: list");
        }
        Path log = Files.createTempFile(temporary, "jlink", ".log");
        try {
            ProcessBuilder builder = new ProcessBuilder(
                    jlink.toString(),
                    "--add-modules",
                    String.join(",", MODULES),
                    "--no-header-files",
                    "--no-man-pages",
                    "--strip-java-debug-attributes",
                    "--generate-cds-archive",
                    "--output",
                    target.toString());
            builder.environment().clear();
            Process process = builder.redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            process.getOutputStream().close();
            int code = await(process);
            if (code != 0) {
                throw new JcomposeException(
                        JcomposeException.Kind.FAILED_PRECONDITION,
                        "jlink failed with exit code " + code + ": "
                                + Files.readString(log).strip(),
                        "check that \"" + jdk + "\" is a whole JDK and that the disk has room");
            }
        } finally {
            Files.deleteIfExists(log);
        }
    }

    private static int await(Process process) {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new JcomposeException(
                    JcomposeException.Kind.INTERRUPTED, "linking the java runtime was interrupted", "", e);
        }
    }

    /** The programs and libraries of the runtime in an unpacked layer, for the libraries of the system that they need. */
    static List<Path> binaries(Path layer) throws IOException {
        try (Stream<Path> files = Files.walk(layer.resolve("opt/java"))) {
            return files.filter(file -> file.toString().endsWith(".so")
                            || file.resolve("..").normalize().endsWith("bin"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
    }
}
