package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** The built product with a home of its own: its commands start an engine that nobody else uses. */
final class Product implements AutoCloseable {
    private static final int LOG_LINES = 60;

    private final Path base;
    private final List<Outcome> transcript = Collections.synchronizedList(new ArrayList<>());

    private Product(Path base) {
        this.base = base;
    }

    /** A new home in the temporary directory. */
    static Product fresh() {
        try {
            Path base = Files.createTempDirectory("jcompose-scenario");
            Files.createDirectory(base.resolve("home"));
            return new Product(base);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The root of the repository. */
    static Path repository() {
        String root = System.getProperty("jcompose.root");
        assertThat(root)
                .as("system property jcompose.root, which the build sets")
                .isNotNull();
        return Path.of(root);
    }

    static Path launcher() {
        return repository().resolve("jcompose");
    }

    Path home() {
        return base.resolve("home");
    }

    Path runDirectory() {
        return base.resolve("run");
    }

    Command command(String... arguments) {
        List<String> words = new ArrayList<>(List.of(launcher().toString()));
        words.addAll(List.of(arguments));
        return wrapped(words);
    }

    /** A client of another build, for the same home. */
    Command otherBuild(String... arguments) {
        Path built = repository().resolve("cli/target");
        List<String> words = new ArrayList<>(List.of(
                "sh",
                "-c",
                ". \"$0/launch/launch\"; exec \"$java\" -Djcompose.launch=\"$0/launch\" -Djcompose.build=other -Djcompose.version=0.0.9"
                        + " -cp \"$0/jcompose-client.jar\" io.jcompose.cli.client.Main \"$@\"",
                built.toString()));
        words.addAll(List.of(arguments));
        return wrapped(words);
    }

    /** Another program, in the environment of this product. */
    Command shell(String script) {
        return wrapped(List.of("bash", "-c", script));
    }

    private Command wrapped(List<String> words) {
        return new Command(words, transcript::add)
                .env("JCOMPOSE_HOME", home().toString())
                .env("JCOMPOSE_RUN", runDirectory().toString())
                .env("JCOMPOSE", launcher().toString());
    }

    /** The process of this home's engine; 0 when there is none. */
    long enginePid() {
        return enginePids().stream().findFirst().orElse(0L);
    }

    /** Every process that serves this home, of which there should never be two. */
    List<Long> enginePids() {
        return engines().filter(proc -> proc.threads() > 1).map(Proc::pid).toList();
    }

    /** Children of engines that wait to become a container's process: until then they look as the engine but for their one thread. */
    List<Long> unborn() {
        return engines().filter(proc -> proc.threads() == 1).map(Proc::pid).toList();
    }

    private Stream<Proc> engines() {
        return Proc.all().stream().filter(proc -> isEngine(proc) && proc.exists());
    }

    /** Or a child of it that has not executed its program yet. */
    boolean isEngine(Proc proc) {
        return (proc.commandLine() + " ").contains(" --home " + home() + " ");
    }

    /** Ends the engine as a crash would. */
    void killEngine() {
        long pid = enginePid();
        assertThat(pid).as("pid of the engine").isPositive();
        Command.system("kill", "-KILL", Long.toString(pid)).succeeds();
        Awaitility.await()
                .until(() ->
                        !Files.exists(Path.of("/proc/" + pid)) || Proc.of(pid).isZombie());
    }

    /** Has the kernel end the engine for want of memory: in a group with somebody who wants more than there is, it is the first to be chosen. */
    void starveEngine() {
        long pid = enginePid();
        assertThat(pid).as("pid of the engine").isPositive();
        String group = Files.isDirectory(Path.of("/sys/fs/cgroup/memory")) ? "/sys/fs/cgroup/memory" : "/sys/fs/cgroup";
        try (Command.Running hungry = shell("""
                        set -e
                        group=%1$s/jcompose-starving-%2$d
                        mkdir $group
                        echo %2$d > $group/cgroup.procs
                        echo $$ > $group/cgroup.procs
                        echo 1000 > /proc/%2$d/oom_score_adj
                        limit=$group/memory.limit_in_bytes
                        [ -e $limit ] || limit=$group/memory.max
                        echo 32m > $limit
                        exec tail /dev/zero
                        """.formatted(group, pid)).start()) {
            Awaitility.await()
                    .until(() -> !Files.exists(Path.of("/proc/" + pid))
                            || Proc.of(pid).isZombie());
        } finally {
            Path starving = Path.of(group, "jcompose-starving-" + pid);
            Awaitility.await()
                    .ignoreExceptions()
                    .until(() -> Files.deleteIfExists(starving) || !Files.exists(starving));
        }
    }

    void forgetTranscript() {
        transcript.clear();
    }

    /** What was run since the last scenario and what the engine wrote, for a failure's report. */
    String report() {
        StringBuilder text = new StringBuilder();
        synchronized (transcript) {
            transcript.forEach(outcome -> text.append(outcome).append('\n'));
        }
        Path log = home().resolve("engine.log");
        if (Files.exists(log)) {
            try {
                List<String> lines = Files.readAllLines(log);
                text.append("--- end of engine.log\n");
                lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size())
                        .forEach(line -> text.append(line).append('\n'));
            } catch (IOException e) {
                text.append("engine.log: ").append(e).append('\n');
            }
        }
        return text.toString();
    }

    /** Everything that this product left on the disk. */
    void deleteAll() {
        Proc.unmountBelow(base);
        Trees.delete(base);
    }

    @Override
    public void close() {
        Outcome stopped = command("engine", "stop").run();
        Awaitility.await().until(() -> enginePid() == 0);
        deleteAll();
        assertThat(stopped.code()).as("engine stop: %s", stopped).isZero();
    }
}
