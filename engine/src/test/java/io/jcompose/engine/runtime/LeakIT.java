package io.jcompose.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jcompose.error.JcomposeException;
import io.jcompose.linux.cgroup.Cgroups;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many starts, one after the other and at once; then the host is as before. */
final class LeakIT {
    /** Of those that wait for the next container there is one at most. */
    private static final String READY = "jcompose-ready";
    /** Those that have come back from containers wait some seconds for the next one. */
    private static final String VISIT = "jcompose-visit";

    private Busybox box;

    @BeforeEach
    void open() {
        Busybox.require();
        box = new Busybox();
    }

    @AfterEach
    void close() {
        if (box != null) {
            box.close();
        }
    }

    @Test
    void leavesNothingAfterFiftyContainersOneAfterTheOther() throws Exception {
        Host before = warmedUp();

        for (int i = 0; i < 50; i++) {
            runAndDelete("n" + i);
        }

        await().atMost(20, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(Host.now(box.directory)).isEqualTo(before));
        assertThat(cgroupDirectories()).isEmpty();
    }

    @Test
    void startsTwentyAtOnceFromVirtualThreads() throws Exception {
        Host before = warmedUp();
        List<Busybox.Bundle> bundles = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            bundles.add(box.bundle("sh", "-c", "echo " + i + "; exit " + i));
        }

        List<Future<ExitStatus>> runs = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            bundles.forEach(bundle -> runs.add(threads.submit(() -> {
                ExitStatus status = bundle.run();
                box.runtime.delete(bundle.id, bundle.spec);
                return status;
            })));
            for (int i = 0; i < 20; i++) {
                assertThat(runs.get(i).get(60, TimeUnit.SECONDS)).isEqualTo(new ExitStatus.Exited(i));
                assertThat(bundles.get(i).output()).isEqualTo(i + "\n");
            }
        }

        await().atMost(20, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(Host.now(box.directory)).isEqualTo(before));
        await().atMost(20, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .filteredOn(thread -> thread.getName().equals(READY))
                        .hasSizeLessThanOrEqualTo(1));
        await().atMost(20, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(Thread::getName)
                        .doesNotContain(VISIT));
    }

    @Test
    void leavesNothingAfterStartsThatFail() throws Exception {
        Host before = warmedUp();

        for (int i = 0; i < 10; i++) {
            List<Busybox.Bundle> failing = List.of(
                    box.bundle("no-such-program"),
                    box.bundle("true").mount(MountSpec.bind(Path.of("/no/such/source"), "/x")),
                    box.bundle("/bin/no-format"));
            for (Busybox.Bundle bundle : failing) {
                bundle.stdio = new Stdio.Fifos(
                        new Stdio.Stdin.Empty(), bundle.path.resolve("stdout"), bundle.path.resolve("stderr"));
                try {
                    ContainerProcess created = box.runtime.create(bundle.id, bundle.spec, bundle.path, bundle.stdio);
                    box.runtime.start(created);
                } catch (JcomposeException e) {
                    assertThat(e.getMessage()).isNotEmpty();
                }
                box.runtime.delete(bundle.id, bundle.spec);
            }
        }

        await().atMost(20, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(Host.now(box.directory)).isEqualTo(before));
        assertThat(cgroupDirectories()).isEmpty();
    }

    private Host warmedUp() throws Exception {
        runAndDelete("warm-up");
        // what keeps endings is taken away behind the deletion's back
        await().until(() -> !Files.exists(box.directory.resolve("kept")));
        return Host.now(box.directory);
    }

    private void runAndDelete(String text) throws Exception {
        Busybox.Bundle bundle = box.bundle("echo", text);
        bundle.run();
        assertThat(bundle.output()).isEqualTo(text + "\n");
        box.runtime.delete(bundle.id, bundle.spec);
    }

    private List<File> cgroupDirectories() {
        List<File> found = new ArrayList<>();
        Cgroups.detect().at("/" + box.engine).views().forEach(view -> {
            File[] children = new File(view.directory()).listFiles(File::isDirectory);
            found.addAll(children == null ? List.of() : List.of(children));
        });
        return found;
    }

    /** What could leak: descriptors and namespace threads of this process, its children, and mounts in its namespace. */
    private record Host(List<String> descriptors, List<String> threads, long children, List<String> mounts) {
        static Host now(Path directory) {
            try {
                List<String> threads = Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .filter(name -> name.startsWith("jcompose-") && !name.startsWith("jcompose-runtime"))
                        .filter(name -> !name.equals(READY) && !name.equals(VISIT))
                        .sorted()
                        .toList();
                return new Host(
                        openNow(),
                        threads,
                        ProcessHandle.current().children().count(),
                        Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
                                .filter(line -> line.contains(directory.toString()))
                                .toList());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** By what they are; sockets and jars of the JVM come and go, what this module opens does not hide among them. */
        private static List<String> openNow() throws IOException {
            try (Stream<Path> entries = Files.list(Path.of("/proc/self/fd"))) {
                return entries.map(LeakIT::target)
                        .filter(name -> name.startsWith("anon_inode:")
                                || name.startsWith("pipe:")
                                || name.contains("jcompose")
                                || name.contains("cgroup")
                                || name.equals("/")
                                || name.startsWith("/dev/")
                                || name.startsWith("mnt:")
                                || name.startsWith("pid:"))
                        .sorted()
                        .toList();
            }
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return "gone";
        }
    }
}
