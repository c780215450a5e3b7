package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A project in a directory of its own. Closing it takes it down with its volumes, whatever state it is in. */
final class Stack implements AutoCloseable {
    private final Product product;
    private final Path directory;

    private Stack(Product product, Path directory) {
        this.product = product;
        this.directory = directory;
    }

    /** The project is called after the name, with digits behind it. */
    static Stack of(Product product, String name, String composeFile) {
        try {
            Path directory = Files.createTempDirectory(name);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
            return new Stack(product, directory).with("compose.yaml", composeFile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A port of the machine that was free a moment ago. */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Stack with(String file, String content) {
        try {
            Path path = directory.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, content);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path directory() {
        return directory;
    }

    String project() {
        return directory.getFileName().toString().toLowerCase(Locale.ROOT);
    }

    /** A command of this project, run in its directory as a user would. */
    Command jcompose(String... arguments) {
        return product.command(arguments).in(directory);
    }

    Command shell(String script) {
        return product.shell(script).in(directory);
    }

    Outcome up(String... more) {
        List<String> words = new ArrayList<>(List.of("up", "-d"));
        words.addAll(List.of(more));
        return jcompose(words.toArray(String[]::new))
                .within(Duration.ofMinutes(10))
                .run()
                .succeeds();
    }

    Outcome down(String... more) {
        List<String> words = new ArrayList<>(List.of("down"));
        words.addAll(List.of(more));
        return jcompose(words.toArray(String[]::new)).run().succeeds();
    }

    /** The ids of the running containers, of all services or of the named ones. */
    List<String> containers(String... services) {
        List<String> words = new ArrayList<>(List.of("ps", "-q", "--no-trunc"));
        words.addAll(List.of(services));
        return jcompose(words.toArray(String[]::new)).run().succeeds().lines();
    }

    /** What the service has written, without prefixes. */
    String logs(String service) {
        return jcompose("logs", "--no-log-prefix", service).run().succeeds().out();
    }

    Footprint footprint() {
        return Footprint.of(containers());
    }

    /** The process id of a service's only container, as the machine sees it. */
    long pid(String service) {
        List<String> ids = containers(service);
        assertThat(ids).as("containers of %s", service).hasSize(1);
        // the eldest, not the lowest: numbers begin anew when they are used up
        return Footprint.of(ids).processes().entrySet().stream()
                .min(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
    }

    @Override
    public void close() {
        Outcome down = jcompose("down", "-v", "-t", "0", "--remove-orphans").run();
        Trees.delete(directory);
        assertThat(down.code()).as("%s", down).isZero();
    }
}
