package io.codefleet.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Attempt;
import io.codefleet.TaskResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BlockingHandlerTest {
    private final Promise<Attempt.StopReason> stop = Promise.promise();
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private final List<Attempt> begun = new ArrayList<>();

    private final Attempt attempt = (Attempt) Proxy.newProxyInstance(
            Attempt.class.getClassLoader(), new Class<?>[] {Attempt.class}, (proxy, method, arguments) -> {
                assertThat(method.getName()).isEqualTo("stopRequested");
                return stop.future();
            });

    private Future<TaskResult> handle() {
        return new BlockingHandler(waiting::add, BlockingHandler.inPlace(each -> {
                    begun.add(each);
                    return TaskResult.text("ran");
                }))
                .handle(attempt);
    }

    @Test
    void anAttemptThatIsStoppedBeforeAThreadIsFreeNeverBegins() {
        Future<TaskResult> result = handle();
        stop.complete(Attempt.StopReason.CANCELLED);
        assertThat(result.cause()).isInstanceOf(InterruptedException.class).hasMessageContaining("CANCELLED");

        waiting.remove().run();
        assertThat(begun).isEmpty();
    }

    @Test
    void aStopAfterTheEndChangesNothing() {
        Future<TaskResult> result = handle();
        waiting.remove().run();
        stop.complete(Attempt.StopReason.CANCELLED);

        assertThat(result.result().text()).isEqualTo("ran");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void thePoolHoldsNoMoreThreadsThanItMay() throws Exception {
        BlockingThreads threads = BlockingThreads.pool("test-", 2);
        CountDownLatch twoRun = new CountDownLatch(2);
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(5);
        List<String> names = new java.util.concurrent.CopyOnWriteArrayList<>();
        for (int i = 0; i < 5; i++) {
            threads.execute(() -> {
                names.add(Thread.currentThread().getName());
                twoRun.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                ended.countDown();
            });
        }
        assertThat(twoRun.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(names).containsExactlyInAnyOrder("test-0", "test-1");
        goOn.countDown();
        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(names).hasSize(5).containsOnly("test-0", "test-1");
        threads.close();
    }

    @Test
    void aPoolThatGrowsRunsWhatWaited() throws Exception {
        BlockingThreads threads = BlockingThreads.pool("test-", 1);
        CountDownLatch together = new CountDownLatch(3);
        CountDownLatch ended = new CountDownLatch(3);
        for (int i = 0; i < 3; i++) {
            threads.execute(() -> {
                together.countDown();
                try {
                    together.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                ended.countDown();
            });
        }
        assertThat(together.getCount()).isGreaterThanOrEqualTo(2);
        threads.resize(3);
        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        threads.resize(1);
        threads.close();
    }

    @Test
    void threadsAreVirtualWhereTheMachineHasThem() throws Exception {
        List<Thread> ran = new java.util.concurrent.CopyOnWriteArrayList<>();
        CountDownLatch ended = new CountDownLatch(1);
        BlockingThreads threads = BlockingThreads.of("w", 1);
        threads.execute(() -> {
            ran.add(Thread.currentThread());
            ended.countDown();
        });
        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        threads.close();

        boolean expected = Runtime.version().feature() >= 21;
        boolean isVirtual =
                expected && (boolean) Thread.class.getMethod("isVirtual").invoke(ran.get(0));
        assertThat(isVirtual).isEqualTo(expected);
        assertThat(ran.get(0).getName()).isEqualTo("codefleet-w-0");
        assertThat(ran.get(0).isDaemon()).isTrue();
    }
}
