package io.jcompose.cli.command;

import io.jcompose.cli.invocation.Invocation;
import io.jcompose.compose.apply.ProjectRef;
import io.jcompose.compose.load.LoadFlags;
import io.jcompose.compose.load.LoadRequest;
import io.jcompose.compose.load.LoadResult;
import io.jcompose.compose.load.ProjectLoader;
import io.jcompose.compose.load.remote.RemoteFiles;
import io.jcompose.compose.model.Project;
import io.jcompose.compose.model.Service;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The compose files that an invocation is about. */
final class ProjectFiles {
    private final Invocation invocation;
    private final GlobalFlags flags;
    private final ProjectLoader loader;

    ProjectFiles(Invocation invocation, GlobalFlags flags, RemoteFiles remote) {
        this.invocation = invocation;
        this.flags = flags;
        this.loader = new ProjectLoader(remote);
    }

    ProjectLoader loader() {
        return loader;
    }

    Project load() {
        return load(LoadFlags.DEFAULT).project();
    }

    /**
     * For commands that make things: a service that is named is enabled, whatever its profile, and what the engine does not act on is said.
     */
    Project load(List<String> services) {
        LoadResult result = load(LoadFlags.DEFAULT, services);
        result.unsupported().forEach(each -> invocation.streams().errLine("warning: " + each.text()));
        return result.project();
    }

    /** All of the project, with the services that are named enabled, whatever their profile. */
    LoadResult load(LoadFlags stages, List<String> services) {
        LoadResult result = load(stages);
        Set<String> profiles = new LinkedHashSet<>();
        for (String name : services) {
            Service disabled = result.project().disabledServices().get(name);
            if (disabled != null) {
                profiles.addAll(disabled.lifecycle().profiles());
            }
        }
        if (!profiles.isEmpty()) {
            profiles.addAll(flags.profiles.isEmpty() ? variable(result, "COMPOSE_PROFILES") : flags.profiles);
            result = loader.load(request(stages, List.copyOf(profiles)));
        }
        return result;
    }

    private static List<String> variable(LoadResult result, String name) {
        return List.of(result.project().environment().getOrDefault(name, "").split(","));
    }

    /** Says the warnings on the way; with {@code --strict} they are errors. */
    LoadResult load(LoadFlags stages) {
        LoadResult result = loader.load(request(stages));
        result.warnings().forEach(warning -> invocation.streams().errLine("warning: " + warning.text()));
        if (flags.strict
                && !(result.warnings().isEmpty() && result.unsupported().isEmpty())) {
            result.unsupported().forEach(each -> invocation.streams().errLine("unsupported: " + each.text()));
            throw new JcomposeException(
                    Kind.INVALID,
                    "the compose files have warnings, which --strict does not allow",
                    "resolve them, or leave --strict out");
        }
        return result;
    }

    LoadRequest request(LoadFlags stages) {
        return request(stages, flags.profiles);
    }

    private LoadRequest request(LoadFlags stages, List<String> profiles) {
        return new LoadRequest(
                invocation.directory(),
                flags.files,
                flags.files.contains("-") ? Optional.of(standardInput()) : Optional.empty(),
                invocation.environment(),
                flags.envFiles.stream().map(invocation::resolve).toList(),
                profiles,
                Optional.ofNullable(flags.projectName),
                Optional.ofNullable(flags.projectDirectory).map(invocation::resolve),
                stages.with(flags.allResources, flags.compatibility));
    }

    private String standardInput() {
        try {
            return new String(invocation.streams().in().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new JcomposeException(Kind.INTERRUPTED, "standard input could not be read", "", e);
        }
    }

    /** By the files; where there are none, by {@code -p} or COMPOSE_PROJECT_NAME alone. */
    ProjectRef reference() {
        String name = flags.projectName != null ? flags.projectName : invocation.variable("COMPOSE_PROJECT_NAME");
        if (name.isEmpty() || !flags.files.isEmpty()) {
            return ProjectRef.of(load());
        }
        try {
            return ProjectRef.of(load());
        } catch (JcomposeException e) {
            if (e.kind() == Kind.NOT_FOUND) {
                return ProjectRef.named(name);
            }
            throw e;
        }
    }
}
