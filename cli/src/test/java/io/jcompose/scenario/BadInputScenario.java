package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot work is said with its place and a remedy; nothing half-made stays, nothing that runs is hurt. */
@ExtendWith(ScenarioExtension.class)
final class BadInputScenario {
    private static final String SLEEPING = """
            services:
              sleeping:
                image: %s
                command: ["sleep", "1000"]
                stop_signal: SIGKILL
            """.formatted(Images.SMALL);

    @Test
    void whoIsNotRootIsToldSo(Product product) {
        Requirements.programs("setpriv");
        // The read capability stands in for a clone that others may read; it makes nobody root.
        Outcome outcome = product.shell("exec setpriv --reuid=65534 --regid=65534 --clear-groups"
                        + " --inh-caps=+dac_read_search --ambient-caps=+dac_read_search"
                        + " \"$JCOMPOSE\" ps")
                .in(Path.of("/"))
                .run()
                .fails();
        assertThat(outcome.err()).containsIgnoringCase("root").contains("sudo");
    }

    @ParameterizedTest
    @CsvSource({
        "/no/such/file, open /no/such/file: no such file or directory",
        "/tmp, read /tmp: is a directory",
        "/dev/null/x, open /dev/null/x: Not a directory"
    })
    void anArchiveThatCannotBeReadIsNamed(String file, String complaint, Product product) {
        for (String[] command : new String[][] {{"image", "load", "-i", file}, {"image", "import", file}}) {
            Outcome outcome = product.command(command).in(Path.of("/")).run().fails();
            assertThat(outcome.err()).contains("jcompose: " + complaint).doesNotContain("defect");
        }
    }

    @Test
    void aDirectoryWithoutAComposeFileIsNamed(Product product) throws IOException {
        Path empty = Files.createTempDirectory("nothing");
        try {
            Outcome outcome = product.command("up", "-d").in(empty).run().fails();
            assertThat(outcome.err()).contains("compose.yaml").contains(empty.toString());
        } finally {
            Trees.delete(empty);
        }
    }

    @Test
    void yamlThatDoesNotParseIsShownWithItsPlace(Product product) {
        try (Bad bad = Bad.of(product, "services:\n  web:\n    image: \"unclosed\n")) {
            assertThat(bad.up().err()).containsPattern("compose\\.yaml:\\d+:\\d+");
        }
    }

    @Test
    void anUnknownKeyIsShownWithItsPlaceAndWhatWasMeant(Product product) {
        try (Bad bad = Bad.of(product, "services:\n  web:\n    image: x\n    comand: [sleep]\n")) {
            assertThat(bad.up().err()).contains("compose.yaml:4:5", "services.web", "comand", "command");
        }
    }

    @Test
    void anImageThatNoRegistryHasIsNamed(Product product) {
        try (Registry registry = Registry.start();
                Bad bad =
                        Bad.of(product, "services:\n  web:\n    image: %s/no/such:1\n".formatted(registry.address()))) {
            Outcome outcome = bad.up();
            assertThat(outcome.err()).contains("no/such:1").containsPattern("(?i)not found|no such|unknown");
            assertThat(bad.containers()).isEmpty();
        }
    }

    @Test
    void aRegistryThatIsDownIsNamed(Product product) {
        int nobody = Stack.freePort();
        try (Bad bad = Bad.of(product, "services:\n  web:\n    image: 127.0.0.1:%d/any:1\n".formatted(nobody))) {
            Outcome outcome = bad.up();
            assertThat(outcome.err()).contains("127.0.0.1:" + nobody).containsIgnoringCase("refused");
            assertThat(bad.containers()).isEmpty();
        }
    }

    @Test
    void aPortInUseNamesItsHolderAndHurtsNothingThatRuns(Product product, Images images) throws IOException {
        images.small();
        try (Stack stack = Stack.of(product, "holder", SLEEPING);
                ServerSocket taken = new ServerSocket(0)) {
            stack.up();
            List<String> running = stack.containers();
            stack.with("compose.yaml", SLEEPING + """
                      second:
                        image: %s
                        command: ["sleep", "1000"]
                        stop_signal: SIGKILL
                        ports: ["%d:80"]
                    """.formatted(Images.SMALL, taken.getLocalPort()));
            Outcome outcome = stack.jcompose("up", "-d").run().fails();
            assertThat(outcome.err())
                    .contains(Integer.toString(taken.getLocalPort()))
                    .contains("java")
                    .contains(Long.toString(ProcessHandle.current().pid()));
            assertThat(stack.containers())
                    .as("what ran still runs, nothing else does")
                    .isEqualTo(running);
            taken.close();
            stack.up();
            assertThat(stack.containers("second")).as("once the port is free").hasSize(1);
        }
    }

    @Test
    void execOfAMissingProgramEndsWith127(Product product, Images images) {
        images.small();
        try (Stack stack = Stack.of(product, "missing", SLEEPING)) {
            stack.up();
            Outcome outcome = stack.jcompose("exec", "-T", "sleeping", "/no/such/program")
                    .run()
                    .fails(127);
            assertThat(outcome.err()).contains("/no/such/program");
            assertThat(stack.containers()).hasSize(1);
        }
    }

    @Test
    void aServiceWhoseProgramIsMissingIsNamed(Product product, Images images) {
        images.small();
        try (Bad bad = Bad.of(
                product,
                "services:\n  web:\n    image: %s\n    command: [/no/such/program]\n".formatted(Images.SMALL))) {
            assertThat(bad.up().err()).contains("web", "/no/such/program");
            assertThat(bad.containers()).isEmpty();
        }
    }

    @Test
    void aFullDiskIsSaidAndLeavesTheRunningStackAlone(Product shared, Images images) throws IOException {
        Requirements.programs("mount", "umount", "df", "dd");
        Product product = Product.fresh();
        Command.system(
                        "mount",
                        "-t",
                        "tmpfs",
                        "-o",
                        "size=64m,mode=755",
                        "tmpfs",
                        product.home().toString())
                .succeeds();
        try {
            Images own = new Images(product);
            own.small();
            try (Stack stack = Stack.of(product, "full", SLEEPING)) {
                stack.up();
                List<String> running = stack.containers();
                long usedBefore = used(product.home());
                Path big = stack.directory().resolve("big/file");
                Files.createDirectories(big.getParent());
                Command.system("dd", "if=/dev/urandom", "of=" + big, "bs=1M", "count=80", "status=none")
                        .succeeds();
                stack.with("big/Dockerfile", "FROM %s\nCOPY file /file\n".formatted(Images.SMALL));
                stack.with("big/compose.yaml", "services:\n  big:\n    build: .\n");
                Outcome outcome = stack.jcompose("-f", "big/compose.yaml", "build")
                        .within(Duration.ofMinutes(2))
                        .run()
                        .fails();
                assertThat(outcome.err()).containsIgnoringCase("no space left");
                assertThat(used(product.home()))
                        .as("KiB used: nothing half-made")
                        .isLessThan(usedBefore + 4096);
                assertThat(stack.containers()).isEqualTo(running);
                assertThat(stack.jcompose("exec", "-T", "sleeping", "echo", "well")
                                .run()
                                .succeeds()
                                .out())
                        .isEqualTo("well\n");
            }
        } finally {
            product.command("engine", "stop").run();
            product.deleteAll();
        }
    }

    private static long used(Path directory) {
        String line = Command.system("df", "-k", "--output=used", directory.toString())
                .succeeds()
                .lines()
                .get(1);
        return Long.parseLong(line.strip());
    }

    /** A project that cannot be loaded or brought up, so that it cannot be taken down by its file either. */
    private record Bad(Product product, Stack stack) implements AutoCloseable {
        static Bad of(Product product, String composeFile) {
            return new Bad(product, Stack.of(product, "bad", composeFile));
        }

        Outcome up() {
            return stack.jcompose("up", "-d").run().fails();
        }

        List<String> containers() {
            return stack.containers();
        }

        @Override
        public void close() {
            product.command("-p", stack.project(), "down", "-v", "-t", "0")
                    .in(Path.of("/"))
                    .run();
            Trees.delete(stack.directory());
        }
    }
}
