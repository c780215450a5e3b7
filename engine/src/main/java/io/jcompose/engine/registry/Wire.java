package io.jcompose.engine.registry;

import io.jcompose.engine.tls.AnyCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** HTTP for registries: redirects that keep secrets at home, and bodies that end with an error when their sender falls silent. */
final class Wire implements AutoCloseable {
    private static final int MAX_REDIRECTS = 5;

    private final Duration silence;
    private final HttpClient checking;
    private final HttpClient trusting;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("registry-clock").factory());

    /** {@code silence} is how long a peer may send nothing. */
    Wire(Duration silence) {
        this.silence = silence;
        this.checking = builder().build();
        this.trusting = builder().sslContext(trustingContext()).build();
    }

    private HttpClient.Builder builder() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(silence)
                .followRedirects(HttpClient.Redirect.NEVER)
                // its own threads are started when it needs them; one that can't be leaves who sends waiting for ever
                .executor(Thread::startVirtualThread);
    }

    /** The caller closes the body. An Authorization header goes to the first host only. */
    HttpResponse<InputStream> send(HttpRequest request, boolean trust) throws IOException, InterruptedException {
        HttpRequest current = request;
        for (int i = 0; i <= MAX_REDIRECTS; i++) {
            HttpResponse<InputStream> response =
                    (trust ? trusting : checking).send(current, BodyHandlers.ofInputStream());
            String location = response.headers().firstValue("Location").orElse("");
            boolean redirect =
                    response.statusCode() >= 301 && response.statusCode() <= 308 && response.statusCode() != 304;
            if (!redirect || location.isEmpty()) {
                return response;
            }
            response.body().close();
            URI target = redirected(current.uri(), location);
            boolean sameHost = target.getAuthority().equals(request.uri().getAuthority())
                    && target.getScheme().equals(request.uri().getScheme());
            current = HttpRequest.newBuilder(
                            request, (name, value) -> sameHost || !name.equalsIgnoreCase("Authorization"))
                    .uri(target)
                    .build();
        }
        throw new IOException("more than " + MAX_REDIRECTS + " redirects");
    }

    private static URI redirected(URI from, String location) throws IOException {
        try {
            URI target = from.resolve(location);
            boolean downgrade = "https".equals(from.getScheme()) && !"https".equals(target.getScheme());
            if (target.getAuthority() == null
                    || downgrade
                    || !String.valueOf(target.getScheme()).startsWith("http")) {
                throw new IOException("a redirect from " + from.getHost() + " to \"" + location + "\" is not followed");
            }
            return target;
        } catch (IllegalArgumentException e) {
            throw new IOException("a redirect to \"" + location + "\", which is not an address", e);
        }
    }

    Duration silence() {
        return silence;
    }

    /** The body of a response, which fails when nothing comes for too long. */
    InputStream guarded(InputStream body) {
        return new WatchedStream(body, silence, clock);
    }

    /** For registries that the user listed as insecure, and for loopback: docker takes any certificate there too. */
    private static SSLContext trustingContext() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new AnyCertificate()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        checking.shutdownNow();
        trusting.shutdownNow();
    }
}
