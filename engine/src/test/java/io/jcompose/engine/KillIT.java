package io.jcompose.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.engine.container.ContainerSpec;
import io.jcompose.engine.container.ContainerSpec.RestartPolicy;
import io.jcompose.engine.container.ContainerState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a signal means beyond itself (moby daemon/kill.go). */
class KillIT extends OneEngine {
    private ContainerState start(String script) {
        ContainerSpec spec = TestEngine.spec("c", "sh", "-c", script);
        ContainerSpec.Supervision usual = spec.supervision();
        ContainerSpec.Supervision always = new ContainerSpec.Supervision(
                new RestartPolicy(RestartPolicy.Condition.ALWAYS, 0),
                usual.healthcheck(),
                Optional.empty(),
                usual.stopTimeout(),
                false,
                usual.log());
        engine.containers().create(TestEngine.with(spec, always));
        return engine.containers().start("c").state();
    }

    private ContainerState state() {
        return engine.containers().get("c").state();
    }

    private static String trap(String signal) {
        return "trap 'exit 3' " + signal + "; touch /ready; while true; do sleep 0.05; done";
    }

    private void awaitTrap() {
        Path root = Path.of("/proc/" + engine.containers().processes("c").getFirst() + "/root");
        Awaitility.await().until(() -> Files.exists(root.resolve("ready")));
    }

    @Test
    void whatIsKilledHasEndedWhenThatReturnsAndStaysSo() {
        start("sleep 1000");
        engine.containers().kill("c", "KILL");

        assertThat(state()).isInstanceOfSatisfying(ContainerState.Exited.class, exited -> {
            assertThat(exited.exit().code()).isEqualTo(137);
            assertThat(exited.exit().byUser()).isTrue();
        });
        assertThatThrownBy(() -> engine.containers().kill("c", "KILL"))
                .hasMessage("cannot kill container \"c\": it is not running");
    }

    @Test
    void whatIsPausedEndsByItsKill() {
        start("sleep 1000");
        engine.containers().pause("c");
        engine.containers().kill("c", "KILL");
        assertThat(state().word()).isEqualTo("exited");
        assertThat(engine.containers().await("c").code()).isEqualTo(137);
    }

    @Test
    void whatIsPausedWakesUpToBeToldToEndAndToNothingElse() {
        start(trap("TERM"));
        awaitTrap();
        engine.containers().pause("c");
        engine.containers().kill("c", "USR1");
        assertThat(state().word()).isEqualTo("paused");

        engine.containers().kill("c", "TERM");
        assertThat(engine.containers().await("c").code()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT", "QUIT"})
    void whatIsToldToEndIsNotRestarted(String signal) {
        start(trap(signal));
        awaitTrap();
        engine.containers().kill("c", signal);
        assertThat(engine.containers().await("c").code()).isEqualTo(3);
        assertThat(state().word()).isEqualTo("exited");
    }

    @Test
    void anotherSignalLeavesTheRestartPolicyAsItIs() {
        start(trap("HUP"));
        awaitTrap();
        engine.containers().kill("c", "HUP");
        Awaitility.await()
                .untilAsserted(() ->
                        assertThat(engine.containers().get("c").restarts()).isEqualTo(1));
    }

    @Test
    void aRestartThatIsPendingDoesNotCome() {
        start("exit 4");
        Awaitility.await().until(() -> state() instanceof ContainerState.Restarting);
        Awaitility.await().until(() -> engine.containers().get("c").restarts() >= 2);
        engine.containers().kill("c", "KILL");
        assertThat(engine.containers().await("c").byUser()).isTrue();
        assertThat(state().word()).isEqualTo("exited");
    }

    /** The first restart comes after 100 ms; some of these kills come while the container is being started. */
    @Test
    void itIsFinalAtWhateverMomentOfARestartItComes() {
        start("true");
        for (int millis = 0; millis < 140; millis += millis < 95 ? 10 : 1) {
            engine.containers().start("c");
            LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
            engine.containers().kill("c", "KILL");
            assertThat(state().word()).as("after %d ms", millis).isEqualTo("exited");
        }
    }
}
