package io.jcompose.compose.remote;

import io.jcompose.compose.load.remote.RemoteName;
import io.jcompose.engine.image.Artifact;
import io.jcompose.engine.image.Artifact.Blob;
import io.jcompose.engine.image.Credentials;
import io.jcompose.engine.image.Digest;
import io.jcompose.engine.image.ImageName;
import io.jcompose.engine.image.Registry;
import io.jcompose.error.JcomposeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Projects that {@code docker compose publish} put into a registry: the files of a {@code -f} list become documents of one compose.yaml, files that
 * services extend and env files lie beside it.
 */
final class PublishedProjects {
    private static final String FILE = "compose.yaml";
    /** The artifact's own type, and the type of its configuration where a registry knows no artifact types (OCI 1.0). */
    private static final List<String> TYPES =
            List.of("application/vnd.docker.compose.project", "application/vnd.docker.compose.config.empty.v1+json");

    private static final String COMPOSE_FILE = "application/vnd.docker.compose.file+yaml";
    private static final String ENV_FILE = "application/vnd.docker.compose.envfile";

    private final Path cache;
    private final Supplier<Registry> registry;
    private final Credentials credentials;

    PublishedProjects(Path cache, Supplier<Registry> registry, Credentials credentials) {
        this.cache = cache;
        this.registry = registry;
        this.credentials = credentials;
    }

    Path fetch(RemoteName.Artifact artifact) {
        ImageName name = ImageName.parse(artifact.image());
        Digest digest = registry.get().digest(name, credentials);
        // By digest from here on: a tag that moves meanwhile does not mix two projects.
        ImageName fixed = new ImageName(name.domain(), name.path(), name.tag(), Optional.of(digest));
        return CacheEntry.at(
                        cache.resolve(digest.hex()),
                        directory -> write(registry.get().artifact(fixed, TYPES, credentials), artifact, directory))
                .resolve(FILE);
    }

    private static void write(Artifact content, RemoteName.Artifact artifact, Path directory) {
        try {
            int position = 0;
            for (Blob blob : content.blobs()) {
                Map<String, String> notes = blob.annotations();
                @Nullable String file = notes.get("com.docker.compose.file");
                switch (blob.mediaType()) {
                    case COMPOSE_FILE -> {
                        boolean extended = notes.containsKey("com.docker.compose.extends");
                        String separator = position > 0 && file != null ? "\n---\n" : "";
                        append(directory, extended ? plain(file, artifact) : FILE, separator, blob.bytes());
                    }
                    case ENV_FILE ->
                        append(directory, plain(notes.get("com.docker.compose.envfile"), artifact), "", blob.bytes());
                    default -> {
                        // What a later docker compose adds is not for this version.
                    }
                }
                position++;
            }
        } catch (IOException e) {
            throw CacheEntry.failed(directory, e);
        }
        if (!Files.exists(directory.resolve(FILE))) {
            throw invalid(artifact, "it has no compose file");
        }
    }

    private static void append(Path directory, String file, String separator, byte[] bytes) throws IOException {
        Path target = directory.resolve(file);
        boolean first = !Files.exists(target);
        Files.write(
                target,
                (first ? "" : separator).getBytes(StandardCharsets.UTF_8),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        Files.write(target, bytes, StandardOpenOption.APPEND);
    }

    /** A file's name that stays in its directory. */
    private static String plain(@Nullable String file, RemoteName.Artifact artifact) {
        if (file == null
                || file.isEmpty()
                || file.equals(".")
                || file.equals("..")
                || file.contains("/")
                || file.contains("\\")) {
            throw invalid(artifact, "it names a file \"" + file + "\"");
        }
        return file;
    }

    private static JcomposeException invalid(RemoteName.Artifact artifact, String why) {
        return new JcomposeException(
                JcomposeException.Kind.INVALID,
                "\"oci://" + artifact.image() + "\" is not a project that can be used: " + why,
                "ask whoever made it to publish it again");
    }
}
