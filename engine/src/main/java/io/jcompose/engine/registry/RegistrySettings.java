package io.jcompose.engine.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.jcompose.engine.image.Credentials;
import io.jcompose.engine.layout.DiskErrors;
import io.jcompose.engine.layout.Json;
import io.jcompose.error.JcomposeException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code $JCOMPOSE_HOME/config.json} says of registries, with the names of docker's daemon.json and config.json:
 * {@code registry-mirrors}, {@code insecure-registries}, {@code auths}.
 *
 * @param mirrors tried in order before Docker's own registry
 * @param insecure hosts, with or without port, that may speak plain http or have a certificate that nobody signed
 */
public record RegistrySettings(List<URI> mirrors, List<String> insecure, Credentials logins) {
    public static final RegistrySettings NONE = new RegistrySettings(List.of(), List.of(), Credentials.NONE);

    public RegistrySettings {
        mirrors = List.copyOf(mirrors);
        insecure = List.copyOf(insecure);
    }

    /** Reads the file anew; none is an empty one. */
    public static RegistrySettings read(Path file) {
        try {
            if (!Files.exists(file)) {
                return NONE;
            }
            JsonNode node = Json.read(Files.readAllBytes(file), "\"" + file + "\"");
            List<URI> mirrors = new ArrayList<>();
            node.path("registry-mirrors").forEach(mirror -> mirrors.add(mirror(file, mirror.asText())));
            List<String> insecure = new ArrayList<>();
            node.path("insecure-registries").forEach(host -> insecure.add(host.asText()));
            return new RegistrySettings(mirrors, insecure, DockerLogins.of(node));
        } catch (IOException e) {
            throw DiskErrors.of(e, "reading the registry settings", file);
        }
    }

    private static URI mirror(Path file, String text) {
        try {
            URI uri = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw wrong(file, text);
        }
        throw wrong(file, text);
    }

    private static JcomposeException wrong(Path file, String text) {
        return new JcomposeException(
                JcomposeException.Kind.INVALID,
                "the registry mirror \"" + text + "\" in \"" + file + "\" is not a URL",
                "write it as http://host:port or https://host");
    }
}
