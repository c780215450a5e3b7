package io.jcompose.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;

/** A real registry on a free port of the loopback interface, its own child process with its own storage. */
final class Registry implements AutoCloseable {
    private final Path directory;
    private final int port;
    private final Process process;

    private Registry(Path directory, int port, Process process) {
        this.directory = directory;
        this.port = port;
        this.process = process;
    }

    static Registry start() {
        Requirements.programs("docker-registry", "skopeo");
        int port = Stack.freePort();
        try {
            Path directory = Files.createTempDirectory("jcompose-registry");
            Path config =
                    Files.writeString(directory.resolve("config.yml"), """
                    version: 0.1
                    log: {level: warn}
                    storage: {filesystem: {rootdirectory: %s}}
                    http: {addr: "127.0.0.1:%d"}
                    """.formatted(directory.resolve("blobs"), port));
            Process process = new ProcessBuilder("docker-registry", "serve", config.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log").toFile())
                    .start();
            Registry registry = new Registry(directory, port, process);
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(registry::listens);
            return registry;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Host and port, as the first part of an image's name. */
    String address() {
        return "127.0.0.1:" + port;
    }

    /** Uploads the image of an OCI layout and returns the name it is to be pulled by. */
    String push(Path layout, String name) {
        String tag = name.substring(name.indexOf(':') + 1);
        Command.system(
                        "skopeo",
                        "copy",
                        "--quiet",
                        "--insecure-policy",
                        "--dest-tls-verify=false",
                        "oci:" + layout + ":" + tag,
                        "docker://" + address() + "/" + name)
                .succeeds();
        return address() + "/" + name;
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
        Trees.delete(directory);
    }
}
