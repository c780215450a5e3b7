package io.jcompose.compose.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.compose.complaint.ComposeFileException;
import io.jcompose.compose.model.Project;
import io.jcompose.compose.model.Service;
import io.jcompose.engine.store.Machine;
import io.jcompose.error.JcomposeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectLoaderTest {
    @TempDir
    Path directory;

    private final Map<String, String> environment = new LinkedHashMap<>(Map.of("HOME", "/root"));

    private void file(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, text);
    }

    private LoadResult load(String... files) {
        return load(directory, files);
    }

    private LoadResult load(Path from, String... files) {
        return new ProjectLoader()
                .load(LoadRequest.of(
                        from, environment, List.of(files).stream().map(Path::of).toList()));
    }

    private static Service service(LoadResult result, String name) {
        return Objects.requireNonNull(result.project().services().get(name));
    }

    @Test
    void findsTheDefaultFileInAParentWithItsOverride() throws IOException {
        file("compose.yaml", "services: {web: {image: a, hostname: kept}}");
        file("compose.override.yaml", "services: {web: {image: b}}");
        Files.createDirectories(directory.resolve("deep/er"));
        LoadResult result = load(directory.resolve("deep/er"));
        assertThat(service(result, "web").image().image()).contains("b");
        assertThat(service(result, "web").networking().names().hostname()).contains("kept");
        assertThat(result.project().workingDirectory()).isEqualTo(directory);
    }

    @Test
    void partsNamesByUnderscoresInCompatibility() throws IOException {
        file("compose.yaml", "name: p\nservices: {web: {build: .}}");
        file(".env", "COMPOSE_COMPATIBILITY=true");
        Project project = load().project();
        assertThat(project.containerName("web", "1")).isEqualTo("p_web_1");
        assertThat(project.builtImage("web")).isEqualTo("p_web");
        Files.delete(directory.resolve(".env"));
        assertThat(load().project().containerName("web", "1")).isEqualTo("p-web-1");
    }

    @Test
    void printsEmptyListsOfExtensionsAsGoDoes() throws IOException {
        file("compose.yaml", "services: {}\nx-a: {b: [], c: [[], {}]}");
        assertThat(ConfigRenderer.json(load())).contains("\"b\": null,").containsPattern("\\[\\s+null,\\s+\\{}\\s+]");
        assertThat(ConfigRenderer.yaml(load())).contains("b: []\n").contains("- []\n");
    }

    @Test
    void takesTheFilesOfComposeFile() throws IOException {
        file("a.yaml", "services: {web: {image: a}}");
        file("b.yaml", "services: {web: {tty: true}}");
        environment.put("COMPOSE_FILE", "a.yaml,b.yaml");
        environment.put("COMPOSE_PATH_SEPARATOR", ",");
        assertThat(service(load(), "web").process().tty()).isTrue();
    }

    @Test
    void namesTheProjectByEnvironmentThenFileThenDirectory() throws IOException {
        file("My_Dir/compose.yaml", "services: {web: {image: 'x:${COMPOSE_PROJECT_NAME}'}}");
        file("named/compose.yaml", "name: From_File\nservices: {web: {image: a}}");
        assertThat(load(directory.resolve("My_Dir")).project().name()).isEqualTo("my_dir");
        assertThat(service(load(directory.resolve("My_Dir")), "web").image().image())
                .contains("x:my_dir");
        assertThat(load(directory.resolve("named")).project().name()).isEqualTo("from_file");
        environment.put("COMPOSE_PROJECT_NAME", "given");
        assertThat(load(directory.resolve("named")).project().name()).isEqualTo("given");
    }

    @Test
    void prefersTheEnvironmentToTheEnvFile() throws IOException {
        file(".env", "A=file\nB=file\n");
        file("compose.yaml", "services: {web: {image: '${A}-${B}'}}");
        environment.put("A", "shell");
        assertThat(service(load(), "web").image().image()).contains("shell-file");
    }

    @Test
    void turnsServicesOffWhoseProfilesAreNotActive() throws IOException {
        file("compose.yaml", "services: {web: {image: a}, debug: {image: b, profiles: [dev]}}");
        Project plain = load().project();
        assertThat(plain.services()).containsOnlyKeys("web");
        assertThat(plain.disabledServices()).containsOnlyKeys("debug");
        environment.put("COMPOSE_PROFILES", "dev");
        assertThat(load().project().services()).containsOnlyKeys("web", "debug");
    }

    @Test
    void keepsAnAbsentAnEmptyAndAGivenCommandApart() throws IOException {
        file(
                "compose.yaml",
                "services: {a: {image: x}, b: {image: x, command: []}, c: {image: x, command: 'run \"it now\"'}}");
        LoadResult result = load();
        assertThat(service(result, "a").process().command()).isEmpty();
        assertThat(service(result, "b").process().command()).contains(List.of());
        assertThat(service(result, "c").process().command()).contains(List.of("run", "it now"));
    }

    @Test
    void changesTheHashWhenAConfigFileOrAnEnvFileChangesAndNotWhenTheScaleDoes() throws IOException {
        String yaml =
                "services: {web: {image: a, env_file: web.env, configs: [c], scale: %d}}\nconfigs: {c: {file: ./c.txt}}\n";
        file("compose.yaml", String.format(yaml, 1));
        file("web.env", "A=1\n");
        file("c.txt", "one");
        String first = hash(load());
        assertThat(hash(load())).isEqualTo(first);
        file("compose.yaml", String.format(yaml, 3));
        assertThat(hash(load())).isEqualTo(first);
        file("c.txt", "two");
        String second = hash(load());
        assertThat(second).isNotEqualTo(first);
        file("web.env", "A=2\n");
        assertThat(hash(load())).isNotEqualTo(second);
    }

    private static String hash(LoadResult result) {
        return ConfigHash.of(result.project(), service(result, "web"));
    }

    @Test
    void tellsTheWholeWayToAServiceThatIsExtended() throws IOException {
        file("compose.yaml", "services: {web: {extends: {file: one/base.yaml, service: a}}}\n");
        file("one/base.yaml", "services: {a: {extends: {file: two/deep.yaml, service: b}}}\n");
        file("one/two/deep.yaml", "services: {b: {image: x, prots: [80]}}\n");
        assertThatThrownBy(() -> load())
                .hasMessageContaining("one/two/deep.yaml:1:26 services.web.prots: unknown attribute")
                .hasMessageContaining(
                        "  extended at compose.yaml:1:58\n  extended at one/base.yaml:1:56\n  did you mean \"ports\"?");
    }

    @Test
    void explainsWhatEnvFilesOfServicesAndOfIncludesSetWithTheirLines() throws IOException {
        file("compose.yaml", """
                include: [sub/inc.yaml]
                services:
                  web: {image: x, env_file: [e, f], environment: {A: own}, label_file: f}
                """);
        file("e", "# first\nA=file\nB=\"one\ntwo\"\nC=e\n");
        file("f", "C=f\n");
        file("sub/inc.yaml", "services: {inc: {image: 'i:$IN'}}\n");
        file("sub/.env", "\nIN=7\n");
        Explainer explainer = new Explainer(load());
        assertThat(explainer.explain("services.web.environment.A"))
                .isEqualTo(
                        "services.web.environment.A = \"own\"  from compose.yaml:3:54\n  overrides \"file\"  from e:2:1\n");
        assertThat(explainer.explain("services.web.environment.B")).endsWith("  from e:3:1\n");
        assertThat(explainer.explain("services.web.environment.C"))
                .isEqualTo("services.web.environment.C = \"f\"  from f:1:1\n  overrides \"e\"  from e:5:1\n");
        assertThat(explainer.explain("services.web.labels.C")).endsWith(" = \"f\"  from f:1:1\n");
        assertThat(explainer.explain("IN")).startsWith("""
                        IN is not set: it becomes empty where no default is given
                          is, in the files of an include, "7"  from sub/.env:2:1
                        """);
    }

    @Test
    void explainsAnEnvFileThatIncludesOfItsDirectoryReadAgainOnce() throws IOException {
        file(".env", "TAG=file\n");
        file("compose.yaml", "include: [a.yaml, b.yaml]\nservices: {web: {image: 'x:$TAG'}}\n");
        file("a.yaml", "services: {a: {image: x}}\n");
        file("b.yaml", "services: {b: {image: x}}\n");
        assertThat(new Explainer(load()).explain("TAG"))
                .isEqualTo("TAG = \"file\"  from .env:1:1\n  used at compose.yaml:2:25  services.web.image\n");
    }

    @Test
    void explainsAVariableWithWhatItShadowsAndAValueWithWhatItOverrides() throws IOException {
        file(".env", "TAG=file\n");
        file("a.yaml", "services:\n  web:\n    image: one:${TAG}\n");
        file("b.yaml", "services:\n  web:\n    image: two\n");
        environment.put("TAG", "shell");
        Explainer explainer = new Explainer(load("a.yaml", "b.yaml"));
        assertThat(explainer.explain("TAG"))
                .startsWith("TAG = \"shell\"  from the environment of the command\n")
                .contains("  shadows \"file\"  from .env:1:1\n")
                .contains("used at a.yaml:3:12  services.web.image");
        assertThat(explainer.explain("services.web.image"))
                .isEqualTo(
                        "services.web.image = \"two\"  from b.yaml:3:12\n  overrides \"one:shell\"  from a.yaml:3:12\n");
        assertThatThrownBy(() -> explainer.explain("services.wob")).isInstanceOf(JcomposeException.class);
    }

    @Test
    void warnsOfAVariableThatIsNotSetOnceAndWithItsPlace() throws IOException {
        file("compose.yaml", "services:\n  a: {image: 'x$NO'}\n  b: {image: 'y$NO'}\n");
        assertThat(load().warnings())
                .singleElement()
                .satisfies(
                        warning -> assertThat(warning.headline())
                                .isEqualTo(
                                        "compose.yaml:2:14 services.a.image: The \"NO\" variable is not set. Defaulting to a blank string."));
    }

    @Test
    void listsWhatTheEngineDoesNotActOn() throws IOException {
        file("compose.yaml", "services:\n  a:\n    image: x\n    isolation: hyperv\n");
        assertThat(load().unsupported())
                .singleElement()
                .satisfies(use -> assertThat(use.headline()).startsWith("compose.yaml:4:16 services.a.isolation: "));
    }

    @Test
    void listsAValueOnlyWhereItWouldChangeSomething() throws IOException {
        file("compose.yaml", """
                services:
                  a:
                    image: x
                    deploy: {mode: replicated, labels: {}, restart_policy: {condition: any, window: 5s}}
                    networks:
                      one:
                        driver_opts: {com.docker.network.endpoint.ifname: face, com.example.colour: red}
                    volumes:
                      - {type: bind, source: /a, target: /a, consistency: cached, bind: {selinux: z}}
                  b: {image: x, networks: [two], deploy: {mode: global, labels: {a: b}}}
                networks:
                  one:
                    attachable: false
                    driver_opts: {com.docker.network.driver.mtu: "1400", com.docker.network.bridge.colour: red}
                    ipam: {driver: default}
                  two: {attachable: true, enable_ipv4: false, ipam: {driver: own, options: {a: b}}}
                """);
        assertThat(load().unsupported())
                .extracting(use -> use.headline().replaceFirst("^\\S+ (\\S+): .*", "$1"))
                .containsExactlyInAnyOrder(
                        "services.a.deploy.restart_policy.window",
                        "services.a.networks.one.driver_opts.com.example.colour",
                        "services.a.volumes[0].consistency",
                        "services.a.volumes[0].bind.selinux",
                        "services.b.deploy.mode",
                        "services.b.deploy.labels",
                        "networks.one.driver_opts.com.docker.network.bridge.colour",
                        "networks.two.attachable",
                        "networks.two.enable_ipv4",
                        "networks.two.ipam.driver",
                        "networks.two.ipam.options");
    }

    @Test
    void takesAKeyOfARequestForGpusThatDoesNotExistButNotSilently() throws IOException {
        file("compose.yaml", "services:\n  a: {image: x, gpus: [{capabilities: [gpu], x-own: 1, model: b}]}\n");
        assertThat(load().unsupported())
                .singleElement()
                .satisfies(use -> assertThat(use.headline()).contains("services.a.gpus[0].model: "));
        assertThat(ConfigRenderer.yaml(load())).contains("model: b");
    }

    @Test
    void saysThatAnotherPlatformThanTheMachinesIsNotTaken() throws IOException {
        file(
                "compose.yaml",
                "services:\n  a: {image: x, platform: %s}\n  b: {image: x, platform: linux/s390x}\n"
                        .formatted(Machine.platform()));
        assertThat(load().unsupported())
                .singleElement()
                .satisfies(use -> assertThat(use.headline()).startsWith("compose.yaml:3:27 services.b.platform: "));
    }

    @Test
    void selectsServicesWithWhatTheyDependOnAndUse() throws IOException {
        file(
                "compose.yaml",
                "services: {a: {image: x, depends_on: [b], networks: [n]}, b: {image: x, networks: [n]}, c: {image: x, networks: [m]}}\n"
                        + "networks: {n: , m: }\n");
        LoadResult selected = Selection.of(load(), List.of("a"), false);
        assertThat(selected.project().services()).containsOnlyKeys("a", "b");
        assertThat(ConfigRenderer.yaml(selected)).doesNotContain("m:");
        assertThatThrownBy(() -> Selection.of(load(), List.of("d"), false)).hasMessage("no such service: d");
    }

    @Test
    void refusesAnAliasBombAtOnce() throws IOException {
        StringBuilder bomb = new StringBuilder("x0: &x0 [a, a, a, a, a, a, a, a, a]\n");
        for (int i = 1; i < 12; i++) {
            bomb.append("x").append(i).append(": &x").append(i).append(" [");
            bomb.append(("*x" + (i - 1) + ", ").repeat(9)).append("b]\n");
        }
        file("compose.yaml", bomb + "services: {a: {image: x}}\n");
        assertThatThrownBy(this::load)
                .isInstanceOf(ComposeFileException.class)
                .hasMessageContaining("aliases make this document grow");
    }

    @Test
    void saysThatThereIsNoFile() {
        assertThatThrownBy(this::load)
                .isInstanceOf(JcomposeException.class)
                .hasMessageStartingWith("no configuration file provided");
    }

    @Test
    void readsStandardInput() {
        LoadRequest request = new LoadRequest(
                directory,
                List.of("-"),
                Optional.of("services: {a: {image: x, volumes: ['./d:/d']}}"),
                environment,
                List.of(),
                List.of(),
                Optional.of("p"),
                Optional.empty(),
                LoadFlags.DEFAULT);
        Project project = new ProjectLoader().load(request).project();
        assertThat(Objects.requireNonNull(project.services().get("a")).storage().volumes())
                .singleElement()
                .satisfies(mount -> assertThat(mount.source())
                        .contains(directory.resolve("d").toString()));
    }
}
