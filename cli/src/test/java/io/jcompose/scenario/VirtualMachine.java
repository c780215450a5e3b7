package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;

/** A machine with a kernel of its own, in which a script of the fixtures tries the built repository. */
final class VirtualMachine {
    private static final Path MACHINE =
            Product.repository().resolve("../shared/vm/vm-run.sh").normalize();

    private VirtualMachine() {}

    /**
     * @param packages of Debian that the machine has beside the usual ones
     * @param verdict what the script says at its end when all was as it should be
     */
    static void passes(String fixture, String packages, String verdict) throws IOException {
        Requirements.file(MACHINE, "it makes the virtual machine");
        Requirements.root();
        Requirements.programs("busybox");
        Files.copy(
                Path.of("/bin/busybox"),
                Product.repository().resolve("cli/target/busybox"),
                StandardCopyOption.REPLACE_EXISTING);
        Outcome outcome = new Command(
                        List.of(
                                MACHINE.toString(),
                                "--share",
                                Product.repository().toString(),
                                "--timeout",
                                "1200",
                                "--",
                                "bash cli/src/test/fixtures/" + fixture),
                        ended -> System.out.println(ended))
                .env("VM_EXTRA_PACKAGES", packages)
                .within(Duration.ofMinutes(25))
                .run();
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).contains(verdict);
    }
}
