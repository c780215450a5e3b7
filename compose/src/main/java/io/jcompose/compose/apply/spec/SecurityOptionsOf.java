package io.jcompose.compose.apply.spec;

import io.jcompose.compose.model.Project;
import io.jcompose.compose.model.Service;
import io.jcompose.error.JcomposeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code security_opt} for the engine, which takes the content of a seccomp profile where a compose file names a file. */
final class SecurityOptionsOf {
    private static final String SECCOMP = "seccomp";
    private static final List<String> WORDS = List.of("unconfined", "builtin");

    private final Project project;
    private final Service service;

    SecurityOptionsOf(Project project, Service service) {
        this.project = project;
        this.service = service;
    }

    List<String> read() {
        return service.security().securityOpt().stream().map(this::read).toList();
    }

    private String read(String option) {
        boolean seccomp = option.startsWith(SECCOMP + "=") || option.startsWith(SECCOMP + ":");
        String value = seccomp ? option.substring(SECCOMP.length() + 1) : "";
        if (!seccomp || WORDS.contains(value)) {
            return option;
        }
        Path file = project.workingDirectory().resolve(value);
        try {
            return SECCOMP + "=" + Files.readString(file);
        } catch (IOException e) {
            String why = Files.exists(file) ? "it can't be read" : "no such file or directory";
            throw new JcomposeException(
                    JcomposeException.Kind.NOT_FOUND,
                    service.mark() + " services." + service.name() + ".security_opt: opening seccomp profile (" + file
                            + ") failed: " + why,
                    "give the path of a profile, relative to the project's directory, or unconfined",
                    e);
        }
    }
}
