package io.jcompose.engine.oci;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code hooks} of a config.json (config.md, "POSIX-platform Hooks"). */
@JsonIgnoreProperties(ignoreUnknown = true)
record Hooks(
        List<Hook> prestart,
        List<Hook> createRuntime,
        List<Hook> createContainer,
        List<Hook> startContainer,
        List<Hook> poststart,
        List<Hook> poststop) {
    static final Hooks NONE = new Hooks(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

    Hooks {
        prestart = prestart == null ? List.of() : List.copyOf(prestart);
        createRuntime = createRuntime == null ? List.of() : List.copyOf(createRuntime);
        createContainer = createContainer == null ? List.of() : List.copyOf(createContainer);
        startContainer = startContainer == null ? List.of() : List.copyOf(startContainer);
        poststart = poststart == null ? List.of() : List.copyOf(poststart);
        poststop = poststop == null ? List.of() : List.copyOf(poststop);
    }

    /**
     * @param args with the program's name first; none: the path
     * @param timeout seconds; null: no limit
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Hook(
            String path,
            List<String> args,
            List<String> env,
            @Nullable Integer timeout) {
        Hook {
            path = path == null ? "" : path;
            args = args == null || args.isEmpty() ? List.of(path) : List.copyOf(args);
            env = env == null ? List.of() : List.copyOf(env);
        }
    }
}
