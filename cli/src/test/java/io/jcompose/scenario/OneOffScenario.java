package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code run}, and what {@code top} and {@code ls} tell of services, as docker compose 2.40 does. */
@ExtendWith(ScenarioExtension.class)
final class OneOffScenario {
    private static final String SERVICES = """
            services:
              once: {image: %1$s, entrypoint: [echo, E], command: [c]}
              long: {image: %1$s, command: ["sleep", "1000"], stop_signal: SIGKILL}
            """.formatted(Images.SMALL);

    @BeforeAll
    static void image(Images images) {
        images.small();
    }

    private static String run(Stack stack, String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "run";
        all[1] = "--rm";
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return stack.jcompose(all).run().succeeds().out();
    }

    @Test
    void anEntrypointIsSplitAsAShellDoesAndAnEmptyOneTakesAwayTheServices(Product product) {
        try (Stack stack = Stack.of(product, "entrypoint", SERVICES)) {
            assertThat(run(stack, "once")).isEqualTo("E c\n");
            assertThat(run(stack, "once", "d")).isEqualTo("E d\n");
            assertThat(run(stack, "--entrypoint", "echo 'a  b'", "once", "d")).isEqualTo("a  b d\n");
            assertThat(run(stack, "--entrypoint", "", "once", "echo", "alone")).isEqualTo("alone\n");
            assertThat(stack.jcompose("run", "--rm", "--entrypoint", "echo 'a", "once")
                            .run()
                            .fails(1)
                            .err())
                    .contains("--entrypoint");
        }
    }

    @Test
    void oneInTheBackgroundIsToldByItsIdAndOnlyWhatRunsIsListed(Product product) {
        try (Stack stack = Stack.of(product, "background", SERVICES)) {
            String once =
                    stack.jcompose("run", "-d", "once").run().succeeds().out().strip();
            assertThat(once).matches("[0-9a-f]{64}");
            product.command("container", "wait", once).run().succeeds();
            String background =
                    stack.jcompose("run", "-d", "long").run().succeeds().out().strip();
            String template = "{{.Name}} {{.Status}}";
            String name = stack.project();
            assertThat(product.command("ls", "--format", template)
                            .run()
                            .succeeds()
                            .lines())
                    .contains(name + " running(1)");
            assertThat(product.command("ls", "-a", "--format", template)
                            .run()
                            .succeeds()
                            .lines())
                    .contains(name + " exited(1), running(1)");
            product.command("container", "rm", "-f", background).run().succeeds();
            assertThat(product.command("ls", "--format", template)
                            .run()
                            .succeeds()
                            .out())
                    .doesNotContain(name + " ");
        }
    }

    @Test
    void processesAreToldAsByPs(Product product) {
        try (Stack stack = Stack.of(product, "processes", SERVICES)) {
            stack.up("long");
            long pid = stack.pid("long");
            List<String> top = stack.jcompose("top", "long").run().succeeds().lines();
            assertThat(top.getFirst().split(" +"))
                    .containsExactly("SERVICE", "#", "UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD");
            assertThat(top.get(1))
                    .matches("long +1 +root +" + pid + " +\\d+ +\\d+ +\\d\\d:\\d\\d +\\? +00:00:00 +sleep 1000");
            String id = stack.containers("long").getFirst();
            assertThat(product.command("container", "top", id, "aux")
                            .run()
                            .succeeds()
                            .lines()
                            .get(1))
                    .as("a session's leader, its time in minutes")
                    .matches("root +" + pid + " +.* \\? +Ss +\\d\\d:\\d\\d +0:00 +sleep 1000");
        }
    }
}
