package io.jcompose.compose.apply;

import io.jcompose.compose.plan.Action;
import io.jcompose.compose.plan.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;

/**
 * Runs steps, each on a virtual thread of its own, as soon as all its predecessors have succeeded. It decides nothing.
 *
 * <p>A step that fails poisons all that come after it, directly or not; others go on. When the calling thread is interrupted, waits, pulls and builds are
 * interrupted and no step is begun any more, but for those that finish an exchange of containers that is half done.
 */
final class Executor {
    /** What is to be done with one step. */
    interface Runner {
        void run(Step step) throws InterruptedException;

        /** The operation was interrupted: a step that can be left half done while it waits for something stops waiting. */
        default void breakOff() {}
    }

    record Failure(Step step, Throwable cause) {}

    /**
     * @param done ids of the steps that succeeded
     * @param failures in the order in which they happened
     * @param blocked steps that were not run, each with the failed one that it needed
     */
    record Outcome(Set<Integer> done, List<Failure> failures, Map<Step, Failure> blocked, boolean interrupted) {
        boolean succeeded() {
            return failures.isEmpty() && !interrupted;
        }
    }

    private record Completion(Step step, Optional<Throwable> failure) {}

    private record Running(Step step, Thread thread) {}

    private final Runner runner;
    private final boolean fetchesCount;
    private final Semaphore permits;
    private final BlockingQueue<Completion> completions = new LinkedBlockingQueue<>();
    private final Map<Integer, Running> running = new HashMap<>();
    private final Map<Integer, Step> waiting = new LinkedHashMap<>();
    private final Set<Integer> done = new HashSet<>();
    private final List<Failure> failures = new ArrayList<>();
    private final Map<Step, Failure> blocked = new LinkedHashMap<>();
    private boolean interrupted;

    /** @param limit how many steps may be at work at a time; those that only wait don't count, nor do pulls and builds */
    Executor(Runner runner, int limit) {
        this(runner, limit, false);
    }

    private Executor(Runner runner, int limit, boolean fetchesCount) {
        this.runner = runner;
        this.fetchesCount = fetchesCount;
        this.permits = new Semaphore(limit);
    }

    /** @param limit as {@link #Executor}, but pulls and builds count */
    static Executor bounded(Runner runner, int limit) {
        return new Executor(runner, limit, true);
    }

    /** @param before ids of steps that were done earlier */
    Outcome run(List<Step> steps, Set<Integer> before) {
        done.addAll(before);
        steps.forEach(step -> waiting.put(step.id(), step));
        startReady();
        while (!running.isEmpty()) {
            try {
                complete(completions.take());
            } catch (InterruptedException e) {
                interrupt();
            }
            startReady();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return new Outcome(Set.copyOf(done), List.copyOf(failures), blocked, interrupted);
    }

    private void startReady() {
        List<Step> ready = waiting.values().stream()
                .filter(step -> done.containsAll(step.after()))
                .filter(step -> !interrupted || finishes(step.action()))
                .toList();
        for (Step step : ready) {
            waiting.remove(step.id());
            Thread thread = Thread.ofVirtual().name("step-" + step.id()).unstarted(() -> work(step));
            running.put(step.id(), new Running(step, thread));
            thread.start();
        }
    }

    private void work(Step step) {
        Optional<Throwable> failure = Optional.empty();
        boolean counted =
                !onlyWaits(step.action()) || (fetchesCount && !(step.action() instanceof Action.AwaitService));
        try {
            if (counted) {
                permits.acquire();
            }
            try {
                runner.run(step);
            } finally {
                if (counted) {
                    permits.release();
                }
            }
        } catch (InterruptedException | RuntimeException | Error e) {
            failure = Optional.of(e);
        }
        completions.add(new Completion(step, failure));
    }

    /** It can be broken off at any time without harm. */
    private static boolean onlyWaits(Action action) {
        return switch (action) {
            case Action.AwaitService _, Action.PullImage _, Action.BuildImage _ -> true;
            case Action.RemoveImage _,
                    Action.CreateNetwork _,
                    Action.RemoveNetwork _,
                    Action.CreateVolume _,
                    Action.RemoveVolume _,
                    Action.OfContainer _ -> false;
        };
    }

    /** It ends what would else be left half done: an old container was stopped, the new one is not yet in its place. */
    private static boolean finishes(Action action) {
        return switch (action) {
            case Action.RenameContainer _, Action.RemoveContainer _ -> true;
            case Action.StartContainer start -> start.fallback().isPresent();
            case Action.AwaitService _,
                    Action.PullImage _,
                    Action.BuildImage _,
                    Action.RemoveImage _,
                    Action.CreateNetwork _,
                    Action.RemoveNetwork _,
                    Action.CreateVolume _,
                    Action.RemoveVolume _,
                    Action.OfContainer _ -> false;
        };
    }

    private void interrupt() {
        interrupted = true;
        runner.breakOff();
        running.values().stream()
                .filter(one -> onlyWaits(one.step().action()))
                .forEach(one -> one.thread().interrupt());
    }

    private void complete(Completion completion) {
        Step step = completion.step();
        running.remove(step.id());
        if (completion.failure().isPresent()) {
            Failure failure = new Failure(step, completion.failure().get());
            failures.add(failure);
            poison(step.id(), failure);
        } else {
            done.add(step.id());
        }
    }

    private void poison(int id, Failure failure) {
        List<Step> victims = waiting.values().stream()
                .filter(step -> step.after().contains(id))
                .toList();
        for (Step victim : victims) {
            if (waiting.remove(victim.id()) != null) {
                blocked.put(victim, failure);
                poison(victim.id(), failure);
            }
        }
    }
}
