package io.jcompose.engine.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Runs the real tools that tests compare with. */
public final class Shell {
    private Shell() {}

    /** Skips the test without root or a tool; fails it instead where CI=true. */
    public static void needs(String... tools) {
        require(Files.isWritable(Path.of("/proc/sys/kernel/hostname")), "needs root");
        for (String tool : tools) {
            boolean there = List.of("/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin").stream()
                    .anyMatch(directory -> Files.isExecutable(Path.of(directory, tool)));
            require(there, "needs the program " + tool);
        }
    }

    private static void require(boolean fulfilled, String reason) {
        if ("true".equals(System.getenv("CI"))) {
            Assertions.assertTrue(fulfilled, reason);
        }
        Assumptions.assumeTrue(fulfilled, reason);
    }

    /** Output of a shell script, both streams; fails the test when it exits with anything but 0. */
    public static String run(String script) {
        try {
            Process process = new ProcessBuilder("bash", "-euc", script)
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            Assertions.assertEquals(0, code, script + "\n" + output);
            return output.strip();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
