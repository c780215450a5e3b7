package io.jcompose.engine.build;

import io.jcompose.engine.build.BuildProgress.Event;
import io.jcompose.engine.build.cache.BuildCache;
import io.jcompose.engine.build.graph.DockerfileBuilds;
import io.jcompose.engine.build.step.StepRunner;
import io.jcompose.engine.image.Image;
import io.jcompose.engine.image.ImageConfig;
import io.jcompose.engine.image.ImageName;
import io.jcompose.engine.image.ImageUsers;
import io.jcompose.engine.store.OciImages;
import io.jcompose.engine.store.Shell;
import io.jcompose.error.JcomposeException;
import io.jcompose.linux.tree.Directory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A store, a busybox image named {@code base}, a build context and a record of what was told. */
final class BuildFixture implements AutoCloseable {
    /** For builds that must not run anything. */
    static final StepRunner NO_RUNNER = (command, output) -> {
        throw new JcomposeException(JcomposeException.Kind.UNSUPPORTED, "this test runs no commands");
    };

    final Path directory;
    final Path context;
    final OciImages images;
    final MemoryCache cache = new MemoryCache();
    final DockerfileBuilds builds;
    final List<Event> events = Collections.synchronizedList(new ArrayList<>());
    final Map<String, String> args = new LinkedHashMap<>();
    final Map<String, String> contexts = new LinkedHashMap<>();
    Optional<String> target = Optional.empty();
    BuildRequest.Options options = BuildRequest.Options.DEFAULT;

    static final class MemoryCache implements BuildCache {
        final Map<String, String> entries = new ConcurrentHashMap<>();

        @Override
        public Optional<String> find(String key) {
            return Optional.ofNullable(entries.get(key));
        }

        @Override
        public void save(String key, String json) {
            entries.put(key, json);
        }
    }

    BuildFixture(StepRunner runner) {
        Shell.needs("busybox", "tar");
        try {
            directory = Files.createTempDirectory("jcompose-build");
            context = Files.createDirectory(directory.resolve("context"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        images = OciImages.open(directory.resolve("home"), ImageUsers.NONE);
        builds = new DockerfileBuilds(
                images,
                programs -> {
                    throw new JcomposeException(JcomposeException.Kind.UNSUPPORTED, "no host images in this test");
                },
                cache,
                runner,
                directory.resolve("home/build"),
                Clock.systemUTC());
    }

    /** An image of busybox with a user {@code app} and a /bin that is a link to usr/bin. */
    Image base() {
        shell("""
                mkdir -p root/usr/bin root/etc root/tmp root/proc root/sys root/dev root/srv; cp /bin/busybox root/usr/bin/busybox; ln -s usr/bin root/bin
                for n in sh cat ls echo mkdir rm id env sleep touch chmod stat wc grep test true false pwd nslookup wget; do ln -s busybox root/usr/bin/$n; done
                printf 'root:x:0:0:root:/root:/bin/sh\\napp:x:1000:1001:app:/home/app:/bin/sh\\n' > root/etc/passwd
                printf 'root:x:0:\\napps:x:1001:\\nextra:x:77:app,other\\n' > root/etc/group
                chmod 1777 root/tmp; chown 1000:1001 root/srv; chmod 2775 root/srv; touch -d '2020-01-02 03:04:05 UTC' root/srv root/etc root
                tar -C root -cf base.tar .""");
        try (InputStream tar = Files.newInputStream(directory.resolve("base.tar"))) {
            return images.importTar(tar, Optional.of(ImageName.parse("base")), ImageConfig.EMPTY);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String shell(String script) {
        return Shell.run("cd " + directory + "\n" + script);
    }

    void file(String name, String content) {
        try {
            Path path = context.resolve(name);
            Files.createDirectories(path.getParent());
            Files.writeString(path, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Image build(String dockerfile) {
        events.clear();
        file("Dockerfile", dockerfile);
        BuildRequest request = new BuildRequest(
                context,
                new BuildRequest.Dockerfile.File(context.resolve("Dockerfile")),
                args,
                target,
                List.of(),
                contexts,
                options);
        return builds.build(request, events::add);
    }

    /** What a shell prints in the image's root, shown by a read-only overlay in a mount namespace of its own. */
    String inRoot(Image image, String script) {
        StringBuilder lower = new StringBuilder(directory + "/nothing");
        images.layerDirectories(image).reversed().stream()
                .distinct()
                .toList()
                .reversed()
                .forEach(layer -> lower.insert(0, layer + ":"));
        return shell("mkdir -p nothing view; unshare -m bash -euc 'mount -t overlay overlay -o lowerdir=" + lower
                + " view; cd view; " + script.replace("'", "'\\''") + "'");
    }

    List<String> missed() {
        return events.stream()
                .filter(Event.Missed.class::isInstance)
                .map(e -> ((Event.Missed) e).reason())
                .toList();
    }

    List<String> cached() {
        return events.stream()
                .filter(Event.Cached.class::isInstance)
                .map(e -> ((Event.Cached) e).title())
                .toList();
    }

    String output() {
        StringBuilder out = new StringBuilder();
        events.stream()
                .filter(Event.Output.class::isInstance)
                .forEach(e -> out.append(new String(((Event.Output) e).bytes(), StandardCharsets.UTF_8)));
        return out.toString();
    }

    @Override
    public void close() {
        images.close();
        Directory.removeTree(directory);
    }
}
