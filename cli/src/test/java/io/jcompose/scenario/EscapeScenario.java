package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A container whose programs mean the engine harm, tried with the engine as it is shipped. */
@ExtendWith(ScenarioExtension.class)
final class EscapeScenario {
    /** Makes a program that is "the one that executes me", looks for processes that have become it, and writes to their file once it is not busy any more. */
    private static final String ATTACK = """
            services:
              hostile:
                image: %s
                command:
                  - perl
                  - -e
                  - |
                    $$| = 1;
                    open P, ">", "/usr/bin/hostile" or die; print P "#!/proc/self/exe\\n"; close P; chmod 0755, "/usr/bin/hostile";
                    print "armed\\n";
                    while (1) {
                      opendir D, "/proc";
                      for $$pid (grep { /^[0-9]+$$/ && $$_ != $$$$ } readdir D) {
                        $$name = readlink "/proc/$$pid/exe" or next;
                        next if $$name =~ m{/perl};
                        sysopen my $$held, "/proc/$$pid/exe", 0 or next;
                        print "caught $$name\\n";
                        for (1 .. 6000) {
                          if (sysopen my $$target, "/proc/self/fd/" . fileno $$held, 1) {
                            print defined syswrite($$target, "#!/bin/evil\\n") ? "owned\\n" : "refused: $$!\\n";
                            last;
                          }
                          select undef, undef, undef, 0.01;
                        }
                      }
                    }
                stop_signal: SIGKILL
            """;

    private static String hash(Path file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** CVE-2019-5736. */
    @Test
    void aProgramThatIsWhoeverExecutesItGetsHoldOfNothingThatAnybodyRuns(Product product, Images images) {
        try (Stack stack = Stack.of(product, "hostile", ATTACK.formatted(images.debian()))) {
            stack.up();
            Awaitility.await().until(() -> stack.logs("hostile").contains("armed"));
            Path engine = Path.of("/proc/" + product.enginePid() + "/exe");
            Path java = Path.of(Proc.of(product.enginePid()).commandLine().split(" ")[0]);
            String before = hash(engine);
            assertThat(hash(java)).isEqualTo(before);

            Awaitility.await().untilAsserted(() -> {
                stack.jcompose("exec", "-T", "hostile", "/usr/bin/hostile").run();
                assertThat(stack.logs("hostile")).contains("caught ");
            });
            assertThat(hash(engine)).isEqualTo(before);
            // What nobody executes any more can be opened for writing, but the copy is sealed.
            product.killEngine();
            Awaitility.await()
                    .untilAsserted(() -> assertThat(stack.logs("hostile")).contains("refused: "));

            assertThat(stack.logs("hostile")).doesNotContain("owned");
            assertThat(hash(java)).isEqualTo(before);
            assertThat(stack.jcompose("exec", "-T", "hostile", "echo", "well")
                            .run()
                            .succeeds()
                            .out())
                    .isEqualTo("well\n");
        }
    }
}
