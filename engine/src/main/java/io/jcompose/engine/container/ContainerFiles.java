package io.jcompose.engine.container;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Where things of one container lie. What each start makes anew has no need to outlive the machine's boot, and to write it on a disk and to delete it there is
 * a good part of a short life.
 *
 * <pre>
 * $JCOMPOSE_HOME/containers/&lt;id&gt;/   upper/ work/   &lt;id&gt;-json.log   volumes
 * $JCOMPOSE_HOME/merged/                 empty
 * $JCOMPOSE_RUN/containers/&lt;id&gt;/    config.json hostname hosts resolv.conf   stdin stdout stderr (fifos)   content/0 ... (configs and secrets)
 * </pre>
 *
 * @param directory what stays
 * @param bundle the OCI bundle
 * @param merged where each root is mounted, in a mount namespace of its own: one empty directory does for all
 */
record ContainerFiles(ContainerId id, Path directory, Path bundle, Path merged) {
    static final String MERGED = "merged";

    static ContainerFiles of(ContainerId id, Path home, Path run) {
        return new ContainerFiles(
                id,
                home.resolve("containers").resolve(id.value()),
                run.resolve("containers").resolve(id.value()),
                home.resolve(MERGED));
    }

    /** Makes the bundle, unless it is there: nobody but root finds in it what programs are told by their environment. */
    void makeBundle() throws IOException {
        Files.createDirectories(
                bundle, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x---")));
    }

    /** From the directory of its own that earlier builds gave the log; a kill in between leaves the rest for the next engine. */
    void bringEarlierLog() throws IOException {
        Path earlier = directory.resolve("logs");
        if (!Files.isDirectory(earlier)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(earlier)) {
            for (Path file : files) {
                Files.move(file, directory.resolve(file.getFileName()));
            }
        }
        Files.delete(earlier);
    }

    Path upper() {
        return directory.resolve("upper");
    }

    Path work() {
        return directory.resolve("work");
    }

    Path hosts() {
        return bundle.resolve("hosts");
    }

    Path hostname() {
        return bundle.resolve("hostname");
    }

    Path resolvConf() {
        return bundle.resolve("resolv.conf");
    }

    Path runtimeSpec() {
        return bundle.resolve("config.json");
    }

    Path log() {
        return directory.resolve(id.value() + "-json.log");
    }

    Path stdin() {
        return bundle.resolve("stdin");
    }

    Path stdout() {
        return bundle.resolve("stdout");
    }

    Path stderr() {
        return bundle.resolve("stderr");
    }

    Path content(int index) {
        return bundle.resolve("content").resolve(Integer.toString(index));
    }
}
