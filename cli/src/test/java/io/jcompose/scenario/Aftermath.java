package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;

/** What must be true of a home once an engine has followed one that was killed; looked for in the kernel and on the disk. */
record Aftermath(Product product, String moment) {
    private static final int ANONYMOUS = 64;

    void isClean() {
        try {
            statesAreTheKernels();
            nothingIsHalfMade();
            everyVolumeIsSomebodys();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(moment + "\n" + product.report(), e);
        }
    }

    /** A process that is just ending is taken up as running and seen to end a moment later. */
    void statesAreTheKernels() {
        Command listing = product.command("container", "ls", "-a", "--no-trunc", "--format", "{{.ID}} {{.State}}");
        Awaitility.await().untilAsserted(() -> {
            List<String> containers = listing.run().succeeds().lines();
            List<String> groups =
                    Proc.all().stream().map(proc -> proc.read("cgroup")).toList();
            assertThat(containers).allSatisfy(line -> {
                String id = line.substring(0, line.indexOf(' '));
                assertThat(groups.stream().anyMatch(group -> group.contains(id)))
                        .as("%s: a process of %s", moment, line)
                        .isEqualTo(line.endsWith(" running") || line.endsWith(" paused"));
            });
            assertThat(product.unborn()).as("%s: unborn", moment).isEmpty();
            assertThat(besides(containers, groups))
                    .as("%s: cgroups", moment)
                    .allSatisfy(name -> assertThat(containers)
                            .anyMatch(line -> line.equals(name + " running") || line.equals(name + " paused")));
        });
    }

    /** The names of the cgroups that are where those of the containers are. */
    private static Set<String> besides(List<String> containers, List<String> groups) {
        String hierarchy = Files.isDirectory(Path.of("/sys/fs/cgroup/pids")) ? "/sys/fs/cgroup/pids" : "/sys/fs/cgroup";
        Set<String> names = new LinkedHashSet<>();
        groups.stream()
                .flatMap(String::lines)
                .map(line -> line.substring(line.lastIndexOf(':') + 1))
                .filter(path ->
                        containers.stream().anyMatch(line -> path.endsWith(line.substring(0, line.indexOf(' ')))))
                .map(path -> Path.of(hierarchy + path).getParent())
                .distinct()
                .forEach(parent -> Trees.names(parent).stream()
                        .filter(name -> Files.isDirectory(parent.resolve(name)))
                        .forEach(names::add));
        return names;
    }

    private void nothingIsHalfMade() {
        Path home = product.home();
        assertThat(Trees.names(home.resolve("tmp")))
                .as("%s: in tmp", moment)
                .allMatch(name -> name.equals("parts") || name.startsWith("sqlite"));
        assertThat(Trees.names(home.resolve("build/steps")))
                .as("%s: steps of builds", moment)
                .isEmpty();
        assertThat(Trees.names(product.runDirectory().resolve("build")))
                .as("%s: secrets of builds", moment)
                .isEmpty();
        List<String> ids = product.command("container", "ls", "-aq", "--no-trunc")
                .run()
                .succeeds()
                .lines();
        // what was removed is deleted behind the command's back
        Awaitility.await()
                .untilAsserted(() -> assertThat(Trees.names(home.resolve("containers")))
                        .as("%s: files of containers", moment)
                        .containsExactlyInAnyOrderElementsOf(ids));
        List<String> layers = Trees.names(home.resolve("layers"));
        assertThat(layers)
                .as("%s: layers and their records", moment)
                .allSatisfy(name -> assertThat(layers)
                        .contains(name.endsWith(".json") ? name.replace(".json", "") : name + ".json"));
    }

    private void everyVolumeIsSomebodys() {
        List<String> volumes =
                product.command("volume", "ls", "-q").run().succeeds().lines();
        assertThat(Trees.names(product.home().resolve("volumes")))
                .as("%s: data of volumes", moment)
                .containsExactlyInAnyOrderElementsOf(volumes);
        String mounts = product.shell("\"$JCOMPOSE\" container ls -aq | xargs -r \"$JCOMPOSE\" container inspect")
                .run()
                .succeeds()
                .out();
        assertThat(volumes)
                .as("%s: anonymous volumes", moment)
                .allMatch(name -> name.length() != ANONYMOUS || mounts.contains(name));
    }
}
