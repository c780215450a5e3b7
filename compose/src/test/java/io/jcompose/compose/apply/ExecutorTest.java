package io.jcompose.compose.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcompose.compose.plan.Action;
import io.jcompose.compose.plan.Condition;
import io.jcompose.compose.plan.ObservedContainer;
import io.jcompose.compose.plan.Step;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class ExecutorTest {
    private final ConcurrentLinkedQueue<Integer> ran = new ConcurrentLinkedQueue<>();

    private static Step start(int id, Integer... after) {
        return new Step(id, new Action.StartContainer("s" + id, 1, "s" + id, Optional.empty()), "test", List.of(after));
    }

    private static Step await(int id, Integer... after) {
        return new Step(
                id, new Action.AwaitService("s" + id, Condition.HEALTHY, true, List.of()), "test", List.of(after));
    }

    private Executor.Outcome run(Executor.Runner runner, Step... steps) {
        return new Executor(runner, 4).run(List.of(steps), Set.of());
    }

    @Test
    void runsEveryStepAfterItsPredecessors() {
        Executor.Outcome outcome = run(step -> ran.add(step.id()), start(1), start(2, 1), start(3, 1), start(4, 2, 3));

        assertThat(outcome.succeeded()).isTrue();
        assertThat(ran).hasSize(4).startsWith(1).endsWith(4);
    }

    @Test
    void runsIndependentStepsAtTheSameTime() {
        CyclicBarrier meeting = new CyclicBarrier(3);
        Executor.Outcome outcome = run(step -> meet(meeting), start(1), start(2), start(3));
        assertThat(outcome.succeeded()).isTrue();
    }

    private static void meet(CyclicBarrier barrier) throws InterruptedException {
        try {
            barrier.await(10, TimeUnit.SECONDS);
        } catch (java.util.concurrent.BrokenBarrierException | java.util.concurrent.TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void poisonsAllThatComesAfterAFailureAndNothingElse() {
        IllegalStateException why = new IllegalStateException("no");
        Executor.Outcome outcome = run(
                step -> {
                    if (step.id() == 1) {
                        throw why;
                    }
                    ran.add(step.id());
                },
                start(1),
                start(2, 1),
                start(3, 2),
                start(4),
                start(5, 4, 3));

        assertThat(ran).containsExactly(4);
        assertThat(outcome.failures()).extracting(Executor.Failure::cause).containsExactly(why);
        assertThat(outcome.blocked().keySet()).extracting(Step::id).containsExactly(2, 3, 5);
        assertThat(outcome.blocked().values())
                .allMatch(failure -> failure.step().id() == 1);
    }

    @Test
    void doesNotDeadlockWhenWaitsOutnumberThePermits() {
        CountDownLatch started = new CountDownLatch(1);
        Executor.Runner runner = step -> {
            if (step.action() instanceof Action.AwaitService) {
                started.await();
            } else {
                started.countDown();
            }
        };
        Executor.Outcome outcome =
                new Executor(runner, 1).run(List.of(await(1), await(2), await(3), start(4), start(5)), Set.of());
        assertThat(outcome.succeeded()).isTrue();
    }

    @Test
    void aBoundHoldsForPullsToo() {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Executor.Runner runner = step -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            Thread.yield();
            now.decrementAndGet();
        };
        List<Step> steps = new java.util.ArrayList<>();
        for (int i = 1; i <= 50; i++) {
            steps.add(new Step(i, new Action.PullImage("image" + i, "s"), "test", List.of()));
        }
        assertThat(Executor.bounded(runner, 1).run(steps, Set.of()).succeeded()).isTrue();
        assertThat(most).hasValue(1);
    }

    @Test
    void neverRunsMoreAtATimeThanItMay() {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Executor.Runner runner = step -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            Thread.yield();
            now.decrementAndGet();
        };
        Step[] steps = new Step[50];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = start(i + 1);
        }
        run(runner, steps);
        assertThat(most.get()).isLessThanOrEqualTo(4);
    }

    @Test
    void endsWaitsAndBeginsNothingWhenItIsInterrupted() throws InterruptedException {
        CountDownLatch waiting = new CountDownLatch(1);
        Executor.Runner runner = step -> {
            if (step.id() == 1) {
                waiting.countDown();
                new CountDownLatch(1).await();
            }
            ran.add(step.id());
        };
        Executor.Outcome[] outcome = new Executor.Outcome[1];
        Thread thread = Thread.ofVirtual().start(() -> outcome[0] = run(runner, await(1), start(2, 1)));
        waiting.await();
        thread.interrupt();
        thread.join();

        assertThat(outcome[0].interrupted()).isTrue();
        assertThat(ran).isEmpty();
    }

    @Test
    void finishesAnExchangeOfContainersThatIsHalfDoneWhenItIsInterrupted() throws InterruptedException {
        ObservedContainer old = new ObservedContainer(
                "old",
                "web",
                new ObservedContainer.Place("web", 1, false),
                ObservedContainer.Life.RUNNING,
                0,
                "",
                List.of(),
                List.of(),
                Map.of());
        CountDownLatch stopping = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        Executor.Runner runner = step -> {
            if (step.id() == 1) {
                stopping.countDown();
                interrupted.await();
            }
            ran.add(step.id());
        };
        List<Step> steps = List.of(
                new Step(1, new Action.StopContainer("web", 1, "old", "web"), "", List.of()),
                new Step(2, new Action.RenameContainer("web", 1, "new", "web"), "", List.of(1)),
                new Step(3, new Action.StartContainer("web", 1, "web", Optional.of(old)), "", List.of(2)),
                new Step(4, new Action.RemoveContainer("web", 1, "old", "web", false), "", List.of(3)),
                start(5, 3));
        Thread thread = Thread.ofVirtual().start(() -> new Executor(runner, 4).run(steps, Set.of()));
        stopping.await();
        thread.interrupt();
        interrupted.countDown();
        thread.join();

        assertThat(ran).startsWith(1, 2, 3).contains(4);
    }
}
