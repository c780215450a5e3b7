package io.jcompose.compose.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jcompose.error.JcomposeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class TurnsTest {
    private final Turns turns = new Turns();
    private final List<String> said = new CopyOnWriteArrayList<>();

    private final Reporter reporter = progress -> {
        if (progress instanceof Progress.Warned warned) {
            said.add(warned.message());
        }
    };

    private Thread waiting(String project, Runnable whenItsTurn) {
        Thread thread = Thread.ofVirtual().start(() -> {
            try (Turns.Turn turn = turns.take(project, reporter)) {
                whenItsTurn.run();
            } catch (JcomposeException e) {
                said.add(e.kind().name());
            }
        });
        await().until(() ->
                thread.getState() == Thread.State.TIMED_WAITING || thread.getState() == Thread.State.WAITING);
        return thread;
    }

    @Test
    void comeInTheOrderOfTheirAskingAndTheWaitIsSaid() throws InterruptedException {
        List<Integer> order = new CopyOnWriteArrayList<>();
        List<Thread> threads = new ArrayList<>();
        try (Turns.Turn first = turns.take("p", reporter)) {
            for (int i = 0; i < 5; i++) {
                int number = i;
                threads.add(waiting("p", () -> order.add(number)));
            }
            await().until(() -> said.size() == 5);
            assertThat(said).containsOnly("waiting for another command on project \"p\" to end");
            assertThat(order).isEmpty();
            first.close();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(order).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void ofOtherProjectsNeedNoWait() {
        try (Turns.Turn one = turns.take("p", reporter);
                Turns.Turn other = turns.take("q", reporter)) {
            assertThat(one).isNotEqualTo(other);
        }
        turns.take("p", reporter).close();
        assertThat(said).isEmpty();
    }

    @Test
    void anInterruptLeavesTheQueue() throws InterruptedException {
        Turns.Turn first = turns.take("p", reporter);
        Thread second = waiting("p", () -> said.add("second"));
        Thread third = waiting("p", () -> said.add("third"));
        second.interrupt();
        second.join();
        assertThat(said).contains("INTERRUPTED").doesNotContain("second", "third");
        first.close();
        third.join();
        assertThat(said).contains("third");
    }
}
