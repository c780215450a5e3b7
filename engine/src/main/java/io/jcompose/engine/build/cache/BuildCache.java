package io.jcompose.engine.build.cache;

import java.util.Optional;

/**
 * A persistent map from keys to small JSON texts (some hundred bytes; up to a few hundred kilobytes for a COPY of many files). The keys are hex digests
 * with a prefix. Losing it costs time, nothing else.
 */
public interface BuildCache {
    Optional<String> find(String key);

    /** Replaces what was there. */
    void save(String key, String json);
}
