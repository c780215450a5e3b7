package io.jcompose.engine.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.engine.Engine;
import io.jcompose.engine.EngineFactory;
import io.jcompose.engine.EngineHome;
import io.jcompose.engine.image.Image;
import io.jcompose.engine.image.ImageName;
import io.jcompose.engine.store.Shell;
import io.jcompose.error.JcomposeException;
import io.jcompose.linux.tree.Directory;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Builds of a whole engine: with its networks, its database and images made of the host's programs. */
class EngineBuildIT {
    private final Vertx vertx = Vertx.vertx();
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private Path directory = Path.of("/nonexistent");
    private boolean mounted;

    @BeforeEach
    void directory() throws IOException {
        Shell.needs("bash", "mount", "cat", "ls", "grep");
        directory = Files.createTempDirectory("jcompose-engine-build");
        Files.createDirectory(directory.resolve("context"));
    }

    @AfterEach
    void remove() {
        vertx.close().await();
        if (mounted) {
            Shell.run("umount " + directory.resolve("small"));
        }
        Directory.removeTree(directory);
    }

    private Engine open(Path home) {
        return EngineFactory.open(new EngineHome(home, directory.resolve("run")), vertx);
    }

    private Image build(Engine engine, String dockerfile, BuildProgress progress) {
        BuildRequest request = new BuildRequest(
                directory.resolve("context"),
                new BuildRequest.Dockerfile.Inline(dockerfile),
                Map.of(),
                Optional.empty(),
                List.of(ImageName.parse("result")),
                Map.of("base", "host:bash,cat,ls,grep"),
                BuildRequest.Options.DEFAULT);
        CompletableFuture<Image> made = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                made.complete(engine.builds().build(request, progress));
            } catch (RuntimeException e) {
                made.completeExceptionally(e);
            }
        });
        try {
            return made.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof JcomposeException expected) {
                throw expected;
            }
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void collect(BuildProgress.Event event) {
        if (event instanceof BuildProgress.Event.Output text) {
            output.writeBytes(text.bytes());
        }
    }

    @Test
    void givesARunTheEnginesNetworkAndTakesItAwayAgain() {
        String file = """
                FROM base
                RUN ["bash", "-c", "ls /sys/class/net; cat /proc/net/route /etc/resolv.conf /etc/hosts"]
                RUN --network=none ["bash", "-c", "for d in /sys/class/net/*; do echo none: $d; done"]
                """;
        try (Engine engine = open(directory.resolve("home"))) {
            build(engine, file, this::collect);
            String seen = output.toString(StandardCharsets.UTF_8);
            assertThat(seen)
                    .contains("eth0\nlo\n")
                    .contains("eth0\t00000000")
                    .contains("nameserver 127.0.0.11")
                    .contains("none: /sys/class/net/lo\n");
            assertThat(seen).doesNotContain("none: /sys/class/net/eth0");
            String network = engine.networks().get("bridge").id();
            assertThat(engine.networks().connected(network)).isEmpty();
            // waits for what leaves the network
            engine.networks().remove("bridge");
            assertThat(Shell.run("ls " + directory.resolve("run") + "/netns 2>/dev/null || true"))
                    .isEmpty();
            assertThat(Shell.run("grep -c " + directory + " /proc/self/mountinfo || true"))
                    .isEqualTo("0");
        }
    }

    @Test
    void remembersStepsOverEngines() {
        String file = "FROM base\nRUN [\"bash\", \"-c\", \"echo $RANDOM > /random\"]\nCOPY <<f /f\ntext\nf\n";
        String first;
        try (Engine engine = open(directory.resolve("home"))) {
            first = build(engine, file, this::collect).id().value();
            engine.networks().remove("bridge");
        }
        try (Engine engine = open(directory.resolve("home"))) {
            assertThat(build(engine, file, this::collect).id().value()).isEqualTo(first);
            assertThat(engine.images().get("result").id().value()).isEqualTo(first);
        }
    }

    @Test
    void aFullDiskEndsTheBuildWithAWordAndLeavesNothingHalfMade() throws IOException {
        Path small = Files.createDirectory(directory.resolve("small"));
        Shell.run("mount -t tmpfs -o size=24m tmpfs " + small);
        mounted = true;
        Path home = small.resolve("home");
        Files.write(directory.resolve("context/large"), new byte[40 << 20]);
        try (Engine engine = open(home)) {
            build(engine, "FROM base\nCOPY <<f /f\ntext\nf\n", this::collect);
            List<String> before = layers(home);
            assertThatThrownBy(() -> build(engine, "FROM base\nCOPY large /large\n", this::collect))
                    .isInstanceOf(JcomposeException.class)
                    .hasMessageContaining("no space left on device");
            assertThatThrownBy(() -> build(
                            engine,
                            "FROM base\nRUN --network=host [\"bash\", \"-c\", \"cat /dev/zero > /large\"]\n",
                            this::collect))
                    .isInstanceOf(JcomposeException.class)
                    .hasMessageContaining("exit code: 1");
            assertThat(output.toString(StandardCharsets.UTF_8)).contains("No space left on device");
            assertThat(layers(home)).isEqualTo(before);
            try (var steps = Files.list(home.resolve("build/steps"))) {
                assertThat(steps).isEmpty();
            }
            build(engine, "FROM base\nCOPY <<g /g\nother\ng\n", this::collect);
        }
    }

    private static List<String> layers(Path home) throws IOException {
        try (var all = Files.list(home.resolve("layers"))) {
            return all.map(Path::toString).sorted().toList();
        }
    }
}
