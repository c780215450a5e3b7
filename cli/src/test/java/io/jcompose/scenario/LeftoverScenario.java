package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a killed engine left and nobody can take away keeps the next one from nothing, is told, and goes as soon as it can. */
@ExtendWith(ScenarioExtension.class)
final class LeftoverScenario {
    private static final String COMPOSE = """
            services:
              ended:
                image: %1$s
                command: ["sleep", "1000"]
              running:
                image: %1$s
                command: ["sleep", "1000"]
                stop_signal: SIGKILL
            """.formatted(Images.SMALL);

    /** Directories on which something is mounted: no kernel removes one. */
    private record Busy(Path mounted, List<Path> places) implements AutoCloseable {
        static Busy at(Path mounted, List<Path> places) throws IOException {
            Busy busy = new Busy(Files.createDirectories(mounted), new ArrayList<>());
            for (Path place : places) {
                Files.createDirectories(place);
                Command.system("mount", "--bind", mounted.toString(), place.toString())
                        .succeeds();
                busy.places().add(place);
            }
            return busy;
        }

        @Override
        public void close() {
            places.forEach(place -> Command.system("umount", place.toString()));
        }
    }

    @Test
    void theEngineOpensAllTheSame(Product product, Images images) throws IOException {
        images.small();
        try (Stack stack = Stack.of(product, "leftover", COMPOSE)) {
            stack.up();
            long ended = stack.pid("ended");
            String id = stack.containers("ended").getFirst();
            Path group = Proc.of(ended).cgroups().stream()
                    .filter(directory -> directory.endsWith(id))
                    .findFirst()
                    .orElseThrow();
            Path unknown = group.resolveSibling("unknown");
            List<Path> files = List.of(
                    product.home().resolve("containers/.removed-left"),
                    product.home().resolve("volumes/.removed-left"),
                    product.home().resolve("build/steps"),
                    product.home().resolve("tmp/left"));
            List<Path> places = new ArrayList<>(List.of(group.resolve("busy"), unknown.resolve("busy")));
            files.forEach(directory -> places.add(directory.resolve("busy")));
            product.killEngine();
            Command.system("kill", "-KILL", Long.toString(ended)).succeeds();
            Awaitility.await().until(() -> !Proc.of(ended).exists());

            try (Busy busy = Busy.at(stack.directory().resolve("mounted"), places)) {
                assertThat(stack.containers()).hasSize(1).doesNotContain(id);
                assertThat(Files.readString(product.home().resolve("engine.log")))
                        .contains(
                                "what is left of container " + stack.project() + "-ended-1 in the kernel stays: ",
                                "what was left running in group unknown stays: ",
                                "the files of a removed container in \"" + files.get(0) + "\" can't be deleted: ",
                                "the data of a removed volume in \"" + files.get(1) + "\" can't be deleted: ",
                                "what an unfinished build left in \"" + files.get(2) + "\" can't be deleted: ",
                                "what an earlier engine left half done in \"" + files.get(3) + "\" can't be deleted: ");
                assertThat(busy.places()).allMatch(Files::isDirectory);
                product.killEngine();
            }

            new Aftermath(product, "nothing is busy any more").isClean();
            assertThat(List.of(group, unknown)).noneMatch(Files::exists);
            assertThat(files).noneMatch(Files::exists);
            assertThat(stack.containers()).hasSize(1);
        }
    }

    /** A group of version 1 below the container's, with one of its processes: it hears a SIGKILL when it thaws. */
    private record Frozen(Path group) implements AutoCloseable {
        static Frozen in(Path container, long process) throws IOException {
            Frozen frozen = new Frozen(Files.createDirectory(container.resolve("frozen")));
            Files.writeString(frozen.group().resolve("cgroup.procs"), Long.toString(process));
            Files.writeString(frozen.group().resolve("freezer.state"), "FROZEN");
            return frozen;
        }

        @Override
        public void close() throws IOException {
            Files.writeString(group.resolve("freezer.state"), "THAWED");
        }
    }

    @Test
    void whoCannotBeKilledIsToldOfAndOthersAreServed(Product product, Images images) throws IOException {
        assumeTrue(Files.isDirectory(Path.of("/sys/fs/cgroup/freezer")), "needs the freezer of cgroup version 1");
        images.small();
        try (Stack stack = Stack.of(
                product,
                "frozen",
                COMPOSE.replaceFirst(
                        "command: .*", "command: [\"sh\", \"-c\", \"sleep 1001 & exec sleep 1000\"]\n    pid: host"))) {
            stack.up();
            Proc ended = Proc.of(stack.pid("ended"));
            Path group = ended.cgroups().stream()
                    .filter(directory -> directory.startsWith("/sys/fs/cgroup/freezer"))
                    .findFirst()
                    .orElseThrow();
            Path processes = group.resolve("cgroup.procs");
            Awaitility.await().until(() -> Files.readAllLines(processes).size() == 2);
            Proc other = Proc.of(Files.readAllLines(processes).stream()
                    .map(Long::valueOf)
                    .filter(pid -> pid != ended.pid())
                    .findFirst()
                    .orElseThrow());
            try (Frozen _ = Frozen.in(group, other.pid())) {
                product.killEngine();
                Command.system("kill", "-KILL", Long.toString(ended.pid())).succeeds();
                Awaitility.await().until(() -> !ended.exists());

                assertThat(stack.jcompose("exec", "-T", "running", "echo", "served")
                                .run()
                                .succeeds()
                                .out())
                        .isEqualTo("served\n");
                assertThat(stack.containers()).hasSize(1);
                assertThat(other.exists()).isTrue();
                assertThat(Files.readString(product.home().resolve("engine.log")))
                        .contains("what is left of container " + stack.project()
                                + "-ended-1 in the kernel stays: kill of all processes in ");
                product.killEngine();
            }

            Awaitility.await().until(() -> !other.exists());
            new Aftermath(product, "it has thawed").isClean();
            assertThat(group).doesNotExist();
        }
    }

    @Test
    void itsOwnGroupStaysAsLongAsItIsBusy(Product product, Images images) throws IOException {
        images.small();
        try (Stack stack = Stack.of(product, "owngroup", COMPOSE)) {
            stack.up("running");
            Path group = Proc.of(stack.pid("running")).cgroups().stream()
                    .filter(directory -> directory.endsWith(stack.containers().getFirst()))
                    .findFirst()
                    .orElseThrow()
                    .resolve("..")
                    .normalize();
            stack.down();
            try (Busy busy = Busy.at(stack.directory().resolve("mounted"), List.of(group.resolve("busy")))) {
                product.command("engine", "stop").run().succeeds();
                Awaitility.await().until(() -> product.enginePid() == 0);
                assertThat(busy.places()).allMatch(Files::isDirectory);
                assertThat(Files.readString(product.home().resolve("engine.log")))
                        .contains("the engine's own cgroup stays: ")
                        .doesNotContain("the engine can't go on");
            }
            assertThat(stack.containers()).isEmpty();
            product.command("engine", "stop").run().succeeds();
            assertThat(group).doesNotExist();
        }
    }
}
