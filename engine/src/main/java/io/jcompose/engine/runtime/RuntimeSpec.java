package io.jcompose.engine.runtime;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The config.json of an OCI bundle (runtime-spec, config.md), as far as jcompose uses it. Reads and writes as JSON with Jackson.
 *
 * @param hostname null: the host's is kept in a new uts namespace
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RuntimeSpec(
        String ociVersion,
        ProcessSpec process,
        Root root,
        @Nullable String hostname,
        @Nullable String domainname,
        List<MountSpec> mounts,
        Map<String, String> annotations,
        LinuxSpec linux) {

    public static final String OCI_VERSION = "1.2.0";

    public RuntimeSpec {
        mounts = mounts == null ? List.of() : List.copyOf(mounts);
        annotations = annotations == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
        linux = linux == null ? LinuxSpec.EMPTY : linux;
    }

    /**
     * The root file system.
     *
     * @param path absolute, or relative to the bundle
     */
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Root(String path, boolean readonly) {}
}
