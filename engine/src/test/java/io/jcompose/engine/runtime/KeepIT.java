package io.jcompose.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcompose.engine.store.Shell;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.mount.MountAttributes;
import io.jcompose.linux.mount.Mounts;
import io.jcompose.linux.process.Namespaces;
import io.jcompose.linux.process.Processors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeepIT {
    /** So many that some of the namespaces are made on another processor than the engine's was. */
    private static final int ROUNDS = 20;

    @TempDir
    Path directory;

    @BeforeEach
    void needsRoot() {
        Shell.needs();
    }

    /** As of a service with PrivateTmp, or of an engine in a container. */
    @Test
    void isBoundInAnyMountNamespaceWhereverThatWasMade() {
        Stdio.Fifos stdio =
                new Stdio.Fifos(new Stdio.Stdin.Empty(), directory.resolve("stdout"), directory.resolve("stderr"));
        Descriptors.makeFifo(stdio.stdout().toString(), 0600);
        Descriptors.makeFifo(stdio.stderr().toString(), 0600);
        List<Optional<String>> notes = new ArrayList<>();
        List<Boolean> bound = new ArrayList<>();
        List<Integer> processors = Processors.allowed();
        for (int processor : processors) {
            OneWayThread.run("keep-test-" + processor, () -> {
                Processors.allow(List.of(processor));
                Namespaces.unshare(Namespaces.FS | Namespaces.MOUNT);
                Mounts.setPropagation("/", MountAttributes.PRIVATE, true);
                Processors.allow(processors);
                for (int round = 0; round < ROUNDS; round++) {
                    Path file = directory.resolve("kept-" + processor + "-" + round);
                    try (Keep keep = new Keep(file)) {
                        notes.add(keep.holdOutput("web", stdio));
                        bound.add(isNamespace(file));
                        Chamber.await(keep.release("web"));
                    }
                }
            });
        }
        assertThat(notes).hasSize(processors.size() * ROUNDS).containsOnly(Optional.empty());
        assertThat(bound).containsOnly(true);
        assertThat(directory).isDirectoryNotContaining("glob:**kept-*");
    }

    /** What an engine left that was killed between a container's end and the taking away of what had been kept of it. */
    @Test
    void whatIsKeptOfContainersThatThereAreNoMoreCanBeTakenAway() {
        Path file = directory.resolve("kept");
        Path pipe = directory.resolve("pipe");
        Descriptors.makeFifo(pipe.toString(), 0600);
        Stdio.Fifos stdio = new Stdio.Fifos(new Stdio.Stdin.Empty(), pipe, pipe);
        List<Boolean> bound = new ArrayList<>();
        OneWayThread.run("keep-test", () -> {
            try (Keep killed = new Keep(file)) {
                killed.holdOutput("web", stdio);
                killed.holdOutput("gone", stdio);
            }
            try (Keep next = new Keep(file)) {
                next.releaseOthers(Set.of("web"));
            }
            bound.add(Files.exists(file));
            try (Keep last = new Keep(file)) {
                last.releaseOthers(Set.of());
            }
            bound.add(Files.exists(file));
        });
        assertThat(bound).as("while something is kept").containsExactly(true, false);
    }

    private static boolean isNamespace(Path file) {
        int opened = Descriptors.open(file.toString(), Open.RDONLY);
        try {
            return Namespaces.isNamespace(opened);
        } finally {
            Descriptors.close(opened);
        }
    }
}
