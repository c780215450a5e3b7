package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Pulls over a slow line, by one client and by two, and an engine that is killed in the middle: the image is whole or not there, and comes with the next pull. */
@ExtendWith(ScenarioExtension.class)
final class KilledPullScenario {
    private static final long SEED = 20261123;
    private static final int BYTES = 6_000_000;
    private static final int BYTES_PER_SECOND = 8_000_000;
    private static final int LONGEST_MILLIS = 1200;
    private static final int ROUNDS = 10;
    private static final String BUILT = "far:1";
    private static final String COMPOSE = """
            services:
              far:
                image: %s
                build:
                  dockerfile_inline: |
                    FROM %s
                    COPY first /first
                    COPY second /second
            """.formatted(BUILT, Images.SMALL);

    /** A registry with an image of its own, which the engine has not any more. */
    private record Far(Registry registry, SlowLine line, Stack stack) implements AutoCloseable {
        static Far of(Product product) {
            Registry registry = Registry.start();
            Stack stack = Stack.of(product, "far", COMPOSE);
            int half = BYTES / 2;
            stack.shell("""
                    set -e
                    head -c %1$d /dev/urandom > first; head -c %1$d /dev/urandom > second
                    "$JCOMPOSE" build
                    skopeo copy --quiet --insecure-policy --dest-tls-verify=false \
                        "oci:$JCOMPOSE_HOME/oci:docker.io/library/%2$s" docker://%3$s/%2$s
                    "$JCOMPOSE" image rm %2$s
                    """.formatted(half, BUILT, registry.address())).run().succeeds();
            return new Far(registry, SlowLine.to(registry.address(), BYTES_PER_SECOND), stack);
        }

        String image() {
            return line.address() + "/" + BUILT;
        }

        Command pull() {
            return stack.jcompose("image", "pull", image());
        }

        boolean isHere() {
            return stack.jcompose("image", "ls", "--format", "{{.Repository}}:{{.Tag}}")
                    .run()
                    .succeeds()
                    .lines()
                    .contains(image());
        }

        /** Each of its files is what was pushed; then it goes. */
        void isWholeAndGoes() {
            stack.shell("""
                    set -e
                    for file in first second; do
                        "$JCOMPOSE" container run --rm -v "$PWD/$file:/expected:ro" %1$s cmp /$file /expected
                    done
                    "$JCOMPOSE" image rm %1$s
                    """.formatted(image())).run().succeeds();
        }

        @Override
        public void close() {
            stack.close();
            line.close();
            registry.close();
        }
    }

    /** What the disk has of images. */
    private static List<String> stored(Product product) {
        List<String> names = new ArrayList<>();
        for (String directory : List.of("oci/blobs/sha256", "layers", "tmp/parts")) {
            Path path = product.home().resolve(directory);
            Trees.names(path).forEach(name -> names.add(directory + "/" + name));
        }
        return names;
    }

    @Test
    void twoClientsShareTheWorkOfAPull(Product product, Images images) {
        images.small();
        try (Far far = Far.of(product)) {
            List<String> before = stored(product);
            try (Command.Running one = far.pull().start();
                    Command.Running other = far.pull().start()) {
                one.await(Duration.ofMinutes(1)).succeeds();
                other.await(Duration.ofMinutes(1)).succeeds();
            }
            assertThat(far.line().carried()).isBetween((long) BYTES, BYTES * 3L / 2);
            far.isWholeAndGoes();
            assertThat(stored(product)).isEqualTo(before);
        }
    }

    @Test
    void aKilledPullLeavesAWholeImageOrNoneAndCanBeGivenAgain(Product product, Images images) {
        images.small();
        Random random = new Random(SEED);
        try (Far far = Far.of(product)) {
            List<String> before = stored(product);
            for (int round = 0; round < ROUNDS; round++) {
                int millis = random.nextInt(LONGEST_MILLIS);
                String moment = "round " + round + ", killed after " + millis + " ms";
                try (Command.Running one = far.pull().start();
                        Command.Running other = far.pull().start()) {
                    Awaitility.await().pollDelay(Duration.ofMillis(millis)).until(() -> product.enginePid() > 0);
                    product.killEngine();
                    one.await(Duration.ofMinutes(1));
                    other.await(Duration.ofMinutes(1));
                }
                new Aftermath(product, moment).isClean();
                if (far.isHere()) {
                    far.isWholeAndGoes();
                }
                far.pull().run().succeeds();
                far.isWholeAndGoes();
                assertThat(stored(product)).as(moment).isEqualTo(before);
            }
        }
    }
}
