package io.jcompose.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The images that scenarios run: Debian from a registry, and one small image made of a static busybox. */
final class Images implements AutoCloseable {
    static final String SMALL = "scenario/busybox:1";

    private final Product product;
    private boolean small;
    private String debian = "";
    private @Nullable Registry registry;

    Images(Product product) {
        this.product = product;
    }

    /** Builds the small image on first use: every applet of busybox, nothing else. */
    synchronized void small() {
        if (small) {
            return;
        }
        Requirements.programs("busybox");
        try {
            Path busybox = Path.of("/bin/busybox");
            Path context = Files.createTempDirectory("busybox");
            Files.copy(busybox, context.resolve("busybox"));
            Files.writeString(context.resolve("Dockerfile"), """
                    FROM scratch
                    COPY busybox /bin/busybox
                    RUN ["/bin/busybox", "mkdir", "-p", "/usr/bin", "/usr/sbin", "/sbin", "/tmp", "/root", "/www"]
                    RUN ["/bin/busybox", "--install", "-s"]
                    CMD ["sh"]
                    """);
            Files.writeString(context.resolve("compose.yaml"), """
                    services:
                      small:
                        image: %s
                        build: .
                    """.formatted(SMALL));
            product.command("build")
                    .in(context)
                    .within(Duration.ofMinutes(2))
                    .run()
                    .succeeds();
            Trees.delete(context);
            small = true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The name by which debian:bookworm is pulled from a registry of this machine. */
    synchronized String debian() {
        if (debian.isEmpty()) {
            Requirements.programs("debootstrap", "tar", "gzip", "flock");
            Path layout = cache().resolve("debian-bookworm");
            Path script = Product.repository().resolve("cli/src/test/fixtures/debian-image");
            new Command(List.of(script.toString(), layout.toString()), outcome -> {})
                    .within(Duration.ofMinutes(10))
                    .run()
                    .succeeds();
            Registry started = Registry.start();
            registry = started;
            debian = started.push(layout, "debian:bookworm");
        }
        return debian;
    }

    /** Where fixtures that are costly to make stay between runs. */
    private static Path cache() {
        String set = System.getenv("XDG_CACHE_HOME");
        Path base = set == null || set.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(set);
        return base.resolve("jcompose-test");
    }

    @Override
    public synchronized void close() {
        if (registry != null) {
            registry.close();
        }
    }
}
