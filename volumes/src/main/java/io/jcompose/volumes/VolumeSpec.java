package io.jcompose.volumes;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * @param name empty: the store makes one of 64 hex digits, and the volume is anonymous
 * @param options of the local driver: {@code type}, {@code o}, {@code device}
 */
public record VolumeSpec(String name, String driver, Map<String, String> options, Map<String, String> labels) {
    public VolumeSpec {
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    }
}
