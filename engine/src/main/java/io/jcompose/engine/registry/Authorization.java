package io.jcompose.engine.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.jcompose.engine.image.Credentials.Login;
import io.jcompose.engine.layout.Json;
import io.jcompose.error.JcomposeException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The Authorization header of one repository: Basic, or a Bearer token that the registry's challenge says where to get (distribution, spec/auth/token.md).
 * Threads share it; a token that a registry refuses is got anew once for all of them.
 */
final class Authorization {
    private static final int MAX_TOKEN = 1 << 20;

    private final Wire wire;
    private final Endpoint endpoint;
    private final String repository;
    private final Optional<Login> login;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile String header = "";

    Authorization(Wire wire, Endpoint endpoint, String repository, Optional<Login> login) {
        this.wire = wire;
        this.endpoint = endpoint;
        this.repository = repository;
        this.login = login;
    }

    /** Empty before the first challenge. */
    String header() {
        return header;
    }

    /** Answers a 401. False when there is no answer: the caller then reports what the registry said. */
    boolean answer(List<String> challenges, String refused) throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            if (!header.equals(refused)) {
                return true;
            }
            List<Challenge> parsed = challenges.stream()
                    .flatMap(line -> Challenge.parse(line).stream())
                    .toList();
            Optional<Challenge> bearer =
                    parsed.stream().filter(c -> c.scheme().equals("bearer")).findFirst();
            String next = "";
            if (bearer.isPresent()) {
                next = "Bearer " + token(bearer.get());
            } else if (parsed.stream().anyMatch(c -> c.scheme().equals("basic"))) {
                next = login.filter(l -> !l.identityToken())
                        .map(Authorization::basic)
                        .orElse("");
            }
            boolean changed = !next.isEmpty() && !next.equals(refused);
            if (changed) {
                header = next;
            }
            return changed;
        } finally {
            lock.unlock();
        }
    }

    private static String basic(Login login) {
        byte[] pair = (login.user() + ":" + login.password()).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    private String token(Challenge challenge) throws IOException, InterruptedException {
        URI realm = realm(challenge);
        String service = challenge.parameters().getOrDefault("service", "");
        String scope = challenge.parameters().getOrDefault("scope", "repository:" + repository + ":pull");
        HttpRequest request;
        if (login.isPresent() && login.get().identityToken()) {
            String form = "grant_type=refresh_token&client_id=jcompose&service=" + encoded(service) + "&scope="
                    + encoded(scope) + "&refresh_token=" + encoded(login.get().password());
            request = HttpRequest.newBuilder(realm)
                    .timeout(wire.silence())
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(form))
                    .build();
        } else {
            String query = (realm.getRawQuery() == null ? "?" : "&") + "service=" + encoded(service) + "&scope="
                    + encoded(scope);
            String account = login.map(l -> "&account=" + encoded(l.user())).orElse("");
            HttpRequest.Builder builder =
                    HttpRequest.newBuilder(URI.create(realm + query + account)).timeout(wire.silence());
            login.ifPresent(l -> builder.header("Authorization", basic(l)));
            request = builder.build();
        }
        HttpResponse<InputStream> response = wire.send(request, endpoint.trusting());
        try (InputStream body = wire.guarded(response.body())) {
            byte[] bytes = body.readNBytes(MAX_TOKEN);
            if (response.statusCode() != 200) {
                throw denied(realm, response.statusCode());
            }
            JsonNode node = Json.read(bytes, "the answer of the token server \"" + realm.getAuthority() + "\"");
            String token = node.path("token").asText(node.path("access_token").asText(""));
            if (token.isEmpty()) {
                throw denied(realm, response.statusCode());
            }
            return token;
        }
    }

    /** A secret is not sent in clear over the net because a challenge says so. */
    private URI realm(Challenge challenge) {
        String text = challenge.parameters().getOrDefault("realm", "");
        try {
            URI realm = URI.create(text);
            boolean clear = "http".equals(realm.getScheme());
            boolean allowed = "https".equals(realm.getScheme())
                    || clear
                            && (endpoint.trusting()
                                    || login.isEmpty()
                                    || Endpoint.isLoopback(String.valueOf(realm.getHost())));
            if (realm.getHost() != null && allowed) {
                return realm;
            }
        } catch (IllegalArgumentException e) {
            throw badRealm(text);
        }
        throw badRealm(text);
    }

    private JcomposeException badRealm(String text) {
        return new JcomposeException(
                JcomposeException.Kind.DENIED,
                "the registry \"" + endpoint.registry() + "\" wants a login at \"" + text
                        + "\", which is not a safe address",
                "ask whoever runs the registry to offer its token server over https");
    }

    private JcomposeException denied(URI realm, int status) {
        return new JcomposeException(
                JcomposeException.Kind.DENIED,
                "the token server \"" + realm.getAuthority() + "\" gave no access to \"" + endpoint.registry() + "/"
                        + repository + "\" (HTTP status " + status + ")",
                login.isPresent()
                        ? "check the login in config.json"
                        : "log in to \"" + endpoint.registry() + "\" first");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
