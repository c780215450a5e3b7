package io.jcompose.engine.store;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A real docker-registry on a free loopback port. */
public final class LocalRegistry implements AutoCloseable {
    private final Process process;
    private final int port;

    public LocalRegistry(Path directory) {
        try {
            port = freePort();
            Path config = directory.resolve("registry-" + port + ".yml");
            Files.writeString(
                    config,
                    "version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: "
                            + directory.resolve("registry") + "}, delete: {enabled: true}}\nhttp: {addr: 127.0.0.1:"
                            + port + "}\n");
            process = new ProcessBuilder("docker-registry", "serve", config.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(
                            directory.resolve("registry-" + port + ".log").toFile())
                    .start();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        await().atMost(Duration.ofSeconds(30)).until(this::answers);
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Host and port, as they stand in image names. */
    public String host() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
