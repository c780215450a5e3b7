package io.jcompose.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the flags of {@code config} give, one by one and together, as docker compose 2.40 has it. */
final class ConfigCommandTest {
    @TempDir
    Path directory;

    private final Map<String, String> environment = new LinkedHashMap<>(Map.of("HOME", "/root", "TAG", "2"));

    private record Ran(int code, String out, String err) {}

    @BeforeEach
    void aProject() throws IOException {
        Files.writeString(directory.resolve("compose.yaml"), """
                name: ${NAME:-proj}
                services:
                  web:
                    image: nginx:${TAG:-1}
                    depends_on: [db]
                    environment: {HOME: , ABSENT: }
                    networks: [front]
                  db:
                    build: {context: ., args: [HOME, ABSENT]}
                    volumes: ["vol:/vol"]
                  hidden:
                    image: busybox:${TAG?which one}
                    profiles: [debug, test]
                networks: {front: , back: }
                volumes: {vol: , unused: }
                """);
    }

    private Ran run(String... arguments) {
        CapturedStreams streams = new CapturedStreams();
        int code = Calls.run(directory, environment, streams, arguments);
        return new Ran(code, streams.out(), streams.err());
    }

    @Test
    void listsNamesWhateverServicesAreGiven() {
        assertThat(run("config", "--services", "db").out()).isEqualTo("db\nweb\n");
        assertThat(run("config", "--volumes", "web").out()).isEqualTo("vol\n");
        assertThat(run("config", "--networks", "db").out()).isEqualTo("default\nfront\n");
        assertThat(run("config", "--profiles", "db").out()).isEqualTo("debug\ntest\n");
        assertThat(run("config", "--images", "db").out()).isEqualTo("proj-db\n");
        assertThat(run("config", "--profiles", "dbb").err()).contains("no such service: dbb");
    }

    @Test
    void ofSeveralListsTheFirstInAFixedOrderIsGiven() {
        assertThat(run("config", "--images", "--profiles", "--services").out()).isEqualTo("db\nweb\n");
        assertThat(run("config", "--environment", "--images").out()).isEqualTo("proj-db\nnginx:2\n");
    }

    @Test
    void quietAndOutputAreForTheWholeModel() {
        assertThat(run("config", "-q").out()).isEmpty();
        assertThat(run("config", "-q", "--services").out()).isEqualTo("db\nweb\n");
        assertThat(run("config", "-q", "--environment").out()).isEmpty();
        assertThat(run("config", "-o", "saved", "--services").out()).isEqualTo("db\nweb\n");
        assertThat(directory.resolve("saved")).doesNotExist();
        assertThat(run("config", "-o", "saved").out()).isEmpty();
        assertThat(directory.resolve("saved")).content().startsWith("name: proj\nservices:\n  db:\n");
    }

    @Test
    void aFileThatCannotBeWrittenIsNamed() {
        Ran ran = run("config", "-o", "none/saved");
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).contains("open none/saved: no such file or directory");
        assertThat(run("config", "-o", ".").err()).contains("open .: Is a directory");
    }

    @Test
    void aServiceThatIsNamedIsEnabled() {
        Ran ran = run("config", "hidden");
        assertThat(ran.code()).isZero();
        assertThat(ran.out()).contains("image: busybox:2").doesNotContain("web:");
    }

    @Test
    void profilesOfTheEnvFileStayWhenAServiceIsNamed() throws IOException {
        Files.writeString(directory.resolve(".env"), "COMPOSE_PROFILES=extra\n");
        Files.writeString(
                directory.resolve("compose.override.yaml"), "services: {other: {image: y, profiles: [extra]}}");
        assertThat(run("config", "--images", "hidden", "other").out()).isEqualTo("busybox:2\ny\n");
    }

    @Test
    void emptyNamesInComposeEnvFilesArePassedOver() throws IOException {
        Files.writeString(directory.resolve("a.env"), "NAME=from_a\n");
        environment.put("COMPOSE_ENV_FILES", ",a.env,");
        assertThat(run("config").out()).startsWith("name: from_a\n");
    }

    @Test
    void hashesOfServicesThatAreThere() {
        assertThat(run("config", "--hash", "*").out()).matches("db [0-9a-f]{64}\nweb [0-9a-f]{64}\n");
        assertThat(run("config", "--hash", "web,db").out()).matches("web [0-9a-f]{64}\ndb [0-9a-f]{64}\n");
        Ran unknown = run("config", "--hash", "wep");
        assertThat(unknown.code()).isNotZero();
        assertThat(unknown.err()).contains("no such service: wep").contains("did you mean \"web\"?");
    }

    @Test
    void withoutInterpolationNothingIsLookedUp() {
        assertThat(run("config", "--no-interpolate").out())
                .contains("image: nginx:${TAG:-1}", "HOME: null", "ABSENT: null");
        assertThat(run("config", "--no-interpolate", "--services").out()).isEqualTo("web\ndb\nhidden\n");
    }

    @Test
    void variablesSayWhatIsRequiredSomewhere() {
        assertThat(run("config", "--variables").out())
                .containsPattern("TAG +true")
                .doesNotContain("proj");
        assertThat(run("--compatibility", "config", "--variables").out()).containsPattern("NAME +false +proj *\n");
        Ran refused = run("config", "--variables", "--format", "xml");
        assertThat(refused.code()).isNotZero();
        assertThat(refused.err()).contains("unknown --format \"xml\"");
    }

    @Test
    void compatibilityPartsNamesByUnderscoresAndNormalizesNothing() {
        assertThat(run("--compatibility", "config", "--images", "db").out()).isEqualTo("proj_db\n");
        assertThat(run("--compatibility", "config").out())
                .doesNotContain("default")
                .doesNotContain("proj_front");
        for (String on : List.of("1", "true", "T", "Y", " 1")) {
            environment.put("COMPOSE_COMPATIBILITY", on);
            assertThat(run("config", "--images", "db").out()).as(on).isEqualTo("proj_db\n");
            assertThat(run("config").out()).contains("proj_front");
        }
        for (String off : List.of("0", "yes", "on", "")) {
            environment.put("COMPOSE_COMPATIBILITY", off);
            assertThat(run("config", "--images", "db").out()).as(off).isEqualTo("proj-db\n");
        }
    }

    @Test
    void allResourcesKeepsWhatNoServiceUses() {
        assertThat(run("--all-resources", "config", "--networks").out()).isEqualTo("back\ndefault\nfront\n");
        assertThat(run("--all-resources", "config", "--volumes").out()).isEqualTo("unused\nvol\n");
        assertThat(run("--all-resources", "config", "web").out()).contains("name: proj_unused");
        assertThat(run("config").out()).doesNotContain("unused").doesNotContain("back");
    }

    @Test
    void aFlagGivenTwiceCountsAsItStandsLast() {
        Ran ran = run("config", "--format", "yaml", "--format", "json");
        assertThat(ran.code()).isZero();
        assertThat(ran.out()).startsWith("{\n");
    }

    @Test
    void dryRunMayStandBehindTheCommand() {
        assertThat(run("config", "--dry-run", "--services").out()).isEqualTo("db\nweb\n");
        Ran refused = run("down", "--dry-run");
        assertThat(refused.code()).isNotZero();
        assertThat(refused.err()).contains("--dry-run is not there for down");
    }

    @Test
    void refusesAnUnknownWayOfProgress() {
        Ran refused = run("--progress", "loud", "config", "-q");
        assertThat(refused.code()).isNotZero();
        assertThat(refused.err()).contains("unknown --progress \"loud\"").contains("auto, tty, plain, json, quiet");
    }

    @Test
    void theEnvFileIsReadUnlessItIsDisabled() throws IOException {
        Files.writeString(directory.resolve(".env"), "NAME=dot\n");
        assertThat(run("config").out()).startsWith("name: dot\n");
        environment.put("COMPOSE_DISABLE_ENV_FILE", "true");
        assertThat(run("config").out()).startsWith("name: proj\n");
        environment.put("COMPOSE_DISABLE_ENV_FILE", "yes");
        Ran refused = run("config");
        assertThat(refused.code()).isNotZero();
        assertThat(refused.err()).contains("COMPOSE_DISABLE_ENV_FILE is \"yes\"");
    }
}
