package io.jcompose.engine.oci;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What {@code state} prints (runtime.md, "State").
 *
 * @param status creating, created, running, paused or stopped
 * @param pid 0 when it is stopped
 * @param bundle absolute
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ContainerStatus(
        String ociVersion, String id, String status, int pid, String bundle, Map<String, String> annotations) {
    public static final String CREATING = "creating";
    public static final String CREATED = "created";
    public static final String RUNNING = "running";
    public static final String PAUSED = "paused";
    public static final String STOPPED = "stopped";

    public ContainerStatus {
        annotations = annotations == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
    }

    ContainerStatus with(String changed) {
        return new ContainerStatus(ociVersion, id, changed, changed.equals(STOPPED) ? 0 : pid, bundle, annotations);
    }
}
