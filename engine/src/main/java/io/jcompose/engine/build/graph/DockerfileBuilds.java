package io.jcompose.engine.build.graph;

import io.jcompose.engine.build.BuildProgress;
import io.jcompose.engine.build.BuildRequest;
import io.jcompose.engine.build.Builds;
import io.jcompose.engine.build.HostImages;
import io.jcompose.engine.build.cache.BuildCache;
import io.jcompose.engine.build.cache.StepResults;
import io.jcompose.engine.build.context.FileHashes;
import io.jcompose.engine.build.context.IgnoreFiles;
import io.jcompose.engine.build.dockerfile.Dockerfile;
import io.jcompose.engine.build.step.StepRunner;
import io.jcompose.engine.image.Image;
import io.jcompose.engine.image.Images;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.tree.Directory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/** Builds with this engine's images, cache and runtime. */
public final class DockerfileBuilds implements Builds {
    private static final System.Logger LOG = System.getLogger(DockerfileBuilds.class.getName());

    private final BuildParts parts;
    private final CacheMounts cacheMounts;

    /**
     * Removes what an engine that crashed has left half-made.
     *
     * @param directory belongs to builds alone; on the file system of the layers
     */
    public DockerfileBuilds(
            Images images, HostImages hostImages, BuildCache cache, StepRunner runner, Path directory, Clock clock) {
        Path steps = directory.resolve("steps");
        clear(directory);
        this.parts = new BuildParts(
                images,
                hostImages,
                new StepResults(cache, images.layers(), clock),
                new FileHashes(clock),
                runner,
                steps);
        this.cacheMounts = new CacheMounts(directory.resolve("cache-mounts"));
    }

    private static void clear(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try (Directory parent = Directory.open(directory)) {
            parent.removeTree("steps");
        } catch (LinuxException e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "what an unfinished build left in \"{0}\" can''t be deleted: {1}",
                    directory.resolve("steps"),
                    e.getMessage());
        }
    }

    @Override
    public Image build(BuildRequest request, BuildProgress progress) {
        try (BuildRun run = new BuildRun(parts, cacheMounts, request, source(request), progress)) {
            return run.run();
        } catch (LinuxException e) {
            throw new JcomposeException(
                    Kind.FAILED_PRECONDITION,
                    "the build failed: " + e.getMessage(),
                    "check the space on the disk and the rights",
                    e);
        } catch (UncheckedIOException e) {
            throw new JcomposeException(
                    Kind.FAILED_PRECONDITION,
                    "the build failed: " + e.getMessage(),
                    "check the space on the disk and the rights",
                    e);
        }
    }

    private static BuildRun.Source source(BuildRequest request) {
        return switch (request.dockerfile()) {
            case BuildRequest.Dockerfile.Inline inline ->
                new BuildRun.Source(
                        Dockerfile.parse(inline.text(), "Dockerfile"),
                        IgnoreFiles.of(request.context(), Optional.empty()),
                        request.context() + "|inline");
            case BuildRequest.Dockerfile.File file ->
                new BuildRun.Source(
                        Dockerfile.parse(
                                read(file.path()), file.path().getFileName().toString()),
                        IgnoreFiles.of(request.context(), Optional.of(file.path())),
                        request.context() + "|" + file.path());
        };
    }

    private static String read(Path path) {
        try {
            return new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new JcomposeException(
                    Kind.NOT_FOUND,
                    "failed to read dockerfile: \"" + path + "\": no such file or directory",
                    "create it, or name another file",
                    e);
        } catch (IOException e) {
            throw new JcomposeException(
                    Kind.INVALID,
                    "failed to read dockerfile: \"" + path + "\": " + e.getMessage(),
                    "check its rights",
                    e);
        }
    }
}
