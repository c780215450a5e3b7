package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The engine is killed at random moments of builds, pulls, copies and changes: all is then as before or as after, and the same can be done again. */
@ExtendWith(ScenarioExtension.class)
final class KilledOperationsScenario {
    private static final long SEED = 20261122;
    private static final int LONGEST_MILLIS = 700;
    private static final String COMPOSE = """
            services:
              base:
                container_name: base
                image: %1$s
                command: ["sh", "-c", "echo precious > /keep/x; dd if=/dev/zero of=/file bs=1M count=20 2>&1; exec sleep 1000"]
                stop_signal: SIGKILL
                volumes: ["keep:/keep", "/anonymous"]
              beside:
                image: %1$s
                command: ["sleep", "1000"]
                stop_signal: SIGKILL
                volumes: ["memory:/memory"]
                depends_on: [base]
            volumes:
              keep:
              memory:
                driver_opts: {type: tmpfs, device: tmpfs, o: size=1m}
            """.formatted(Images.SMALL);
    private static final String BUILD = """
            services:
              built:
                image: built:1
                build:
                  context: .
                  args: [LAST]
                  dockerfile_inline: |
                    FROM %s
                    COPY stamp /stamp
                    RUN dd if=/dev/zero of=/blob bs=1M count=20 2>&1; mkdir -p /a/b; cp /stamp /a/b
                    COPY big /big
                    ARG LAST
                    RUN cp /big /one; $$LAST
                    CMD ["sh", "-c", "cmp /big /one && cmp /stamp /a/b/stamp && test $(wc -c < /blob) = 20971520"]
            """.formatted(Images.SMALL);
    private static final String NEW_STAMP = "head -c 20 /dev/urandom > stamp";
    private static final String NETWORK =
            "\"$JCOMPOSE\" network inspect extra > /dev/null 2>&1 || \"$JCOMPOSE\" network create extra";

    /**
     * @param before a shell script that must succeed; what comes of the operation afterwards is the same whether it was done once or not
     * @param words of the command; {@code $DIR} is the project's directory
     */
    private record Operation(String before, String words) {}

    private static final List<Operation> OPERATIONS = List.of(
            new Operation(NEW_STAMP, "-f build.yaml build"),
            new Operation("true", "container commit base committed:1"),
            new Operation("true", "container cp big base:/copied"),
            new Operation("true", "container cp base:/file copied"),
            new Operation("true", "container export -o exported.tar base"),
            new Operation("true", "container restart -t 0 base"),
            new Operation("\"$JCOMPOSE\" container unpause base 2> /dev/null || true", "container pause base"),
            new Operation("true", "container update --memory 80m --memory-swap 90m base"),
            new Operation(
                    "\"$JCOMPOSE\" container rename renamed beside 2> /dev/null || true; \"$JCOMPOSE\" container inspect beside > /dev/null 2>&1"
                            + " || \"$JCOMPOSE\" container run -d --name beside " + Images.SMALL + " sleep 1000",
                    "container rename beside renamed"),
            new Operation(
                    "\"$JCOMPOSE\" network disconnect extra base 2> /dev/null || true; \"$JCOMPOSE\" network rm extra 2> /dev/null || true",
                    "network create extra"),
            new Operation(
                    NETWORK + "; \"$JCOMPOSE\" network disconnect extra base 2> /dev/null || true",
                    "network connect extra base"),
            new Operation(
                    NETWORK + "; \"$JCOMPOSE\" network connect extra base 2> /dev/null || true",
                    "network disconnect extra base"),
            new Operation(
                    "\"$JCOMPOSE\" network disconnect extra base 2> /dev/null || true; " + NETWORK, "network rm extra"),
            new Operation(
                    "\"$JCOMPOSE\" container run --rm -v doomed:/d " + Images.SMALL
                            + " sh -c 'for i in $(seq 300); do echo $i > /d/$i; done'",
                    "volume rm doomed"),
            new Operation("true", "container run --rm -v /anonymous -p 127.0.0.1::80 " + Images.SMALL + " true"),
            new Operation("true", "up -d --force-recreate"),
            new Operation("\"$JCOMPOSE\" up -d", "rm -sf beside"));

    @Test
    void aDozenKillsLeaveNothingHalfDone() {
        kills(12);
    }

    @Test
    @Tag("nightly")
    void manyKillsLeaveNothingHalfDone() {
        kills(120);
    }

    private static void kills(int times) {
        Random random = new Random(SEED);
        List<Operation> turns = new ArrayList<>();
        while (turns.size() < times) {
            List<Operation> round = new ArrayList<>(OPERATIONS);
            Collections.shuffle(round, random);
            turns.addAll(round);
        }
        try (Product product = Product.fresh()) {
            new Images(product).small();
            try (Stack stack = Stack.of(product, "killed", COMPOSE).with("build.yaml", BUILD)) {
                stack.shell("head -c 10000000 /dev/urandom > big").run().succeeds();
                for (int i = 0; i < times; i++) {
                    killed(product, stack, turns.get(i), random.nextInt(LONGEST_MILLIS), "kill " + i);
                }
                Footprint last = stack.footprint();
                stack.jcompose("container", "unpause", "base").run();
                stack.jcompose("container", "rm", "-f", "renamed").run();
                stack.down("-v", "-t", "0");
                last.isGone();
            }
        }
    }

    private static void killed(Product product, Stack stack, Operation operation, int afterMillis, String number) {
        String moment = number + ", in " + operation.words();
        prepare(stack, operation);
        try (Command.Running running =
                stack.jcompose(operation.words().split(" ")).start()) {
            Awaitility.await().pollDelay(Duration.ofMillis(afterMillis)).until(() -> product.enginePid() > 0);
            product.killEngine();
            running.await(Duration.ofSeconds(60));
        }
        new Aftermath(product, moment).isClean();
        imagesAreWhole(product, moment);
        prepare(stack, operation);
        stack.jcompose(operation.words().split(" ")).run().succeeds();
    }

    private static void prepare(Stack stack, Operation operation) {
        stack.shell("""
                set -e
                "$JCOMPOSE" container unpause base 2> /dev/null || true
                "$JCOMPOSE" up -d
                test "$("$JCOMPOSE" container exec base cat /keep/x)" = precious
                %s
                """.formatted(operation.before())).run().succeeds();
    }

    /** Those that have a name: each is there with all of its layers. */
    private static void imagesAreWhole(Product product, String moment) {
        for (String image : product.command("image", "ls", "--format", "{{.Repository}}:{{.Tag}}")
                .run()
                .succeeds()
                .lines()) {
            if (image.equals("built:1")) {
                product.command("container", "run", "--rm", image).run().succeeds();
            } else if (image.equals("committed:1")) {
                assertThat(product.command("container", "run", "--rm", image, "wc", "-c", "/file")
                                .run()
                                .succeeds()
                                .out())
                        .as("%s: the committed file", moment)
                        .startsWith("20971520 ");
            }
        }
    }

    /** A step of a build goes on without the engine that started it, until the next one comes. */
    @Test
    void aCommandOfABuildEndsWithTheNextEngine(Product product, Images images) {
        images.small();
        try (Stack stack = Stack.of(product, "step", COMPOSE).with("build.yaml", BUILD)) {
            stack.shell(NEW_STAMP + "; head -c 1000 stamp > big").run().succeeds();
            stack.up("base");
            try (Command.Running build = stack.jcompose("-f", "build.yaml", "build", "--build-arg", "LAST=sleep 54321")
                    .start()) {
                Awaitility.await().until(() -> sleeps() == 1);
                product.killEngine();
                build.await(Duration.ofSeconds(60)).fails();
            }
            assertThat(sleeps()).as("steps of the build").isEqualTo(1);

            new Aftermath(product, "killed in RUN").isClean();
            assertThat(sleeps()).as("steps of the build").isZero();
            stack.jcompose("-f", "build.yaml", "build").run().succeeds();
        }
    }

    private static long sleeps() {
        return Proc.all().stream()
                .filter(proc -> proc.commandLine().equals("sleep 54321"))
                .count();
    }
}
