package io.jcompose.compose.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.compose.plan.ReconcileOptions.Orphans;
import io.jcompose.compose.plan.ReconcileOptions.Recreate;
import io.jcompose.compose.plan.Wanted.ImageSupply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Plans as text. No engine, no files. */
final class ReconcilerTest {
    private static final String ONE = "services: {web: {image: busybox}}";
    private static final String PAIR = """
            services:
              web: {image: busybox, depends_on: [db]}
              db: {image: busybox}
            """;
    private static final String HEALTHY = """
            services:
              web: {image: busybox, depends_on: {db: {condition: service_healthy}}}
              db: {image: busybox, healthcheck: {test: [CMD, "true"]}}
            """;
    private static final String JOB = """
            services:
              web: {image: busybox, depends_on: {job: {condition: service_completed_successfully}}}
              job: {image: busybox}
            """;

    private static void golden(Plan plan, String text) {
        assertThat(plan.toString()).isEqualTo(text.strip());
    }

    @Test
    void createsNetworkAndContainerOfANewProject() {
        golden(Scene.of(ONE).plan(), """
                [] -> #1 network:default CreateNetwork, no existing network
                [1] -> #2 service:web:1 CreateContainer, no existing container
                [2] -> #3 service:web:1 StartContainer, new container
                """);
    }

    @Test
    void doesNothingWhenAllIsAsWanted() {
        Plan plan = Scene.of(PAIR)
                .network("default")
                .running("db", 1)
                .running("web", 1)
                .plan();
        golden(plan, "");
        assertThat(plan.kept()).containsExactly("p-db-1", "p-web-1");
    }

    @Test
    void startsDependenciesFirst() {
        golden(Scene.of(PAIR).network("default").plan(), """
                [] -> #1 service:db:1 CreateContainer, no existing container
                [1] -> #2 service:db:1 StartContainer, new container
                [] -> #3 service:web:1 CreateContainer, no existing container
                [2,3] -> #4 service:web:1 StartContainer, new container
                """);
    }

    @Test
    void waitsForHealthOnlyWhereSomebodyAsksForIt() {
        golden(Scene.of(HEALTHY).network("default").plan(), """
                [] -> #1 service:db:1 CreateContainer, no existing container
                [1] -> #2 service:db:1 StartContainer, new container
                [] -> #3 service:web:1 CreateContainer, no existing container
                [2] -> #4 service:db AwaitService service_healthy, web depends on it
                [3,4] -> #5 service:web:1 StartContainer, new container
                """);
    }

    @Test
    void waitsOnceForADependencyOfMany() {
        golden(Scene.of("""
                services:
                  a: {image: busybox, depends_on: {db: {condition: service_healthy}}}
                  b: {image: busybox, depends_on: {db: {condition: service_healthy}}}
                  db: {image: busybox}
                """).network("default").running("db", 1).plan(), """
                [] -> #1 service:a:1 CreateContainer, no existing container
                [] -> #2 service:db AwaitService service_healthy, a, b depend on it
                [1,2] -> #3 service:a:1 StartContainer, new container
                [] -> #4 service:b:1 CreateContainer, no existing container
                [2,4] -> #5 service:b:1 StartContainer, new container
                """);
    }

    @Test
    void anOptionalDependencyIsWaitedForByAStepThatCantFail() {
        Plan plan = Scene.of("""
                services:
                  web: {image: busybox, depends_on: {db: {condition: service_healthy, required: false}}}
                  db: {image: busybox}
                """).network("default").plan();
        assertThat(plan.steps())
                .anyMatch(step -> step.action() instanceof Action.AwaitService await && !await.required());
    }

    @Test
    void replacesAContainerWhoseConfigurationChanged() {
        golden(
                Scene.of(ONE)
                        .network("default")
                        .running("web", 1)
                        .changedService("web")
                        .plan(),
                """
                [] -> #1 service:web:1 CreateContainer, configuration changed
                [1] -> #2 service:web:1 StopContainer, makes room for 0123456789ab_p-web-1
                [2] -> #3 service:web:1 RenameContainer 0123456789ab_p-web-1_old, makes room for 0123456789ab_p-web-1
                [3] -> #4 service:web:1 RenameContainer p-web-1, takes the name over
                [4] -> #5 service:web:1 StartContainer, new container
                [5] -> #6 service:web:1 RemoveContainer, replaced by the new p-web-1
                """);
    }

    @Test
    void aReplacementThatNeverGotTheNameGoesAndTheOldOneStays() {
        golden(
                Scene.of(ONE)
                        .network("default")
                        .running("web", 1)
                        .created("web", 1, "fedcba987654", "0123456789ab_p-web-1")
                        .plan(),
                """
                [] -> #1 service:web:1 RemoveContainer, left by a replacement that was interrupted
                """);
    }

    @Test
    void anOldOneThatHadMadeRoomGetsItsNameBackBeforeItIsReplaced() {
        golden(
                Scene.of(ONE)
                        .network("default")
                        .ended("web", 1, "0123456789ab_p-web-1_old")
                        .created("web", 1, "fedcba987654", "0123456789ab_p-web-1")
                        .changedService("web")
                        .plan(),
                """
                [] -> #1 service:web:1 RemoveContainer, left by a replacement that was interrupted
                [1] -> #2 service:web:1 RenameContainer p-web-1, its replacement was interrupted
                [1,2] -> #3 service:web:1 CreateContainer, configuration changed
                [2,3] -> #4 service:web:1 RenameContainer 0123456789ab_p-web-1_old, makes room for 0123456789ab_p-web-1
                [4] -> #5 service:web:1 RenameContainer p-web-1, takes the name over
                [1,2,5] -> #6 service:web:1 StartContainer, new container
                [6] -> #7 service:web:1 RemoveContainer, replaced by the new p-web-1
                """);
    }

    @Test
    void anOldOneWhoseReplacementHasTheNameGoes() {
        golden(
                Scene.of(ONE)
                        .network("default")
                        .ended("web", 1, "0123456789ab_p-web-1_old")
                        .created("web", 1, "fedcba987654", "p-web-1")
                        .plan(),
                """
                [] -> #1 service:web:1 RemoveContainer, left by a replacement that was interrupted
                [1] -> #2 service:web:1 StartContainer, not started yet
                """);
    }

    @Test
    void doesNotStopTheOldOneBeforeWhatTheNewOneNeedsIsReady() {
        golden(
                Scene.of(HEALTHY)
                        .network("default")
                        .running("web", 1)
                        .changedService("web")
                        .plan(),
                """
                [] -> #1 service:db:1 CreateContainer, no existing container
                [1] -> #2 service:db:1 StartContainer, new container
                [] -> #3 service:web:1 CreateContainer, configuration changed
                [2] -> #4 service:db AwaitService service_healthy, web depends on it
                [3,4] -> #5 service:web:1 StopContainer, makes room for 0123456789ab_p-web-1
                [5] -> #6 service:web:1 RenameContainer 0123456789ab_p-web-1_old, makes room for 0123456789ab_p-web-1
                [6] -> #7 service:web:1 RenameContainer p-web-1, takes the name over
                [4,7] -> #8 service:web:1 StartContainer, new container
                [8] -> #9 service:web:1 RemoveContainer, replaced by the new p-web-1
                """);
    }

    @Test
    void replacesAContainerWhoseImageChanged() {
        Plan plan = Scene.of(ONE)
                .network("default")
                .running("web", 1)
                .image("web", new ImageSupply.Here("busybox", "id-newer"))
                .plan();
        assertThat(plan.steps().getFirst())
                .hasToString("[] -> #1 service:web:1 CreateContainer, image \"busybox\" changed");
    }

    @Test
    void neverReplacesWithNoRecreate() {
        Plan plan = Scene.of(ONE)
                .network("default")
                .running("web", 1)
                .changedService("web")
                .plan(Scene.options(Recreate.NEVER, true, false, Orphans.WARN, _ -> false));
        golden(plan, "");
    }

    @Test
    void forceRecreatesTheSelectedButNotTheirDependencies() {
        Plan plan = Scene.of(PAIR)
                .network("default")
                .running("db", 1)
                .running("web", 1)
                .select("web")
                .plan(Scene.options(Recreate.ALWAYS, true, false, Orphans.WARN, _ -> false));
        assertThat(plan.steps()).first().hasToString("[] -> #1 service:web:1 CreateContainer, forced");
        assertThat(plan.kept()).containsExactly("p-db-1");
    }

    @Test
    void startsAStoppedContainerAgainWithoutReplacingIt() {
        golden(Scene.of(ONE).network("default").exited("web", 1, 1).plan(), """
                [] -> #1 service:web:1 StartContainer, not running
                """);
    }

    @Test
    void doesNotRunAFinishedJobAgainWhileItsDependentsStay() {
        golden(
                Scene.of(JOB)
                        .network("default")
                        .exited("job", 1, 0)
                        .running("web", 1)
                        .plan(),
                "");
    }

    @Test
    void runsAFinishedJobAgainForNewDependents() {
        golden(Scene.of(JOB).network("default").exited("job", 1, 0).plan(), """
                [] -> #1 service:job:1 StartContainer, not running
                [] -> #2 service:web:1 CreateContainer, no existing container
                [1] -> #3 service:job AwaitService service_completed_successfully, web depends on it
                [2,3] -> #4 service:web:1 StartContainer, new container
                """);
    }

    @Test
    void runsAFailedJobAgain() {
        assertThat(Scene.of(JOB)
                        .network("default")
                        .exited("job", 1, 2)
                        .running("web", 1)
                        .plan()
                        .toString())
                .contains("service:job:1 StartContainer");
    }

    @Test
    void keepsTheLowestNumbersWhenTheScaleIsLowered() {
        golden(
                Scene.of("services: {web: {image: busybox, scale: 1}}")
                        .network("default")
                        .running("web", 1)
                        .running("web", 2)
                        .running("web", 3)
                        .plan(),
                """
                [] -> #1 service:web:2 StopContainer, scaled to 1
                [1] -> #2 service:web:2 RemoveContainer, scaled to 1
                [] -> #3 service:web:3 StopContainer, scaled to 1
                [3] -> #4 service:web:3 RemoveContainer, scaled to 1
                """);
    }

    @Test
    void countsOnFromTheHighestNumberWhenTheScaleIsRaised() {
        assertThat(Scene.of("services: {web: {image: busybox, scale: 3}}")
                        .network("default")
                        .running("web", 2)
                        .plan()
                        .toString())
                .contains("service:web:3 CreateContainer", "service:web:4 CreateContainer")
                .doesNotContain("service:web:1 ");
    }

    @Test
    void scalesToNothing() {
        golden(
                Scene.of("services: {web: {image: busybox, scale: 0}}")
                        .running("web", 1)
                        .plan(),
                """
                [] -> #1 service:web:1 StopContainer, scaled to 0
                [1] -> #2 service:web:1 RemoveContainer, scaled to 0
                """);
    }

    @Test
    void refusesSeveralContainersOfOneName() {
        Scene scene = Scene.of("services: {web: {image: busybox, container_name: only}}")
                .network("default");
        golden(scene.plan(), """
                [] -> #1 service:web:1 CreateContainer, no existing container
                [1] -> #2 service:web:1 StartContainer, new container
                """);
        assertThat(((Action.CreateContainer) scene.plan().steps().getFirst().action()).container())
                .isEqualTo("only");
        assertThatThrownBy(() -> scene.scale("web", 2).plan()).hasMessageContaining("container_name \"only\"");
    }

    @Test
    void restartsDependentsThatAskedForItWithTheirDependency() {
        golden(
                Scene.of("""
                services:
                  web: {image: busybox, depends_on: {db: {condition: service_started, restart: true}}}
                  db: {image: busybox}
                """)
                        .network("default")
                        .running("db", 1)
                        .running("web", 1)
                        .changedService("db")
                        .plan(),
                """
                [] -> #1 service:web:1 StopContainer, depends on "db", which is recreated
                [] -> #2 service:db:1 CreateContainer, configuration changed
                [1,2] -> #3 service:db:1 StopContainer, makes room for 0123456789ab_p-db-1
                [3] -> #4 service:db:1 RenameContainer 0123456789ab_p-db-1_old, makes room for 0123456789ab_p-db-1
                [4] -> #5 service:db:1 RenameContainer p-db-1, takes the name over
                [5] -> #6 service:db:1 StartContainer, new container
                [6] -> #7 service:db:1 RemoveContainer, replaced by the new p-db-1
                [1,6] -> #8 service:web:1 StartContainer, was stopped for the change
                """);
    }

    @Test
    void recreatesWhatSharesTheNetworkOfARecreatedContainer() {
        Plan plan = Scene.of("""
                services:
                  web: {image: busybox, network_mode: "service:vpn"}
                  vpn: {image: busybox}
                """)
                .network("default")
                .running("vpn", 1)
                .running("web", 1)
                .changedService("vpn")
                .plan();
        assertThat(plan.toString())
                .contains(
                        "[4] -> #7 service:web:1 CreateContainer, shares namespaces or volumes of service \"vpn\", which is recreated");
    }

    @Test
    void reconnectsKeptContainersToANetworkThatChanged() {
        golden(
                Scene.of(ONE)
                        .network("default")
                        .changed("network:default")
                        .running("web", 1)
                        .plan(),
                """
                [] -> #1 service:web:1 StopContainer, network "default" changed
                [1] -> #2 service:web:1 DisconnectNetwork p_default, network "default" changed
                [2] -> #3 network:default RemoveNetwork, network "default" changed
                [3] -> #4 network:default CreateNetwork, network definition changed
                [1,2,4] -> #5 service:web:1 ConnectNetwork default, network was made anew
                [1,2,5] -> #6 service:web:1 StartContainer, was stopped for the change
                """);
    }

    @Test
    void keepsTheDataOfAChangedVolumeUnlessSomebodySaysYes() {
        String yaml = "services: {db: {image: busybox, volumes: ['data:/data']}}\nvolumes: {data: {}}";
        List<String> asked = new ArrayList<>();
        Plan kept = Scene.of(yaml)
                .network("default")
                .volume("data")
                .changed("volume:data")
                .running("db", 1)
                .plan(Scene.options(Recreate.DIVERGED, true, false, Orphans.WARN, question -> !asked.add(question)));
        golden(kept, "");
        assertThat(asked).singleElement().asString().contains("p_data", "data will be lost");
        assertThat(kept.warnings()).singleElement().asString().contains("stays as it is");

        golden(
                Scene.of(yaml)
                        .network("default")
                        .volume("data")
                        .changed("volume:data")
                        .running("db", 1)
                        .plan(Scene.options(Recreate.DIVERGED, true, false, Orphans.WARN, _ -> true)),
                """
                [] -> #1 service:db:1 StopContainer, its volume changed
                [1] -> #2 service:db:1 RemoveContainer, its volume changed
                [2] -> #3 volume:data RemoveVolume, volume definition changed
                [3] -> #4 volume:data CreateVolume, volume definition changed
                [2,4] -> #5 service:db:1 CreateContainer, its volume is made anew
                [2,5] -> #6 service:db:1 StartContainer, new container
                """);
    }

    @Test
    void pullsAndBuildsEachImageOnceAndOnlyItsUsersWait() {
        Scene scene = Scene.of("""
                services:
                  a: {image: one}
                  b: {image: one}
                  c: {image: two}
                """).network("default");
        scene.image("a", new ImageSupply.ToPull("one", "no such image"));
        scene.image("b", new ImageSupply.ToPull("one", "no such image"));
        golden(scene.plan(), """
                [] -> #1 image:one PullImage, no such image
                [1] -> #2 service:a:1 CreateContainer, no existing container
                [2] -> #3 service:a:1 StartContainer, new container
                [1] -> #4 service:b:1 CreateContainer, no existing container
                [4] -> #5 service:b:1 StartContainer, new container
                [] -> #6 service:c:1 CreateContainer, no existing container
                [6] -> #7 service:c:1 StartContainer, new container
                """);
    }

    @Test
    void imagesThatMountsShowComeBeforeTheContainerAndAfterWhoBuildsThem() {
        Scene scene = Scene.of("""
                services:
                  a: {image: one}
                  b: {image: built}
                """).network("default");
        scene.shown(
                "a",
                new ImageSupply.ToPull("tools", "no such image"),
                new ImageSupply.ToPull("built", "no such image"));
        scene.image("b", new ImageSupply.ToBuild("built", "no such image"));
        golden(scene.plan(), """
                [] -> #1 image:built BuildImage, no such image
                [] -> #2 image:tools PullImage, no such image
                [1,2] -> #3 service:a:1 CreateContainer, no existing container
                [3] -> #4 service:a:1 StartContainer, new container
                [1] -> #5 service:b:1 CreateContainer, no existing container
                [5] -> #6 service:b:1 StartContainer, new container
                """);
    }

    @Test
    void warnsOfOrphansOrRemovesThemAndLeavesDisabledProfilesAlone() {
        String yaml = "services: {web: {image: busybox}, debug: {image: busybox, profiles: [debug]}}";
        Scene scene = Scene.of(yaml)
                .network("default")
                .running("web", 1)
                .running("debug", 1)
                .running("gone", 1);
        Plan warned = scene.plan();
        golden(warned, "");
        assertThat(warned.warnings()).singleElement().asString().contains("[p-gone-1]", "--remove-orphans");
        golden(scene.plan(Scene.options(Recreate.DIVERGED, true, false, Orphans.REMOVE, _ -> false)), """
                [] -> #1 service:gone:1 StopContainer, orphan, no service "gone" in the project; it came from /srv/p/old.yaml
                [1] -> #2 service:gone:1 RemoveContainer, orphan, no service "gone" in the project; it came from /srv/p/old.yaml
                """);
    }

    @Test
    void onlyCreatesWithNoStart() {
        golden(
                Scene.of(HEALTHY)
                        .network("default")
                        .plan(Scene.options(Recreate.DIVERGED, false, false, Orphans.WARN, _ -> false)),
                """
                [] -> #1 service:db:1 CreateContainer, no existing container
                [] -> #2 service:web:1 CreateContainer, no existing container
                """);
    }

    @Test
    void waitsForAllInTheEndWithWait() {
        golden(
                Scene.of(JOB)
                        .network("default")
                        .plan(Scene.options(Recreate.DIVERGED, true, true, Orphans.WARN, _ -> false)),
                """
                [] -> #1 service:job:1 CreateContainer, no existing container
                [1] -> #2 service:job:1 StartContainer, new container
                [] -> #3 service:web:1 CreateContainer, no existing container
                [2] -> #4 service:job AwaitService service_completed_successfully, web depends on it
                [3,4] -> #5 service:web:1 StartContainer, new container
                [5] -> #6 service:web AwaitService ready, --wait
                """);
    }

    @Test
    void refusesExternalResourcesThatAreMissing() {
        assertThatThrownBy(() -> Scene.of(
                                "services: {web: {image: busybox, networks: [n]}}\nnetworks: {n: {external: true, name: theirs}}")
                        .plan())
                .hasMessageContaining("network \"theirs\" declared as external, but could not be found");
        assertThatThrownBy(() -> Scene.of(
                                "services: {web: {image: busybox, volumes: ['vol:/v']}}\nvolumes: {vol: {external: true, name: theirs}}")
                        .plan())
                .hasMessageContaining("external volume \"theirs\" not found");
    }

    @Test
    void refusesTheContainersOfAnotherDirectory() {
        ObservedContainer foreign = new ObservedContainer(
                "f".repeat(64),
                "p-web-1",
                new ObservedContainer.Place("web", 1, false),
                ObservedContainer.Life.RUNNING,
                0,
                "",
                List.of(),
                List.of(),
                Map.of(Labels.WORKING_DIR, "/home/other/p"));
        assertThatThrownBy(() -> Scene.of(ONE).with(foreign).plan())
                .hasMessageContaining("/srv/p")
                .hasMessageContaining("/home/other/p");
    }

    @Test
    void recreatesAContainerWhoseNetworkOrVolumeIsGone() {
        assertThat(Scene.of(ONE).running("web", 1).plan().toString())
                .contains("[1] -> #2 service:web:1 CreateContainer, not connected to network \"default\"");
        assertThat(Scene.of("services: {db: {image: busybox, volumes: ['data:/data']}}\nvolumes: {data: {}}")
                        .network("default")
                        .running("db", 1)
                        .plan()
                        .toString())
                .contains(
                        "CreateVolume, no existing volume",
                        "service:db:1 CreateContainer, does not mount volume \"data\"");
    }

    @Test
    void makesNetworksWithGivenSubnetsBeforeThoseWhoseSubnetIsChosen() {
        golden(Scene.of("""
                services: {web: {image: busybox, networks: [a, b]}}
                networks: {a: {}, b: {ipam: {config: [{subnet: 10.9.0.0/24}]}}}
                """).plan(Scene.options(Recreate.DIVERGED, false, false, Orphans.WARN, _ -> false)), """
                [] -> #1 network:b CreateNetwork, no existing network
                [1] -> #2 network:a CreateNetwork, no existing network
                [1,2] -> #3 service:web:1 CreateContainer, no existing container
                """);
    }

    @Test
    void tearsDownInReverseOrder() {
        Scene scene = Scene.of(PAIR)
                .network("default")
                .volume("data")
                .running("db", 1)
                .running("web", 1);
        Observation observed = scene.observation();
        Plan plan = Teardown.plan(
                observed,
                Dependencies.ofContainers(observed.containers()),
                new Teardown.Options(java.util.Set.of(), java.util.Set.of(), false, true, List.of("p-web")));
        golden(plan, """
                [] -> #1 service:web:1 StopContainer, down
                [1] -> #2 service:web:1 RemoveContainer, down
                [2] -> #3 service:db:1 StopContainer, down
                [3] -> #4 service:db:1 RemoveContainer, down
                [2,4] -> #5 network:default RemoveNetwork, down
                [2,4] -> #6 volume:data RemoveVolume, down -v
                [2,4] -> #7 image:p-web RemoveImage, --rmi
                """);
    }

    @Test
    void tearsDownAServiceWithWhatDependsOnItAndLeavesTheNetwork() {
        Scene scene = Scene.of(PAIR).network("default").running("db", 1).running("web", 1);
        Observation observed = scene.observation();
        Dependencies dependencies = Dependencies.ofContainers(observed.containers());
        golden(
                Teardown.plan(
                        observed,
                        dependencies,
                        new Teardown.Options(java.util.Set.of("web"), java.util.Set.of(), false, false, List.of())),
                """
                [] -> #1 service:web:1 StopContainer, down
                [1] -> #2 service:web:1 RemoveContainer, down
                """);
        assertThat(Teardown.plan(
                                observed,
                                dependencies,
                                new Teardown.Options(
                                        java.util.Set.of("db"), java.util.Set.of(), false, false, List.of()))
                        .steps())
                .hasSize(4);
    }

    @Test
    void plansTheSameAgainAndAgain() {
        String first = Scene.of(HEALTHY).plan().toString();
        for (int i = 0; i < 20; i++) {
            assertThat(Scene.of(HEALTHY).plan()).hasToString(first);
        }
    }
}
