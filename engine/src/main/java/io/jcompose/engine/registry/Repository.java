package io.jcompose.engine.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.jcompose.engine.image.Credentials;
import io.jcompose.engine.image.Digest;
import io.jcompose.engine.layout.BlobStore;
import io.jcompose.engine.layout.Descriptor;
import io.jcompose.engine.layout.Hashes;
import io.jcompose.engine.layout.Json;
import io.jcompose.engine.layout.MediaTypes;
import io.jcompose.error.JcomposeException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** One repository at one endpoint. Threads share it. */
public final class Repository {
    private static final int MAX_MANIFEST = 4 << 20;
    private static final String ACCEPT = String.join(
            ", ", MediaTypes.OCI_INDEX, MediaTypes.DOCKER_LIST, MediaTypes.OCI_MANIFEST, MediaTypes.DOCKER_MANIFEST);
    private static final List<String> SCHEMA_1 = List.of(MediaTypes.DOCKER_SCHEMA_1, MediaTypes.DOCKER_SCHEMA_1_SIGNED);

    private final Wire wire;
    private final Endpoint endpoint;
    private final String path;
    private final Authorization authorization;
    private final Optional<String> advice;
    private final Retries retries;

    Repository(Wire wire, Endpoint endpoint, String path, Credentials credentials, Retries retries) {
        this.wire = wire;
        this.endpoint = endpoint;
        this.path = path;
        this.retries = retries;
        this.authorization = new Authorization(wire, endpoint, path, credentials.forRegistry(endpoint.registry()));
        this.advice = credentials.unusable(endpoint.registry());
    }

    /**
     * A manifest, a manifest list or an index.
     *
     * @param digest of these very bytes
     */
    public record Answer(byte[] bytes, JsonNode json, String mediaType, Digest digest) {
        public boolean isList() {
            return json.has("manifests");
        }
    }

    /** What a tag stands for now; empty when the registry does not say without giving the manifest. */
    public Optional<Digest> digestOf(String reference) {
        HttpRequest.Builder request =
                request("/manifests/" + reference).method("HEAD", HttpRequest.BodyPublishers.noBody());
        return repeated(() -> {
            HttpResponse<InputStream> response = send(request.header("Accept", ACCEPT));
            response.body().close();
            String digest =
                    response.headers().firstValue("Docker-Content-Digest").orElse("");
            boolean usable = response.statusCode() == 200 && digest.startsWith("sha256:");
            return usable ? Optional.of(new Digest(digest)) : Optional.empty();
        });
    }

    /** By tag or digest; bytes that are not those of a digest are refused. */
    public Answer manifest(String reference) {
        String what = "manifest for \"" + endpoint.registry() + "/" + path
                + (reference.startsWith("sha256:") ? "@" : ":") + reference + "\"";
        return repeated(() -> {
            HttpResponse<InputStream> response =
                    send(request("/manifests/" + reference).header("Accept", ACCEPT));
            try (InputStream body = wire.guarded(response.body())) {
                byte[] bytes = body.readNBytes(MAX_MANIFEST + 1);
                if (response.statusCode() != 200) {
                    throw RegistryErrors.status(endpoint, response.statusCode(), bytes, what, advice);
                }
                return answer(
                        reference,
                        what,
                        bytes,
                        response.headers().firstValue("Content-Type").orElse(""));
            }
        });
    }

    private static Answer answer(String reference, String what, byte[] bytes, String contentType) {
        if (bytes.length > MAX_MANIFEST) {
            throw new JcomposeException(
                    JcomposeException.Kind.INVALID, what + " has more than " + MAX_MANIFEST + " bytes");
        }
        JsonNode json = Json.read(bytes, what);
        String type = json.path("mediaType")
                .asText(contentType.replaceFirst(";.*", "").strip());
        if (json.path("schemaVersion").asInt() == 1 || SCHEMA_1.contains(type)) {
            throw new JcomposeException(
                    JcomposeException.Kind.UNSUPPORTED,
                    what + " is of schema 1, which registries and engines gave up years ago",
                    "pull it with an old docker and push it again, or build the image anew");
        }
        Digest digest = Hashes.of(bytes);
        if (reference.startsWith("sha256:") && !digest.value().equals(reference)) {
            throw new JcomposeException(
                    JcomposeException.Kind.INVALID,
                    what + " came with other contents, of digest " + digest,
                    "do not trust this registry or the proxy before it");
        }
        return new Answer(bytes, json, type, digest);
    }

    /**
     * Brings a blob into the store. What an earlier try left is gone on with by a Range request; {@code progress} hears how many bytes are there.
     */
    public void download(Descriptor blob, BlobStore store, LongConsumer progress) {
        new BlobDownload(this, blob, store, retries, progress).run();
    }

    /** A small blob in memory; bytes that are not those of its digest are refused. */
    byte[] content(Descriptor blob) {
        String what = "blob " + blob.digest() + " of \"" + endpoint.registry() + "/" + path + "\"";
        return repeated(() -> {
            HttpResponse<InputStream> response = blob(blob.digest(), 0);
            try (InputStream body = wire.guarded(response.body())) {
                byte[] bytes = body.readNBytes(MAX_MANIFEST + 1);
                if (response.statusCode() != 200) {
                    throw RegistryErrors.status(endpoint, response.statusCode(), bytes, what, advice);
                }
                if (bytes.length > MAX_MANIFEST || !Hashes.of(bytes).equals(blob.digest())) {
                    throw new JcomposeException(
                            JcomposeException.Kind.INVALID,
                            what + " has more than " + MAX_MANIFEST + " bytes or came with other contents",
                            "ask whoever made it to push it again");
                }
                return bytes;
            }
        });
    }

    /** A blob from that byte on; the caller closes the body. */
    HttpResponse<InputStream> blob(Digest digest, long from) throws IOException, InterruptedException {
        HttpRequest.Builder request = request("/blobs/" + digest);
        if (from > 0) {
            request.header("Range", "bytes=" + from + "-");
        }
        return send(request);
    }

    InputStream guarded(InputStream body) {
        return wire.guarded(body);
    }

    JcomposeException refused(int status, byte[] body, String what) {
        return RegistryErrors.status(endpoint, status, body, what, advice);
    }

    JcomposeException unreachable(IOException error) {
        return RegistryErrors.unreachable(endpoint, error);
    }

    private HttpRequest.Builder request(String rest) {
        return HttpRequest.newBuilder(endpoint.resolve("/v2/" + path + rest)).timeout(wire.silence());
    }

    private HttpResponse<InputStream> send(HttpRequest.Builder builder) throws IOException, InterruptedException {
        String header = authorization.header();
        HttpResponse<InputStream> response = wire.send(withAuthorization(builder, header), endpoint.trusting());
        if (response.statusCode() == 401
                && authorization.answer(response.headers().allValues("WWW-Authenticate"), header)) {
            response.body().close();
            return wire.send(withAuthorization(builder, authorization.header()), endpoint.trusting());
        }
        return response;
    }

    private static HttpRequest withAuthorization(HttpRequest.Builder builder, String header) {
        return header.isEmpty()
                ? builder.build()
                : builder.copy().setHeader("Authorization", header).build();
    }

    private interface Request<T> {
        T run() throws IOException, InterruptedException;
    }

    private <T> T repeated(Request<T> request) {
        for (int attempt = 1; ; attempt++) {
            try {
                return request.run();
            } catch (ConnectException e) {
                throw unreachable(e);
            } catch (IOException e) {
                if (attempt >= retries.attempts() || !RegistryErrors.passing(e)) {
                    throw unreachable(e);
                }
                retries.pause(attempt);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new JcomposeException(JcomposeException.Kind.INTERRUPTED, "the pull was interrupted", "", e);
            }
        }
    }
}
