package io.codefleet.broker.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads of one context, as a process that leads has them for its connection and its leadership. */
@Timeout(90)
class StepThreadTest {
    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final StepThread one = new StepThread(vertx, context, "one");
    private final StepThread two = new StepThread(vertx, context, "two");
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void close() {
        release.countDown();
        ended(vertx.close());
    }

    private static <T> Future<T> ended(Future<T> future) {
        await().until(future::isComplete);
        return future;
    }

    private Future<String> blocked(StepThread thread) {
        CountDownLatch begun = new CountDownLatch(1);
        Future<String> answer = thread.run(() -> {
            begun.countDown();
            release.await();
            return "released";
        });
        await().until(() -> begun.getCount() == 0);
        return answer;
    }

    @Test
    void theEndOfAThreadWithWaitingStepsLeavesTheOthersAtWork() {
        Future<String> running = blocked(one);
        Future<String> unused = two.run(() -> "waits");
        assertThat(unused.isComplete()).isFalse();
        ended(two.close());
        release.countDown();
        assertThat(ended(running).result()).isEqualTo("released");
        assertThat(ended(one.run(() -> "next")).result()).isEqualTo("next");
    }

    @Test
    void aBlockedStepHoldsUpItsOwnThreadOnly() {
        Future<String> running = blocked(one);
        assertThat(ended(two.run(() -> "other")).result()).isEqualTo("other");
        assertThat(running.isComplete()).isFalse();
    }

    @Test
    void stepsThatWaitFailWhenTheThreadEnds() {
        blocked(one);
        Future<String> waiting = one.run(() -> "waits");
        // The context has handed it to the thread.
        ended(two.run(() -> "other"));
        ended(one.close());
        assertThat(ended(waiting).cause()).isInstanceOf(IllegalStateException.class);
        assertThat(ended(one.run(() -> "late")).cause()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aRunningStepIsInterruptedAndEndsOnce() {
        Future<String> running = blocked(one);
        ended(one.close());
        assertThat(ended(running).cause()).isInstanceOf(InterruptedException.class);
    }

    @Test
    void stepsRunInTheirOrder() {
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        blocked(one);
        List<Future<Boolean>> answers = IntStream.range(0, 100)
                .mapToObj(number -> one.run(() -> order.add(number)))
                .toList();
        release.countDown();
        ended(Future.all(answers));
        assertThat(order).isEqualTo(IntStream.range(0, 100).boxed().toList());
    }
}
