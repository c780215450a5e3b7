package io.jcompose.linux.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Runs a test body in a network namespace of its own, so that nothing of the machine's network is touched. */
public final class OwnNamespace {
    /** A test body; the directory is for further namespaces. */
    public interface Body {
        void run(Path directory) throws Exception;
    }

    private OwnNamespace() {}

    public static void run(Body body, String... tools) throws IOException {
        need("root".equals(System.getProperty("user.name")), "root");
        for (String tool : tools) {
            need(execute("command -v " + tool) == 0, "the program " + tool);
        }
        Path directory = Files.createTempDirectory("jcompose-netlink");
        try {
            NetworkNamespace.make((outside, namespace) -> {
                        body.run(directory);
                        return directory;
                    })
                    .close();
        } finally {
            try (var left = Files.list(directory)) {
                left.forEach(NetworkNamespace::delete);
            }
            Files.delete(directory);
        }
    }

    public static String sh(String command) {
        try {
            Process process = new ProcessBuilder("sh", "-c", command)
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor())
                    .as(List.of(command, output).toString())
                    .isZero();
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int execute(String command) throws IOException {
        try {
            return new ProcessBuilder("sh", "-c", command)
                    .redirectErrorStream(true)
                    .start()
                    .waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void need(boolean present, String what) {
        if ("true".equals(System.getenv("CI"))) {
            assertThat(present).as("this test needs " + what).isTrue();
        }
        Assumptions.assumeTrue(present, "needs " + what);
    }
}
