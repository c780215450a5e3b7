package io.jcompose.linux.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

final class ReturningThreadsTest {
    private final ReturningThreads threads = new ReturningThreads("traveller", Duration.ofMinutes(1));

    private static <T> T got(CompletableFuture<T> coming) throws Exception {
        return coming.get(10, TimeUnit.SECONDS);
    }

    @Test
    void oneThatCameBackGoesAgain() throws Exception {
        Thread first = got(threads.begin(Thread::currentThread));
        assertThat(first).isNotSameAs(Thread.currentThread());
        assertThat(first.getName()).isEqualTo("traveller");
        assertThat(got(threads.begin(Thread::currentThread))).isSameAs(first);
    }

    @Test
    void errandsAtOneTimeHaveAThreadEach() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        CompletableFuture<Boolean> one = threads.begin(() -> meet(both));
        CompletableFuture<Boolean> other = threads.begin(() -> meet(both));
        assertThat(got(one)).isTrue();
        assertThat(got(other)).isTrue();
    }

    private static boolean meet(CountDownLatch both) throws InterruptedException {
        both.countDown();
        return both.await(10, TimeUnit.SECONDS);
    }

    @Test
    void oneWhoseErrandFailedDoesNotGoAgain() throws Exception {
        Thread[] lost = new Thread[1];
        CompletableFuture<String> failing = threads.begin(() -> {
            lost[0] = Thread.currentThread();
            throw new IOException("no way back");
        });
        assertThatThrownBy(() -> got(failing))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("no way back");
        lost[0].join(10_000);
        assertThat(lost[0].isAlive()).isFalse();
        assertThat(got(threads.begin(Thread::currentThread))).isNotSameAs(lost[0]);
    }

    @Test
    void oneThatNobodyNeedsEnds() throws Exception {
        ReturningThreads shortly = new ReturningThreads("traveller", Duration.ofMillis(20));
        Thread first = got(shortly.begin(Thread::currentThread));
        first.join(10_000);
        assertThat(first.isAlive()).isFalse();
        assertThat(got(shortly.begin(Thread::currentThread))).isNotSameAs(first);
    }

    @Test
    void anErrandHandedToOneThatIsAboutToLeaveIsDone() throws Exception {
        ReturningThreads shortly = new ReturningThreads("traveller", Duration.ofMillis(1));
        List<Integer> done = new ArrayList<>();
        for (int number = 0; number < 300; number++) {
            int own = number;
            done.add(got(shortly.begin(() -> own)));
            // around the moment at which it leaves
            LockSupport.parkNanos(800_000 + number * 2_000L);
        }
        assertThat(done).hasSize(300).isSorted().doesNotHaveDuplicates();
    }
}
