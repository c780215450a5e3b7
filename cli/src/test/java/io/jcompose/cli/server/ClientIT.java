package io.jcompose.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher, the client and the engine's process, as real processes with a home of their own. */
final class ClientIT {
    private static final Path ROOT = Path.of(System.getProperty("jcompose.root", "."));

    @TempDir
    Path directory;

    private Path home;
    private Path run;

    private record Result(int code, String out, String err) {}

    @BeforeEach
    void needsRoot() throws IOException {
        boolean root = Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        if (!root && "true".equals(System.getenv("CI"))) {
            fail("needs root");
        }
        assumeTrue(root, "needs root");
        home = directory.resolve("home");
        run = directory.resolve("run");
    }

    @AfterEach
    void stopEngine() throws Exception {
        if (Files.isDirectory(home)) {
            jcompose("engine", "stop");
        }
    }

    private Result jcompose(String... arguments) throws Exception {
        List<String> words = new ArrayList<>(List.of(ROOT.resolve("jcompose").toString()));
        words.addAll(List.of(arguments));
        return execute(Map.of(), words);
    }

    private Result execute(Map<String, String> environment, List<String> words) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(directory.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(directory.resolve("out").toFile())
                .redirectError(directory.resolve("err").toFile());
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().put("JCOMPOSE_HOME", home.toString());
        builder.environment().put("JCOMPOSE_RUN", run.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            fail("still running: " + words);
        }
        return new Result(
                process.exitValue(),
                Files.readString(directory.resolve("out")),
                Files.readString(directory.resolve("err")));
    }

    private long enginePid() throws IOException {
        return Long.parseLong(Files.readString(run.resolve("engine.lock")).trim());
    }

    @Test
    void aCommandAfterTheEngineWasKilledStartsAnother() throws Exception {
        assertThat(jcompose("version").code()).isZero();
        long first = enginePid();
        ProcessHandle engine = ProcessHandle.of(first).orElseThrow();
        assertThat(engine.destroyForcibly()).isTrue();
        engine.onExit().get(10, TimeUnit.SECONDS);
        Result again = jcompose("version");
        assertThat(again).isEqualTo(new Result(0, again.out(), ""));
        assertThat(enginePid()).isNotEqualTo(first);
    }

    @Test
    void theEngineIsDetachedAndKeepsNothingOfItsCaller() throws Exception {
        assertThat(jcompose("version").code()).isZero();
        Path proc = Path.of("/proc/" + enginePid());
        assertThat(Files.readSymbolicLink(proc.resolve("cwd"))).isEqualTo(Path.of("/"));
        assertThat(Files.readSymbolicLink(proc.resolve("fd/0"))).isEqualTo(Path.of("/dev/null"));
        assertThat(Files.readSymbolicLink(proc.resolve("fd/1"))).isEqualTo(home.resolve("engine.log"));
        String stat = Files.readString(proc.resolve("stat"));
        String session = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[3];
        assertThat(session).as("a session of its own").isEqualTo(Long.toString(enginePid()));
    }

    @Test
    void anEngineOfAnotherBuildIsNamedWithTheWayOut() throws Exception {
        assertThat(jcompose("version").code()).isZero();
        Result other = execute(Map.of(), otherBuild("version"));
        assertThat(other.code()).isEqualTo(1);
        assertThat(other.out()).isEmpty();
        assertThat(other.err())
                .contains("another build")
                .contains("pid " + enginePid())
                .contains("jcompose engine restart");
        assertThat(execute(Map.of(), otherBuild("engine", "status")).out()).contains("pid      " + enginePid());
        assertThat(execute(Map.of(), otherBuild("engine", "stop")).code()).isZero();
        assertThat(jcompose("engine", "status").code()).isEqualTo(1);
    }

    private static List<String> otherBuild(String... arguments) {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djcompose.build=0000",
                "-Djcompose.version=9.9.9",
                "-cp",
                ROOT.resolve("cli/target/jcompose-client.jar").toString(),
                "io.jcompose.cli.client.Main"));
        words.addAll(List.of(arguments));
        return words;
    }

    @Test
    void argumentsAndVariablesArriveAsBytesWhateverTheLocaleIs() throws Exception {
        Files.writeString(
                directory.resolve("größe.yaml"),
                "name: p\nservices:\n  web:\n    image: x\n    environment:\n      A: \"${NAME}\"\n      B: \"${JAVA_TOOL_OPTIONS}\"\n      C: \"${LC_ALL}\"\n");
        // The first start on a machine says that it takes its time.
        assertThat(jcompose("version").code()).isZero();
        Result result = execute(
                Map.of("NAME", "größe €", "JAVA_TOOL_OPTIONS", "-Dx=y", "LC_ALL", "C"),
                List.of(
                        "/bin/sh",
                        "-c",
                        "exec \"$0\" -f größe.yaml config",
                        ROOT.resolve("jcompose").toString()));
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).contains("A: größe €").contains("B: -Dx=y").contains("C: C");
    }

    @Test
    void anArgumentWithAnAtSignIsNoFileOfArguments() throws Exception {
        Result result = jcompose("@nothing");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("@nothing");
    }

    @Test
    void aHomeThatIsAFileIsNamed() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        Result result = execute(
                Map.of("JCOMPOSE_HOME", file.toString()),
                List.of(ROOT.resolve("jcompose").toString(), "version"));
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err())
                .contains(file.toString())
                .contains("JCOMPOSE_HOME")
                .doesNotContain("\tat ");
    }

    @Test
    void aHomeThatCannotBeMadeIsNamed() throws Exception {
        Result result = execute(
                Map.of("JCOMPOSE_HOME", "/proc/none"),
                List.of(ROOT.resolve("jcompose").toString(), "version"));
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err())
                .contains("/proc/none")
                .contains("JCOMPOSE_HOME")
                .doesNotContain("\tat ");
    }

    @Test
    void anEngineThatCannotStartTellsItsLastWords() throws Exception {
        Files.createDirectories(home);
        Files.writeString(home.resolve("config.json"), "{ not json");
        Result result = jcompose("version");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err())
                .contains("did not come up")
                .contains("config.json is not JSON")
                .contains("engine.log")
                .contains("jcompose engine run");
        Files.delete(home.resolve("config.json"));
    }

    @Test
    void anotherEnginesHomeIsNotTakenTwice() throws Exception {
        assertThat(jcompose("version").code()).isZero();
        Result result = execute(
                Map.of("JCOMPOSE_RUN", directory.resolve("other").toString()),
                List.of(ROOT.resolve("jcompose").toString(), "version"));
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("belongs to a running engine with pid " + enginePid());
    }

    /** A client that was killed while its engine began leaves one that finds the next client's. */
    @Test
    void anEngineThatMeetsOneThatServesDoesNotFollowIt() throws Exception {
        assertThat(jcompose("version").code()).isZero();
        ProcessBuilder builder = new ProcessBuilder(ROOT.resolve("jcompose").toString(), "engine", "run")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("second").toFile());
        builder.environment().put("JCOMPOSE_HOME", home.toString());
        builder.environment().put("JCOMPOSE_RUN", run.toString());
        Process second = builder.start();
        Path descriptors = Path.of("/proc/" + second.pid() + "/fd");
        Awaitility.await()
                .ignoreExceptions()
                .until(() -> !second.isAlive() || has(descriptors, home.resolve("engine.lock")));
        assertThat(jcompose("engine", "stop").code()).isZero();
        assertThat(second.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(directory.resolve("second")).content().contains("belongs to a running engine");
        assertThat(jcompose("engine", "status").code()).isEqualTo(1);
    }

    private static boolean has(Path descriptors, Path file) throws IOException {
        try (var open = Files.list(descriptors)) {
            for (Path descriptor : (Iterable<Path>) open::iterator) {
                if (Files.readSymbolicLink(descriptor).equals(file)) {
                    return true;
                }
            }
            return false;
        }
    }

    @Test
    void anEngineWithNothingToDoEndsByItself() throws Exception {
        Files.createDirectories(home);
        Files.writeString(home.resolve("config.json"), "{\"engine\": {\"idleExitSeconds\": 1}}");
        assertThat(jcompose("version").code()).isZero();
        ProcessHandle engine = ProcessHandle.of(enginePid()).orElseThrow();
        Awaitility.await().until(() -> !engine.isAlive());
        assertThat(run.resolve("engine.sock")).doesNotExist();
    }

    @Test
    void aClosedPipeIsNoError() throws Exception {
        // The first start on a machine says that it takes its time.
        assertThat(jcompose("version").code()).isZero();
        Result result = execute(
                Map.of(),
                List.of(
                        "bash",
                        "-c",
                        "\"$0\" completion bash | head -n 1; exit ${PIPESTATUS[0]}",
                        ROOT.resolve("jcompose").toString()));
        assertThat(result.err()).isEmpty();
        assertThat(result.out().lines()).hasSize(1);
    }

    @Test
    void whoeverDoesNotSpeakTheProtocolIsLeftAlone() throws Exception {
        assertThat(jcompose("version").code()).isZero();
        try (var socket = java.nio.channels.SocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
            socket.connect(java.net.UnixDomainSocketAddress.of(run.resolve("engine.sock")));
            socket.write(java.nio.ByteBuffer.wrap(
                    "GET / HTTP/1.1\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
            assertThat(socket.read(java.nio.ByteBuffer.allocate(1))).isEqualTo(-1);
        }
        assertThat(jcompose("version").code()).isZero();
    }

    /** What each command would pay for: see NoRandomness, the launcher's options and Session. */
    @Test
    void opensItsSocketWithoutTheJdksServicesAndSecurityProviders() throws Exception {
        assertThat(jcompose("version").code()).isZero();
        Path log = directory.resolve("initialized");
        String client = ". cli/target/launch/launch && exec \"$java\" $options -Xlog:class+init=info:file=" + log
                + " -Djcompose.build=\"$build\" -cp cli/target/jcompose-client.jar io.jcompose.cli.client.Main version";
        Result result = execute(Map.of(), List.of("sh", "-c", "cd " + ROOT + " && " + client));
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).startsWith("jcompose version");
        assertThat(Files.readString(log))
                .contains("'sun/nio/ch/UnixDomainSockets'", "'io/jcompose/cli/client/Session'")
                .doesNotContain("'java/util/ServiceLoader'", "'sun/security/provider/SunEntries'", "'sun/nio/ch/Net'");
    }
}
