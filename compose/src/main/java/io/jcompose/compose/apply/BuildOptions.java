package io.jcompose.compose.apply;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How {@code build} goes.
 *
 * @param services empty: all that have a build section
 * @param args {@code --build-arg}, over those of the files
 * @param dependencies {@code --with-dependencies}
 */
public record BuildOptions(
        List<String> services, boolean noCache, boolean pull, Map<String, String> args, boolean dependencies) {
    public static final BuildOptions DEFAULT = new BuildOptions(List.of(), false, false, Map.of(), false);

    public BuildOptions {
        services = List.copyOf(services);
        args = Collections.unmodifiableMap(new LinkedHashMap<>(args));
    }
}
