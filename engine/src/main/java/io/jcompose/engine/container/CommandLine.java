package io.jcompose.engine.container;

import io.jcompose.engine.image.ImageConfig;
import io.jcompose.error.JcomposeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a container runs: the image's wishes and the user's, merged by docker's rules. */
final class CommandLine {
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private CommandLine() {}

    /** Entrypoint and command; a given entrypoint drops the image's command. INVALID when nothing is left to run. */
    static List<String> arguments(ContainerSpec.Process process, ImageConfig.ImageProcess image, String reference) {
        List<String> all = new ArrayList<>(process.entrypoint().orElse(image.entrypoint()));
        boolean ownEntrypoint = process.entrypoint().isPresent();
        all.addAll(process.command().orElse(ownEntrypoint ? List.of() : image.command()));
        if (all.isEmpty()) {
            throw new JcomposeException(
                    JcomposeException.Kind.INVALID,
                    "no command specified: image \"" + reference + "\" has neither ENTRYPOINT nor CMD",
                    "give the service a command");
        }
        return List.copyOf(all);
    }

    /** Docker's order: PATH, HOSTNAME, TERM, the image's, the user's, HOME. */
    static List<String> environment(
            ContainerSpec.Process process, ImageConfig.ImageProcess image, String hostname, String home) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("PATH", PATH);
        all.put("HOSTNAME", hostname);
        if (process.tty()) {
            all.put("TERM", "xterm");
        }
        all.putAll(image.environment());
        ContainerSpec.changeEnvironment(all, process.environment());
        all.putIfAbsent("HOME", home);
        return lines(all);
    }

    static List<String> lines(Map<String, String> environment) {
        return environment.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .toList();
    }
}
