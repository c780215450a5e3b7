package io.jcompose.engine.store;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A server in front of a registry, which asks for logins, breaks connections, falls silent or lies, as a test wants it. */
final class Front implements AutoCloseable {
    static final String USER = "ada";
    static final String PASSWORD = "l0velace:x";

    enum Login {
        NONE,
        BASIC,
        TOKEN
    }

    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final String registry;
    private final Login login;
    final List<String> requests = new CopyOnWriteArrayList<>();
    final List<String> ranges = new CopyOnWriteArrayList<>();
    final AtomicInteger cuts = new AtomicInteger();
    final AtomicInteger lies = new AtomicInteger();
    final AtomicInteger silences = new AtomicInteger();
    final AtomicInteger failures = new AtomicInteger();
    volatile boolean failAfterCut;
    private final CountDownLatch end = new CountDownLatch(1);

    Front(String registry, Login login) {
        this.registry = registry;
        this.login = login;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    long count(String beginning) {
        return requests.stream().filter(r -> r.startsWith(beginning)).count();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            requests.add(exchange.getRequestMethod() + " " + path);
            if (path.equals("/token")) {
                token(exchange);
            } else if (allowed(exchange)) {
                forward(exchange, path);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void token(HttpExchange exchange) throws IOException {
        boolean right = basic().equals(exchange.getRequestHeaders().getFirst("Authorization"));
        String scope = String.valueOf(exchange.getRequestURI().getQuery());
        if (right
                && scope.contains("service=front")
                && scope.contains("scope=repository:")
                && scope.contains(":pull")) {
            byte[] answer = "{\"token\":\"open sesame\",\"expires_in\":60}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        } else {
            exchange.sendResponseHeaders(401, -1);
        }
    }

    private static String basic() {
        return "Basic " + Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
    }

    private boolean allowed(HttpExchange exchange) throws IOException {
        String given = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        String wanted = switch (login) {
            case NONE -> given;
            case BASIC -> basic();
            case TOKEN -> "Bearer open sesame";
        };
        if (given.equals(wanted)) {
            return true;
        }
        String challenge = login == Login.BASIC
                ? "Basic realm=\"front\""
                : "Bearer realm=\"http://" + host() + "/token\",service=\"front\",scope=\"repository:x:pull\"";
        exchange.getResponseHeaders().set("WWW-Authenticate", challenge);
        exchange.sendResponseHeaders(401, -1);
        return false;
    }

    private void forward(HttpExchange exchange, String path) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + registry + path))
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.noBody());
        exchange.getRequestHeaders()
                .getOrDefault("Accept", List.of())
                .forEach(value -> request.header("Accept", value));
        String range = exchange.getRequestHeaders().getFirst("Range");
        boolean blob = path.contains("/blobs/");
        if (range != null) {
            ranges.add(range);
            request.header("Range", range);
        }
        HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
        for (String name : List.of("Content-Type", "Docker-Content-Digest", "Content-Range")) {
            response.headers()
                    .firstValue(name)
                    .ifPresent(value -> exchange.getResponseHeaders().set(name, value));
        }
        byte[] body = response.body();
        boolean large = blob && body.length > 100_000;
        if (blob && failures.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            exchange.sendResponseHeaders(503, -1);
            return;
        }
        exchange.sendResponseHeaders(response.statusCode(), body.length == 0 ? -1 : body.length);
        if (large && cuts.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            exchange.getResponseBody().write(Arrays.copyOf(body, body.length / 2));
            exchange.getResponseBody().flush();
            if (failAfterCut) {
                failures.set(1000);
            }
            return;
        }
        if (large && silences.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            exchange.getResponseBody().write(Arrays.copyOf(body, body.length / 2));
            exchange.getResponseBody().flush();
            end.await();
        }
        if (large && lies.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            body[body.length / 2] ^= 1;
        }
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        end.countDown();
        server.stop(0);
        client.close();
    }
}
