package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Compose files that lie in git repositories and registries, and images looked up there. */
@ExtendWith(ScenarioExtension.class)
final class RemoteFilesScenario {
    private static final String TYPE = "application/vnd.docker.compose.project";
    private static final String FILE = "application/vnd.docker.compose.file+yaml";
    private static final String LOCAL = """
            services:
              local:
                image: local
            """;

    private static String application(String service) {
        return """
                services:
                  %s:
                    image: remote
                    env_file: app.env
                    volumes: ["./data:/data"]
                """.formatted(service);
    }

    private static void write(Path directory, String service) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("compose.yaml"), application(service));
        Files.writeString(directory.resolve("app.env"), "FROM=" + service + "\n");
    }

    @Test
    void aRepositorysFileIsCheckedOutAndItsPathsLieInTheCheckout(Product product) throws IOException {
        try (GitServer git = GitServer.start();
                Stack stack = Stack.of(product, "fromgit", LOCAL)) {
            write(git.tree("app"), "first");
            write(git.tree("app").resolve("deep/er"), "second");
            String old = git.commit("app");
            assertThat(config(stack, "-f", git.url("app")))
                    .contains("name: " + stack.project())
                    .contains("FROM: first")
                    .containsPattern("source: .*/remote/git/" + old + "/data\n");
            assertThat(config(stack, "-f", git.url("app") + "#main:deep/er"))
                    .contains("FROM: second")
                    .containsPattern("source: .*/remote/git/" + old + "/deep/er/data\n");

            write(git.tree("app"), "third");
            git.commit("app");
            assertThat(config(stack, "-f", git.url("app"))).contains("FROM: third");
            assertThat(config(stack, "-f", git.url("app") + "#" + old)).contains("FROM: first");
            assertThat(config(stack, "-f", git.url("app") + "?branch=main&subdir=deep/er"))
                    .contains("FROM: second");
        }
    }

    @Test
    void includeAndExtendsTakeRepositoriesToo(Product product) throws IOException {
        try (GitServer git = GitServer.start();
                Stack stack = Stack.of(product, "including", LOCAL)) {
            write(git.tree("app"), "included");
            write(git.tree("app").resolve("base"), "base");
            String commit = git.commit("app");
            stack.with("compose.yaml", """
                    include: ["%1$s"]
                    services:
                      local:
                        extends: {file: "%1$s#main:base", service: base}
                    """.formatted(git.url("app")));
            assertThat(config(stack))
                    .contains("FROM: included", "FROM: base")
                    .containsPattern("source: .*/remote/git/" + commit + "/data\n")
                    .containsPattern("source: .*/remote/git/" + commit + "/base/data\n");
        }
    }

    @Test
    void whatGitCannotGiveIsSaidWithItsPlace(Product product) throws IOException {
        try (GitServer git = GitServer.start();
                Stack stack = Stack.of(product, "nogit", LOCAL)) {
            write(git.tree("app"), "first");
            git.commit("app");
            assertThat(stack.jcompose("-f", git.url("app") + "#nope", "config")
                            .run()
                            .fails()
                            .err())
                    .contains("has no reference \"nope\"", "git ls-remote");
            assertThat(stack.jcompose("-f", git.url("app") + "#main:nowhere", "config")
                            .run()
                            .fails()
                            .err())
                    .contains("has no compose file in \"nowhere\"");
            assertThat(stack.jcompose("-f", git.url("app") + "#main:../..", "config")
                            .run()
                            .fails()
                            .err())
                    .contains("leads out of the repository");
            assertThat(stack.jcompose("-f", git.url("app") + "#--upload-pack=touch", "config")
                            .run()
                            .fails()
                            .err())
                    .contains("is not a git reference");
            assertThat(stack.jcompose("-f", git.url("app"), "config")
                            .env("PATH", "/nowhere")
                            .run()
                            .fails()
                            .err())
                    .contains("install the package git");
            stack.with("compose.yaml", LOCAL + "include:\n  - " + git.url("missing") + "\n");
            assertThat(stack.jcompose("config").run().fails().err())
                    .contains("compose.yaml:5:5 include[0]", "failed to access repository");
            stack.with("compose.yaml", LOCAL);
        }
    }

    @Test
    void aPublishedProjectIsReadFromItsRegistry(Product product) {
        try (Registry registry = Registry.start();
                Stack stack = Stack.of(product, "fromoci", LOCAL)) {
            String digest = registry.pushArtifact(
                    "team/app",
                    "1",
                    TYPE,
                    List.of(
                            layer(
                                    "compose.yaml",
                                    "services: {a: {image: x, env_file: app.env, extends: {file: base.yaml, service: z}}}"),
                            layer("override.yaml", "services: {a: {image: later}}"),
                            new Registry.Layer(
                                    FILE,
                                    "{\"com.docker.compose.extends\":\"true\",\"com.docker.compose.file\":\"base.yaml\"}",
                                    "services: {z: {hostname: extended, volumes: ['./d:/d']}}"),
                            new Registry.Layer(
                                    "application/vnd.docker.compose.envfile",
                                    "{\"com.docker.compose.envfile\":\"app.env\"}",
                                    "FROM=oci\n")));
            String name = "oci://" + registry.address() + "/team/app:1";
            assertThat(config(stack, "-f", name))
                    .contains("image: later", "FROM: oci", "hostname: extended")
                    .containsPattern("source: .*/remote/oci/" + digest.substring("sha256:".length()) + "/d\n");
            stack.with("compose.yaml", "include: [\"" + name + "\"]\n" + LOCAL);
            assertThat(config(stack)).contains("FROM: oci", "image: local");
        }
    }

    @Test
    void anArtifactThatIsNoProjectOrLeadsOutIsRefused(Product product) {
        try (Registry registry = Registry.start();
                Stack stack = Stack.of(product, "badoci", LOCAL)) {
            registry.pushArtifact("other", "1", "application/vnd.example", List.of(layer("compose.yaml", LOCAL)));
            registry.pushArtifact(
                    "evil",
                    "1",
                    TYPE,
                    List.of(new Registry.Layer(
                            FILE,
                            "{\"com.docker.compose.extends\":\"true\",\"com.docker.compose.file\":\"../../x.yaml\"}",
                            LOCAL)));
            String at = "oci://" + registry.address();
            assertThat(stack.jcompose("-f", at + "/other:1", "config")
                            .run()
                            .fails()
                            .err())
                    .contains("is not an artifact of type \"" + TYPE + "\"", "application/vnd.example");
            assertThat(stack.jcompose("-f", at + "/evil:1", "config")
                            .run()
                            .fails()
                            .err())
                    .contains("it names a file \"../../x.yaml\"");
            assertThat(stack.jcompose("-f", at + "/nothing:1", "config")
                            .run()
                            .fails()
                            .err())
                    .contains("nothing");
        }
    }

    @Test
    void imagesArePinnedToTheDigestsOfTheirRegistry(Product product) {
        try (Registry registry = Registry.start();
                Stack stack = Stack.of(product, "digests", LOCAL)) {
            String digest = registry.pushArtifact("app", "2", "x", List.of(layer("f", "content")));
            String pinned = registry.address() + "/app:2@" + digest;
            stack.with("compose.yaml", """
                    services:
                      web: {image: "%s/app:${TAG:-2}", hostname: h}
                      built: {build: .}
                    """.formatted(registry.address()));
            assertThat(config(stack, "--resolve-image-digests")).contains("image: " + pinned, "hostname: h");
            String locked = config(stack, "--lock-image-digests");
            assertThat(locked).isEqualTo("services:\n  built: {}\n  web:\n    image: " + pinned + "\n");
            stack.with("compose.override.yaml", locked);
            assertThat(config(stack)).contains("image: " + pinned, "hostname: h");
            stack.with("compose.override.yaml", """
                    services:
                      web: {image: "%1$s/app:3"}
                      other: {image: "%1$s/app:4"}
                    """.formatted(registry.address()));
            assertThat(stack.jcompose("config", "--resolve-image-digests")
                            .run()
                            .fails(1)
                            .err())
                    .contains(
                            "compose.override.yaml:2:16 services.web.image: ",
                            "app:3",
                            "compose.override.yaml:3:18 services.other.image: ",
                            "app:4");
        }
    }

    private static Registry.Layer layer(String file, String text) {
        return new Registry.Layer(FILE, "{\"com.docker.compose.file\":\"" + file + "\"}", text);
    }

    /** Global flags first, then those of {@code config}. */
    private static String config(Stack stack, String... flags) {
        boolean global = flags.length > 0 && flags[0].equals("-f");
        String[] words = new String[flags.length + 1];
        System.arraycopy(flags, 0, words, global ? 0 : 1, flags.length);
        words[global ? flags.length : 0] = "config";
        return stack.jcompose(words).run().succeeds().out();
    }
}
