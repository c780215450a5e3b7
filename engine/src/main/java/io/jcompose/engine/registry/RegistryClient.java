package io.jcompose.engine.registry;

import io.jcompose.engine.image.Credentials;
import io.jcompose.engine.image.ImageName;
import io.jcompose.error.JcomposeException;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Finds the endpoint that has a repository. One for an engine; threads share it. Calls block and belong on virtual threads. */
public final class RegistryClient implements AutoCloseable {
    private final Wire wire;
    private final Retries retries;

    /** {@code silence} is how long a registry may send nothing before a connection counts as dead. */
    public RegistryClient(Duration silence, Retries retries) {
        this.wire = new Wire(silence);
        this.retries = retries;
    }

    /**
     * Does something with the repository of a name: at the first of its endpoints where that succeeds (mirrors, schemes). When none does, the error of the last
     * that said anything is thrown.
     */
    public <T> T at(ImageName name, RegistrySettings settings, Credentials credentials, Function<Repository, T> work) {
        Credentials all = credentials.or(settings.logins());
        List<JcomposeException> errors = new ArrayList<>();
        for (Endpoint endpoint : Endpoint.of(name.domain(), settings)) {
            Optional<JcomposeException> silent = endpoint.probe() ? probe(endpoint) : Optional.empty();
            if (silent.isPresent()) {
                errors.add(silent.get());
                continue;
            }
            try {
                return work.apply(new Repository(wire, endpoint, name.path(), all, retries));
            } catch (JcomposeException e) {
                switch (e.kind()) {
                    case UNAVAILABLE, NOT_FOUND, DENIED -> errors.add(e);
                    default -> throw e;
                }
            }
        }
        JcomposeException error = errors.stream()
                .filter(e -> e.kind() != JcomposeException.Kind.UNAVAILABLE)
                .reduce((first, second) -> second)
                .orElse(errors.getFirst());
        errors.stream().filter(e -> e != error).forEach(error::addSuppressed);
        throw error;
    }

    /** Whether the scheme is spoken there: any answer but "bad request", which is what a TLS server says to plain http. */
    private Optional<JcomposeException> probe(Endpoint endpoint) {
        HttpRequest request = HttpRequest.newBuilder(endpoint.resolve("/v2/"))
                .timeout(wire.silence())
                .build();
        try {
            HttpResponse<InputStream> response = wire.send(request, endpoint.trusting());
            response.body().close();
            if (response.statusCode() != 400) {
                return Optional.empty();
            }
            return Optional.of(RegistryErrors.unreachable(
                    endpoint,
                    new IOException("it does not speak " + endpoint.base().getScheme())));
        } catch (IOException e) {
            return Optional.of(RegistryErrors.unreachable(endpoint, e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JcomposeException(JcomposeException.Kind.INTERRUPTED, "the pull was interrupted", "", e);
        }
    }

    @Override
    public void close() {
        wire.close();
    }
}
