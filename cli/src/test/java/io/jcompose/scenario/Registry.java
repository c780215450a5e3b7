package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.StringJoiner;
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
        return push(layout, name.substring(name.indexOf(':') + 1), name);
    }

    /** Uploads the image that a layout has under a reference. */
    String push(Path layout, String reference, String name) {
        Command.system(
                        "skopeo",
                        "copy",
                        "--quiet",
                        "--insecure-policy",
                        "--dest-tls-verify=false",
                        "oci:" + layout + ":" + reference,
                        "docker://" + address() + "/" + name)
                .succeeds();
        return address() + "/" + name;
    }

    /** Uploads what is no image, as {@code docker compose publish} does, and returns the digest of its manifest. */
    String pushArtifact(String repository, String tag, String type, List<Layer> layers) {
        byte[] empty = "{}".getBytes(StandardCharsets.UTF_8);
        String config = upload(repository, empty);
        StringJoiner parts = new StringJoiner(",");
        for (Layer layer : layers) {
            byte[] bytes = layer.text().getBytes(StandardCharsets.UTF_8);
            parts.add("{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d,\"annotations\":%s}"
                    .formatted(layer.mediaType(), upload(repository, bytes), bytes.length, layer.annotations()));
        }
        String manifest = """
                {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","artifactType":"%s",
                "config":{"mediaType":"application/vnd.oci.empty.v1+json","digest":"%s","size":2},"layers":[%s]}
                """.formatted(type, config, parts);
        HttpResponse<String> response = send(
                HttpRequest.newBuilder(URI.create("http://" + address() + "/v2/" + repository + "/manifests/" + tag))
                        .header("Content-Type", "application/vnd.oci.image.manifest.v1+json")
                        .PUT(HttpRequest.BodyPublishers.ofString(manifest)));
        return response.headers().firstValue("Docker-Content-Digest").orElseThrow();
    }

    /** A part of an artifact. {@code annotations} is a JSON object. */
    record Layer(String mediaType, String annotations, String text) {}

    private String upload(String repository, byte[] bytes) {
        String digest = "sha256:" + sha256(bytes);
        HttpResponse<String> started =
                send(HttpRequest.newBuilder(URI.create("http://" + address() + "/v2/" + repository + "/blobs/uploads/"))
                        .POST(HttpRequest.BodyPublishers.noBody()));
        String location = started.headers().firstValue("Location").orElseThrow();
        send(HttpRequest.newBuilder(URI.create(location + (location.contains("?") ? "&" : "?") + "digest=" + digest))
                .header("Content-Type", "application/octet-stream")
                .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes)));
        return digest;
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
            return response;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
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
