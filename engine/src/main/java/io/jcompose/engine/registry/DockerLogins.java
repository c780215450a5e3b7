package io.jcompose.engine.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.jcompose.engine.image.Credentials;
import io.jcompose.engine.layout.DiskErrors;
import io.jcompose.engine.layout.Json;
import io.jcompose.error.JcomposeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The logins in a {@code config.json} as {@code docker login} writes it: {@code auths}. Credential helpers are seen but not run. */
public final class DockerLogins implements Credentials {
    private static final String HUB = "https://index.docker.io/v1/";

    private final Map<String, Login> logins;
    private final List<String> helped;
    private final boolean store;

    private DockerLogins(Map<String, Login> logins, List<String> helped, boolean store) {
        this.logins = logins;
        this.helped = helped;
        this.store = store;
    }

    /** Reads a file; none is an empty one. */
    public static Credentials read(Path file) {
        try {
            return Files.exists(file) ? of(Json.read(Files.readAllBytes(file), "\"" + file + "\"")) : Credentials.NONE;
        } catch (IOException e) {
            throw DiskErrors.of(e, "reading the logins", file);
        }
    }

    /** The logins of whoever has that environment: {@code $DOCKER_CONFIG/config.json}, else {@code $HOME/.docker/config.json}; read when asked. */
    public static Credentials ofCaller(Map<String, String> environment) {
        String directory = environment.getOrDefault("DOCKER_CONFIG", "");
        String home = environment.getOrDefault("HOME", "");
        if (directory.startsWith("/")) {
            return lazy(Path.of(directory, "config.json"));
        }
        return home.startsWith("/") ? lazy(Path.of(home, ".docker", "config.json")) : Credentials.NONE;
    }

    /** Most commands pull nothing: a broken file must not stop them. */
    private static Credentials lazy(Path file) {
        return new Credentials() {
            @Override
            public Optional<Login> forRegistry(String registry) {
                return read(file).forRegistry(registry);
            }

            @Override
            public Optional<String> unusable(String registry) {
                return read(file).unusable(registry);
            }
        };
    }

    static Credentials of(JsonNode config) {
        Map<String, Login> logins = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : config.path("auths").properties()) {
            login(entry.getKey(), entry.getValue()).ifPresent(login -> logins.put(host(entry.getKey()), login));
        }
        List<String> helped = new ArrayList<>();
        config.path("credHelpers").fieldNames().forEachRemaining(name -> helped.add(host(name)));
        return new DockerLogins(
                logins, helped, !config.path("credsStore").asText("").isEmpty());
    }

    private static Optional<Login> login(String registry, JsonNode node) {
        String user = node.path("username").asText("");
        String password = node.path("password").asText("");
        String auth = node.path("auth").asText("");
        if (!auth.isEmpty()) {
            String pair = decoded(registry, auth);
            int colon = pair.indexOf(':');
            if (colon < 0) {
                throw broken(registry);
            }
            user = pair.substring(0, colon);
            password = pair.substring(colon + 1);
        }
        String token = node.path("identitytoken").asText("");
        if (!token.isEmpty()) {
            return Optional.of(new Login(user, token, true));
        }
        return user.isEmpty() ? Optional.empty() : Optional.of(new Login(user, password, false));
    }

    private static String decoded(String registry, String auth) {
        try {
            return new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8).replace("\0", "");
        } catch (IllegalArgumentException e) {
            throw broken(registry);
        }
    }

    private static JcomposeException broken(String registry) {
        return new JcomposeException(
                JcomposeException.Kind.INVALID,
                "the login for \"" + registry + "\" in config.json is not base64 of user:password",
                "log in to that registry again");
    }

    /** Keys may be whole URLs; only the host and port count. */
    private static String host(String key) {
        if (key.equals(HUB)
                || key.equals("index.docker.io")
                || key.equals("docker.io")
                || key.equals("registry-1.docker.io")) {
            return "docker.io";
        }
        String rest = key.replaceFirst("^https?://", "");
        int slash = rest.indexOf('/');
        String host = slash < 0 ? rest : rest.substring(0, slash);
        return host.equals("index.docker.io") ? "docker.io" : host;
    }

    @Override
    public Optional<Login> forRegistry(String registry) {
        return Optional.ofNullable(logins.get(registry));
    }

    @Override
    public Optional<String> unusable(String registry) {
        boolean there = !logins.containsKey(registry) && (store || helped.contains(registry));
        return there
                ? Optional.of(
                        "the login for \"" + registry
                                + "\" is kept by a credential helper, which jcompose does not run yet; put it into auths of config.json")
                : Optional.empty();
    }
}
