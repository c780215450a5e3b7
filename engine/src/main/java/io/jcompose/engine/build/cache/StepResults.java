package io.jcompose.engine.build.cache;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jcompose.engine.image.Digest;
import io.jcompose.engine.image.Layers;
import io.jcompose.error.JcomposeException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/**
 * Results of steps that write files, kept over builds. Two builds that come to the same step at the same time do its work once.
 *
 * <p>In the {@link BuildCache}: {@code r:<key digest>} holds {@code {"layer", "created"}}; {@code i:<place digest>} holds the inputs of the step that was
 * last at that place of a Dockerfile, to explain a miss.
 */
public final class StepResults {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final BuildCache cache;
    private final Layers layers;
    private final Clock clock;
    private final Map<String, CompletableFuture<Result>> running = new ConcurrentHashMap<>();
    private final Map<String, String> lastKeys = new ConcurrentHashMap<>();

    public StepResults(BuildCache cache, Layers layers, Clock clock) {
        this.cache = cache;
        this.layers = layers;
        this.clock = clock;
    }

    /** A layer and when it was made. */
    public record Result(Digest layer, Instant created) {}

    /** Hears, on the caller's thread, what is done. */
    public interface Listener {
        void cached();

        void missed(String reason);
    }

    /**
     * The result of a step, made by the work only if it is not there.
     *
     * @param place where the step stands, the same over builds: context, file, stage, number
     * @param fresh do the work even if the result is there
     */
    public Result get(StepKey key, String place, boolean fresh, Listener listener, Supplier<Digest> work) {
        String digest = key.digest();
        while (true) {
            CompletableFuture<Result> mine = new CompletableFuture<>();
            CompletableFuture<Result> other = running.putIfAbsent(digest, mine);
            if (other == null) {
                return own(key, place, fresh, listener, work, mine);
            }
            Optional<Result> result = await(other);
            if (result.isPresent()) {
                listener.cached();
                return result.get();
            }
        }
    }

    private Result own(
            StepKey key,
            String place,
            boolean fresh,
            Listener listener,
            Supplier<Digest> work,
            CompletableFuture<Result> mine) {
        String digest = key.digest();
        try {
            Optional<Result> known = fresh ? Optional.empty() : find(digest);
            if (known.isPresent()) {
                listener.cached();
                remember(place, key, digest);
                mine.complete(known.get());
                return known.get();
            }
            listener.missed(fresh ? "the cache is not to be used" : reason(place, key));
            Result result = new Result(work.get(), clock.instant().truncatedTo(ChronoUnit.MILLIS));
            cache.save(
                    "r:" + digest,
                    write(Map.of(
                            "layer",
                            result.layer().value(),
                            "created",
                            result.created().toString())));
            remember(place, key, digest);
            mine.complete(result);
            return result;
        } finally {
            running.remove(digest, mine);
            // Those who wait try themselves when this one has failed.
            mine.cancel(false);
        }
    }

    /** Empty when the other one failed. */
    private static Optional<Result> await(CompletableFuture<Result> other) {
        try {
            return Optional.of(other.get());
        } catch (java.util.concurrent.CancellationException | ExecutionException failed) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JcomposeException(JcomposeException.Kind.INTERRUPTED, "the build was interrupted", "", e);
        }
    }

    private Optional<Result> find(String digest) {
        Optional<Map<String, String>> stored = cache.find("r:" + digest).map(StepResults::read);
        if (stored.isEmpty()) {
            return Optional.empty();
        }
        Digest layer = new Digest(stored.get().getOrDefault("layer", ""));
        return layers.contains(layer)
                ? Optional.of(new Result(layer, Instant.parse(stored.get().getOrDefault("created", ""))))
                : Optional.empty();
    }

    private String reason(String place, StepKey key) {
        return cache.find("i:" + StepKey.hashOf(place))
                .map(StepResults::read)
                .map(last -> MissReason.between(last, key.inputs()))
                .orElse("not built before");
    }

    private void remember(String place, StepKey key, String digest) {
        if (!digest.equals(lastKeys.put(place, digest))) {
            cache.save("i:" + StepKey.hashOf(place), write(key.inputs()));
        }
    }

    private static String write(Map<String, String> map) {
        try {
            return JSON.writeValueAsString(map);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts can always be written", e);
        }
    }

    private static Map<String, String> read(String json) {
        try {
            return JSON.readValue(json, new TypeReference<LinkedHashMap<String, String>>() {});
        } catch (JsonProcessingException e) {
            throw new JcomposeException(
                    JcomposeException.Kind.FAILED_PRECONDITION,
                    "the build cache holds something that is not JSON",
                    "build once with --no-cache",
                    e);
        }
    }
}
