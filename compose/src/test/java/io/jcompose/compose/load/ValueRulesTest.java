package io.jcompose.compose.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.compose.complaint.Complaint;
import io.jcompose.compose.complaint.ComposeFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Single values of a service as docker compose 2.40 takes or refuses them: each row was tried with it. */
class ValueRulesTest {
    @TempDir
    Path directory;

    private String config(String yaml) {
        return ConfigRenderer.yaml(new ProjectLoader().load(request(yaml)));
    }

    private LoadRequest request(String yaml) {
        return new LoadRequest(
                directory,
                List.of("-"),
                Optional.of(yaml),
                Map.of("HOME", "/root"),
                List.of(),
                List.of(),
                Optional.of("p"),
                Optional.empty(),
                LoadFlags.DEFAULT);
    }

    private String service(String attribute) {
        return config("services:\n  a:\n    image: x\n    " + attribute + "\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mem_limit: 1e3                                                | mem_limit: \"1000\"",
                "mem_limit: \"1e3\"                                            | mem_limit: \"1000\"",
                "labels: {a: 123456789.5}                                      | a: \"1.234567895e+08\"",
                "labels: {a: 123456.5}                                         | a: \"123456.5\"",
                "volumes: [{type: tmpfs, target: /t, tmpfs: {mode: 0755}}]     | mode: 493",
                "ulimits: {nofile: \"10\"}                                     | nofile: 10",
                "ulimits: {core: {soft: 0, hard: 2}}                           | soft: 0",
                "ulimits: {core: 0}                                            | hard: 0",
                "blkio_config: {device_read_bps: [{path: /a}]}                 | rate: \"0\"",
                "blkio_config: {device_read_bps: [{rate: 1}]}                  | path: \"\"",
                "blkio_config: {weight_device: [{path: /a}]}                   | weight: 0",
                "cpus: \"1_000\"                                               | cpus: 1000",
                "mem_limit: \"+1k\"                                            | mem_limit: \"1024\"",
                "cpus: 10000000                                                | cpus: 1e+07",
                "command: 'a\\nb'                                              | - anb",
                "labels: {a: !!binary aGk=}                                    | a: hi",
                "labels: {a: 1e400}                                            | a: 1e400",
            })
    void takes(String attribute, String printed) {
        assertThat(service(attribute)).contains(printed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ports: [080]                                                  | must be a whole number or text",
                "ports: [80.5]                                                 | must be a whole number or text",
                "ports: [0]                                                    | missing a target port",
                "ports: [\"80:0\"]                                             | missing a target port",
                "ports: [{target: -1}]                                         | is negative",
                "healthcheck: {test: a, retries: -1}                           | is negative",
                "cpus: 1d                                                      | is not a number",
                "storage_opt: a                                                | must be a mapping",
                "storage_opt: {a: true}                                        | must be a string or a number or empty",
                "ulimits: {a: 1e3}                                             | is not a whole number",
                "cpus: \"1 \"                                                  | is not a number",
                "group_add: [1.5]                                              | must be",
                "gpus: [{count: 1e3}]                                          | only value allowed is 'all' or a number",
                "volumes: [{type: tmpfs, target: /t, tmpfs: {mode: \"0755\"}}] | write 0755 without quotes",
                "blkio_config: {weight: \"10\"}                                | write 10 without quotes",
                "build: {context: ., ulimits: {nofile: \"10\"}}               | must be a whole number",
                "build: {context: ., ulimits: {nofile: {soft: \"1\", hard: 2}}} | must be a whole number",
                "labels: {a: !!binary \"??\"}                                  | is not base64",
                "devices: [{source: /dev/a, foo: 1}]                          | unknown attribute",
            })
    void refuses(String attribute, String words) {
        assertThatThrownBy(() -> service(attribute))
                .isInstanceOf(ComposeFileException.class)
                .hasMessageContaining(words);
    }

    /** A path that begins with a drive is absolute; of letters only those from a to z are drives there. */
    @Test
    void aLetterOutsideOfAsciiBeforeAColonIsNoDrive() {
        assertThat(service("volumes: [\"\u00e9:/x:/y\", \"c:/x:/z\"]"))
                .contains("source: " + directory + "/\u00e9:/x\n")
                .contains("source: c:/x\n");
    }

    @Test
    void aNumberThatJsonHasNotIsRefusedAsJson() {
        LoadResult result = new ProjectLoader().load(request("services: {a: {image: x}}\nx-a: [1, .inf]\n"));
        assertThat(ConfigRenderer.yaml(result)).contains("- .inf\n");
        assertThatThrownBy(() -> ConfigRenderer.json(result))
                .hasMessageStartingWith("<stdin>:2:10 x-a[1]: JSON has no such number");
    }

    @Test
    void anAmountOfAGenericResourceIsPrintedInFull() {
        assertThat(
                        service(
                                "deploy: {resources: {reservations: {generic_resources: [{discrete_resource_spec: {kind: g}}]}}}"))
                .contains("kind: g\n                value: 0\n");
    }

    @Test
    void refusesOneContainerNameForTwoServices() {
        assertThatThrownBy(() -> config("""
                services:
                  a: {image: x, container_name: one}
                  b: {image: x, container_name: one}
                """))
                .hasMessageContaining(
                        "<stdin>:3:33 services.b.container_name: container name \"one\" is already in use by service \"a\"");
    }

    @Test
    void aVariableOfTheEnvFileThatTheComposeFileWantsIsNamedWithItsPlace() throws IOException {
        Files.writeString(directory.resolve("e"), "TAG=1\nUSED=1\n");
        LoadResult result = new ProjectLoader().load(request("""
                services:
                  a: {image: "x:${TAG}", env_file: e, hostname: "${OTHER}"}
                  b: {image: "y:${TAG}"}
                """));
        assertThat(result.warnings().stream().map(Complaint::headline).filter(text -> text.contains("env_file")))
                .containsExactly(
                        "<stdin>:2:14 services.a.image: \"TAG\" is set in the env_file of \"a\", which the compose file does not see");
    }

    @Test
    void complaintsAreDataToo() {
        assertThatThrownBy(() -> config("services:\n  a: {image: x, ipc: [1], hostnam: h}\n"))
                .isInstanceOfSatisfying(
                        ComposeFileException.class,
                        e -> assertThat(ComplaintRenderer.json(e.complaints())).isEqualTo("""
                [
                  {
                    "file": "\\u003cstdin\\u003e",
                    "line": 2,
                    "column": 22,
                    "path": "services.a.ipc",
                    "message": "must be a string, this is a list",
                    "snippet": "  a: {image: x, ipc: [1], hostnam: h}"
                  },
                  {
                    "file": "\\u003cstdin\\u003e",
                    "line": 2,
                    "column": 27,
                    "path": "services.a.hostnam",
                    "message": "unknown attribute \\"hostnam\\"",
                    "snippet": "  a: {image: x, ipc: [1], hostnam: h}",
                    "hint": "did you mean \\"hostname\\"?"
                  }
                ]
                """));
    }

    @Test
    void anIncludeOfTheRootDirectoryIsRefused() {
        assertThatThrownBy(() -> config("include: [/]\nservices: {a: {image: x}}\n"))
                .hasMessageContaining("<stdin>:1:11 include[0]")
                .hasMessageContaining("is a directory");
    }

    @Test
    void anExtendsSaysWhatItDoesNotKnow() {
        String files = "services: {a: {extends: {service: b, %s}}, b: {image: x}}\n";
        assertThatThrownBy(() -> config(files.formatted("file: [f]")))
                .hasMessageContaining("<stdin>:1:44 services.a.extends.file: must be a string, this is a list");
        assertThat(new ProjectLoader().load(request(files.formatted("fiel: f"))).warnings())
                .singleElement()
                .satisfies(warning -> assertThat(warning.headline())
                        .isEqualTo("<stdin>:1:38 services.a.extends.fiel: unknown attribute \"fiel\" has no effect"));
    }

    @Test
    void aQuoteThatIsNotClosedIsShownWhereItBegins() {
        assertThatThrownBy(() -> config("services:\n  a:\n    image: \"x\n    command: b\n"))
                .hasMessageStartingWith("<stdin>:3:12: not YAML: ")
                .hasMessageContaining("    image: \"x\n");
    }

    @Test
    void anAliasWithoutAnchorIsToldHowFarAnchorsReach() {
        assertThatThrownBy(() -> config("services: {a: *nowhere}\n"))
                .hasMessageContaining("an anchor holds within one file");
    }

    @Test
    void anAnchorHoldsToTheEndOfItsFile() {
        assertThat(config("x-a: &a {image: x}\nservices: {a: *a}\n---\nservices: {b: {<<: *a, command: c}}\n"))
                .contains("  b:\n    command:\n      - c\n    image: x\n");
    }

    @Test
    void anIncludeNeedsAPath() {
        assertThatThrownBy(() -> config("include: [{path: []}]\nservices: {a: {image: x}}\n"))
                .hasMessageContaining("\"path\" is empty");
        assertThatThrownBy(() -> config("include: [{project_directory: d}]\nservices: {a: {image: x}}\n"))
                .hasMessageContaining("path");
    }

    @Test
    void earlierLabelFilesStandForVariablesOfLaterOnes() throws IOException {
        Files.writeString(directory.resolve("e"), "A=1\n");
        Files.writeString(directory.resolve("f"), "A=2\nB=$A\n");
        assertThat(service("label_file: [e, f]")).contains("A: \"2\"", "B: \"1\"");
    }

    @Test
    void aRawEnvFileMayBeginWithAByteOrderMark() throws IOException {
        Files.writeString(directory.resolve("e"), "\uFEFFA=$x\n");
        assertThat(service("env_file: [{path: e, format: raw}]")).contains("A: $$x");
    }
}
