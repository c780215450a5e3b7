package io.jcompose.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CommandsTest {
    @TempDir
    Path directory;

    private final CapturedStreams streams = new CapturedStreams();

    private int run(String... arguments) {
        return run(Map.of(), arguments);
    }

    private int run(Map<String, String> environment, String... arguments) {
        return Calls.run(directory, environment, streams, arguments);
    }

    @Test
    void versionIsSaidInEachForm() {
        assertThat(run("version")).isZero();
        assertThat(run("version", "--short")).isZero();
        assertThat(run("version", "-f", "json")).isZero();
        assertThat(run("--version")).isZero();
        assertThat(streams.out()).isEqualTo("""
                jcompose version 1.2.3
                1.2.3
                {"version":"1.2.3"}
                jcompose version 1.2.3
                """);
    }

    @Test
    void helpListsEveryCommand() {
        assertThat(run("--help")).isZero();
        assertThat(streams.out())
                .contains(
                        "up ",
                        "down ",
                        "ps ",
                        "logs ",
                        "exec ",
                        "run ",
                        "config",
                        "image ",
                        "volume ",
                        "network ",
                        "engine ");
    }

    @Test
    void anUnknownCommandGetsASuggestionAndCodeOne() {
        assertThat(run("pss")).isEqualTo(1);
        assertThat(streams.err()).contains("jcompose: ").contains("pss").contains("--help");
    }

    @Test
    void anUnknownFlagNamesTheCommandsHelp() {
        assertThat(run("up", "--detacj")).isEqualTo(1);
        assertThat(streams.err()).contains("--detacj").contains("see: jcompose up --help");
    }

    @Test
    void anErrorIsASentenceAndARemedy() {
        assertThat(run("image", "ls")).isEqualTo(1);
        assertThat(streams.err()).isEqualTo("jcompose: no engine in this test\n  use another test\n");
    }

    @Test
    void debugShowsTheStack() {
        assertThat(run("--debug", "image", "ls")).isEqualTo(1);
        assertThat(streams.err()).contains("\tat io.jcompose.cli.command");
    }

    @Test
    void globalFlagsStandBeforeTheCommand() throws Exception {
        Files.writeString(directory.resolve("other.yaml"), "services:\n  web:\n    image: x\n");
        assertThat(run("-p", "version", "-f", "other.yaml", "config", "--services"))
                .isZero();
        assertThat(streams.out()).isEqualTo("web\n");
    }

    @Test
    void pathsAndVariablesAreTheCallers() throws Exception {
        Files.writeString(directory.resolve("compose.yaml"), "name: p\nservices:\n  web:\n    image: x:${TAG}\n");
        assertThat(run(Map.of("TAG", "7"), "config", "--images")).isZero();
        assertThat(streams.out()).isEqualTo("x:7\n");
    }

    @Test
    void flagsThatContradictEachOtherAreRefused() throws Exception {
        Files.writeString(directory.resolve("compose.yaml"), "services:\n  web:\n    image: x\n");
        assertThat(run("up", "-d", "--build", "--no-build")).isEqualTo(1);
        assertThat(streams.err()).contains("--build and --no-build contradict each other");
    }

    @Test
    void completionKnowsTheCommands() {
        assertThat(run("completion", "bash")).isZero();
        assertThat(streams.out()).contains("complete ").contains("jcompose");
    }
}
