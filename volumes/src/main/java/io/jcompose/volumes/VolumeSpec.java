package io.jcompose.volumes;

import java.security.SecureRandom;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * @param anonymous nobody chose the name
 * @param options of the local driver: {@code type}, {@code o}, {@code device}
 */
public record VolumeSpec(
        String name, boolean anonymous, String driver, Map<String, String> options, Map<String, String> labels) {
    private static final int RANDOM_BYTES = 32;

    public VolumeSpec {
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    }

    public VolumeSpec(String name, String driver, Map<String, String> options, Map<String, String> labels) {
        this(name, false, driver, options, labels);
    }

    /** A new one of the local driver, with a name of 64 hex digits as docker makes them. */
    public static VolumeSpec unnamed(Map<String, String> labels) {
        byte[] bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        return new VolumeSpec(HexFormat.of().formatHex(bytes), true, "local", Map.of(), labels);
    }
}
