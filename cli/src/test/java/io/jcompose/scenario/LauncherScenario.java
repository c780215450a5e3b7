package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the first command on a machine prepares. */
@ExtendWith(ScenarioExtension.class)
final class LauncherScenario {
    /** The product as it is installed, without what was prepared for this machine. */
    private static final String INSTALL = """
            set -e
            mkdir -p "$1/cli/src/main/sh" "$1/cli/target"
            cp "$0/jcompose" "$1/"
            cp "$0/cli/src/main/sh/prepare.sh" "$1/cli/src/main/sh/"
            ln -s "$0/cli/target/lib" "$0"/cli/target/*.jar "$1/cli/target/"
            exec setsid "$1/jcompose" version
            """;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String PREPARING = "jcompose: preparing the first start on this machine";

    private static Command firstCommand(Product product, Path installed) {
        return product.shell("exec bash -c '%s' %s %s".formatted(INSTALL, Product.repository(), installed));
    }

    @Test
    void practisesWithContainersAndLeavesNothingOfThem(Product product) throws IOException {
        Path installed = product.home().resolveSibling("installed");
        List<String> before = traces();

        Outcome outcome = firstCommand(product, installed).run().succeeds();

        assertThat(outcome.out()).startsWith("jcompose version ");
        assertThat(outcome.err()).startsWith(PREPARING).hasLineCount(1);
        List<Path> archives = list(installed.resolve("cli/target/launch")).stream()
                .filter(file -> file.toString().contains("/engine-"))
                .toList();
        assertThat(archives).hasSize(1);
        assertThat(Files.readString(archives.getFirst(), StandardCharsets.ISO_8859_1))
                .as("a class that only a container needs")
                .contains("io/jcompose/engine/runtime/MountOptions");
        assertThat(before).as("nothing is new").containsAll(traces());

        Path sameJdk = Files.createSymbolicLink(
                product.home().resolveSibling("jdk"), Path.of(System.getProperty("java.home")));
        Outcome elsewhere = product.shell("exec " + installed.resolve("jcompose") + " version")
                .env("JAVA_HOME", sameJdk.toString())
                .run()
                .succeeds();
        assertThat(elsewhere.err()).as("nothing is prepared anew").isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void leavesNothingWhenItIsInterruptedWhileContainersLive(String signal, int code, Product product) {
        Path installed = product.home().resolveSibling("interrupted-" + signal);
        List<String> before = traces();
        try (Command.Running command = firstCommand(product, installed).start()) {
            Awaitility.await().atMost(PATIENCE).until(() -> practising(before));
            assertThat(command.err()).startsWith(PREPARING);

            Command.system("kill", "-" + signal, "--", "-" + command.pid()).succeeds();

            assertThat(command.await(PATIENCE).code()).isEqualTo(code);
        }
        assertThat(before).as("nothing is new").containsAll(traces());
        assertThat(list(installed.resolve("cli/target/launch")))
                .noneMatch(file -> file.toString().endsWith(".aot"));
    }

    /** Control groups of containers are below their engine's. */
    private static boolean practising(List<String> before) {
        return traces().stream()
                .filter(trace -> trace.contains("/jcompose-") && !before.contains(trace))
                .map(Path::of)
                .anyMatch(engine ->
                        Trees.names(engine).stream().anyMatch(name -> Files.isDirectory(engine.resolve(name))));
    }

    /** Engines, interfaces, control groups of engines, temporary directories of the practice. */
    private static List<String> traces() {
        List<String> traces = new ArrayList<>();
        Proc.all().stream()
                .filter(proc -> proc.commandLine().contains(" --home /tmp/tmp."))
                .forEach(engine -> traces.add(engine.toString()));
        list(Path.of("/sys/class/net")).forEach(each -> traces.add(each.toString()));
        for (Path hierarchy : list(Path.of("/sys/fs/cgroup"))) {
            if (Files.isDirectory(hierarchy)) {
                list(hierarchy).stream()
                        .map(Path::toString)
                        .filter(group -> group.contains("/jcompose-"))
                        .forEach(traces::add);
            }
        }
        list(Path.of("/tmp")).stream()
                .map(Path::toString)
                .filter(file -> file.startsWith("/tmp/tmp."))
                .forEach(traces::add);
        return traces;
    }

    private static List<Path> list(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(directory.toString(), e);
        }
    }
}
