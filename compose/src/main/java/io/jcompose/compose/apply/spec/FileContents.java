package io.jcompose.compose.apply.spec;

import io.jcompose.compose.model.FileMount;
import io.jcompose.compose.model.FileObject;
import io.jcompose.compose.model.Project;
import io.jcompose.compose.model.Service;
import io.jcompose.engine.container.ContainerSpec;
import io.jcompose.error.JcomposeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The content of configs and secrets, read when it is needed, as files of a container with the owner and mode that were asked for. */
public final class FileContents {
    private static final int MODE = 0444;

    private final Project project;
    private final Service service;

    public FileContents(Project project, Service service) {
        this.project = project;
        this.service = service;
    }

    ContainerSpec.Mount config(FileMount mount) {
        return content(mount, bytes(mount, "config", project.configs()), "/");
    }

    ContainerSpec.Mount secret(FileMount mount) {
        return content(mount, bytes(mount, "secret", project.secrets()), "/run/secrets/");
    }

    public byte[] secretBytes(FileMount mount) {
        return bytes(mount, "secret", project.secrets());
    }

    private ContainerSpec.Mount content(FileMount mount, byte[] bytes, String directory) {
        String target = mount.target().orElse(mount.source());
        String path = target.startsWith("/") ? target : directory + target;
        return new ContainerSpec.Mount.Content(
                path,
                bytes,
                number(mount, mount.uid().orElse("0")),
                number(mount, mount.gid().orElse("0")),
                mount.mode().orElse(MODE));
    }

    private int number(FileMount mount, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new JcomposeException(
                    JcomposeException.Kind.INVALID,
                    service.mark() + " services." + service.name() + ": \"" + mount.source() + "\" has the owner \""
                            + text + "\", which is not a number",
                    "write uid and gid as numbers",
                    e);
        }
    }

    private byte[] bytes(FileMount mount, String kind, Map<String, FileObject> objects) {
        FileObject object = objects.get(mount.source());
        if (object == null) {
            throw problem(
                    JcomposeException.Kind.NOT_FOUND,
                    kind,
                    mount,
                    "is not defined",
                    "define it under the top-level `" + kind + "s:`");
        }
        return switch (object.source()) {
            case FileObject.Inline inline -> inline.content().getBytes(StandardCharsets.UTF_8);
            case FileObject.FromEnvironment variable ->
                variable.value()
                        .orElseThrow(() -> problem(
                                JcomposeException.Kind.INVALID,
                                kind,
                                mount,
                                "comes from the environment variable \"" + variable.variable() + "\", which is not set",
                                "set " + variable.variable()))
                        .getBytes(StandardCharsets.UTF_8);
            case FileObject.FromFile file -> read(Path.of(file.path()), kind, mount);
            case FileObject.External _ ->
                throw problem(
                        JcomposeException.Kind.UNSUPPORTED,
                        kind,
                        mount,
                        "is external, which needs a swarm",
                        "give it a file or content");
        };
    }

    private byte[] read(Path path, String kind, FileMount mount) {
        try {
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new JcomposeException(
                    JcomposeException.Kind.NOT_FOUND,
                    service.mark() + " services." + service.name() + ": " + kind + " \"" + mount.source()
                            + "\" can't be read from " + path,
                    "make the file, and readable",
                    e);
        }
    }

    private JcomposeException problem(
            JcomposeException.Kind type, String kind, FileMount mount, String what, String remedy) {
        return new JcomposeException(
                type,
                service.mark() + " services." + service.name() + ": " + kind + " \"" + mount.source() + "\" " + what,
                remedy);
    }
}
