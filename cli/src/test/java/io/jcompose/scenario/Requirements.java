package io.jcompose.scenario;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a scenario needs of the machine: missing, it is skipped with the reason; on the build server it fails. */
final class Requirements {
    private Requirements() {}

    static void root() {
        try {
            if ((int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") != 0) {
                missing("needs root");
            }
        } catch (IOException e) {
            missing("needs /proc: " + e);
        }
    }

    /** Each named program must be on the usual paths. */
    static void programs(String... names) {
        found("which .ci/run installs", names);
    }

    /** For tests that only the profile "nightly" runs. */
    static void nightlyPrograms(String aPackage, String... names) {
        found("which Debian's package " + aPackage + " brings", names);
    }

    private static void found(String source, String... names) {
        for (String name : names) {
            boolean found =
                    List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin").stream()
                            .anyMatch(dir -> Files.isExecutable(Path.of(dir, name)));
            if (!found) {
                missing("needs the program \"" + name + "\", " + source);
            }
        }
    }

    static void file(Path file, String why) {
        if (!Files.exists(file)) {
            missing("needs " + file + ": " + why);
        }
    }

    static boolean kernelIsAtLeast(int major, int minor) {
        String[] release = System.getProperty("os.version").split("[.-]");
        int has = Integer.parseInt(release[0]);
        return has > major || has == major && Integer.parseInt(release[1]) >= minor;
    }

    private static void missing(String reason) {
        if ("true".equals(System.getenv("CI"))) {
            fail(reason);
        }
        abort(reason);
    }
}
