package io.codefleet.fleet;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.codefleet.Backoff;
import io.codefleet.BulkOptions;
import io.codefleet.BulkProgress;
import io.codefleet.BulkSubmit;
import io.codefleet.BulkSubmitException;
import io.codefleet.BulkSubmitResult;
import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.StorageLimits;
import io.codefleet.SubmitRate;
import io.codefleet.Task;
import io.codefleet.WorkerOptions;
import io.codefleet.error.ClosedException;
import io.codefleet.error.CodefleetException;
import io.codefleet.error.DuplicateTaskException;
import io.codefleet.error.PayloadTooLargeException;
import io.codefleet.error.QueueFullException;
import io.codefleet.internal.stream.QueuedStream;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A stream of tasks of any length is submitted in bounded memory, whatever is in the way. */
class BulkSubmitTest extends FleetTest {
    private static final BulkOptions OPTIONS =
            BulkOptions.DEFAULT.batchSize(50).backoff(Backoff.fixed(Duration.ofMillis(5)));

    private static Task task(int number) {
        return Task.of("p" + number).id("t" + number);
    }

    private static Stream<Task> tasks(int count) {
        return IntStream.range(0, count).mapToObj(BulkSubmitTest::task);
    }

    private CodefleetClient connect(StorageLimits limits) {
        return get(Codefleet.connect(CodefleetOptions.of("memory:" + name).limits(limits)));
    }

    @Test
    void everyTaskIsStored() {
        assertThat(get(fleet.submitAll(tasks(1234), OPTIONS).result())).isEqualTo(new BulkSubmitResult(1234, 0, 0));
        assertThat(get(fleet.stats()).queued()).isEqualTo(1234);
        assertThat(get(fleet.submitAll(tasks(0), OPTIONS).result())).isEqualTo(BulkSubmitResult.NONE);
    }

    @Test
    void noMoreTasksAreTakenThanThereIsRoomFor() {
        CodefleetClient small = connect(StorageLimits.DEFAULT.maxQueuedTasks(100));
        AtomicInteger taken = new AtomicInteger();
        BulkSubmit bulk = small.submitAll(
                tasks(100_000).peek(task -> taken.incrementAndGet()),
                OPTIONS.batchSize(50).batchesUnderWay(3));
        await().until(() -> bulk.progress().soFar().accepted() == 100
                && bulk.progress().waitingFor().isPresent());
        await().during(Duration.ofMillis(200))
                .untilAsserted(() -> assertThat(taken).hasValueLessThanOrEqualTo(100 + 50 * 3));
        bulk.cancel();
        get(small.close());
    }

    @Test
    void withOneBatchUnderWayTheOrderIsKept() {
        get(fleet.submitAll(tasks(500), OPTIONS.batchesUnderWay(1)).result());
        List<Integer> order = new CopyOnWriteArrayList<>();
        worker(fleet, WorkerOptions.create().concurrency(1), attempt -> {
            order.add(Integer.valueOf(attempt.task().id().substring(1)));
            return ECHO.handle(attempt);
        });
        await().until(() -> order.size() == 500);
        assertThat(order).isSorted();
    }

    @Test
    void aFullQueueIsWaitedFor() {
        CodefleetClient small = connect(StorageLimits.DEFAULT.maxQueuedTasks(100));
        AtomicBoolean waited = new AtomicBoolean();
        BulkSubmit bulk = small.submitAll(
                tasks(1000),
                OPTIONS.onProgress(
                        now -> waited.compareAndSet(false, now.waitingFor().isPresent())));
        await().untilAsserted(
                        () -> assertThat(bulk.progress().waitingFor()).containsInstanceOf(QueueFullException.class));
        assertThat(bulk.progress().soFar().accepted()).isEqualTo(100);
        worker(fleet, WorkerOptions.create().concurrency(20), ECHO);
        assertThat(get(bulk.result())).isEqualTo(new BulkSubmitResult(1000, 0, 0));
        assertThat(waited).isTrue();
        assertThat(bulk.progress().waitingFor()).isEmpty();
        get(small.close());
    }

    @Test
    void aRateIsKeptToAndNotAskedForMoreOftenThanItAllows() {
        CodefleetClient slow = connect(
                StorageLimits.DEFAULT.submitRate(SubmitRate.perSecond(200).burst(10)));
        AtomicInteger waits = new AtomicInteger();
        BulkOptions eager = OPTIONS.backoff(Backoff.fixed(Duration.ofMillis(1))).batchesUnderWay(1);

        BulkSubmitResult submitted = get(slow.submitAll(
                        tasks(200), eager.onProgress(now -> now.waitingFor().ifPresent(why -> waits.incrementAndGet())))
                .result());

        assertThat(submitted).isEqualTo(new BulkSubmitResult(200, 0, 0));
        assertThat(waits).hasValueBetween(1, 400);
        get(slow.close());
    }

    @Test
    void aBrokerThatIsAwayIsWaitedForAndNothingIsStoredTwice() {
        CodefleetClient far = connect("faulty");
        FaultyBrokerProvider.loseCalls("submit", 3);
        FaultyBrokerProvider.loseAnswers("submit", 6);
        assertThat(get(far.submitAll(tasks(1000), OPTIONS).result())).isEqualTo(new BulkSubmitResult(1000, 0, 0));
        assertThat(get(fleet.stats()).submitted()).isEqualTo(1000);
        get(far.close());
    }

    @Test
    void permanentRefusalsAreReportedAndCounted() {
        CodefleetClient narrow = connect(StorageLimits.DEFAULT.maxPayloadBytes(2000));
        get(fleet.submitTask(task(7).prompt("something else")));
        Map<String, CodefleetException> refused = new ConcurrentHashMap<>();
        Stream<Task> all =
                Stream.concat(tasks(100), Stream.of(Task.of("x".repeat(3000)).id("large")));
        BulkSubmitResult submitted =
                get(narrow.submitAll(all, OPTIONS.onRefused((task, reason) -> refused.put(task.id(), reason)))
                        .result());
        assertThat(submitted).isEqualTo(new BulkSubmitResult(99, 0, 2));
        assertThat(refused).hasSize(2);
        assertThat(refused.get("t7")).isInstanceOf(DuplicateTaskException.class);
        assertThat(refused.get("large")).isInstanceOf(PayloadTooLargeException.class);
        get(narrow.close());
    }

    @Test
    void aRepeatedBulkSubmitFindsEndedTasks() {
        get(fleet.submitAll(tasks(100), OPTIONS).result());
        worker(fleet, WorkerOptions.create().concurrency(20), ECHO);
        await().until(() -> get(fleet.stats()).completed() == 100);
        assertThat(get(fleet.submitAll(tasks(120), OPTIONS).result()))
                .satisfies(again -> assertThat(again.alreadyEnded()).isEqualTo(100))
                .satisfies(again -> assertThat(again.accepted()).isEqualTo(20));
    }

    @Test
    void aCancelEndsAWait() {
        CodefleetClient small = connect(StorageLimits.DEFAULT.maxQueuedTasks(100));
        BulkSubmit bulk = small.submitAll(tasks(100_000), OPTIONS.backoff(Backoff.fixed(Duration.ofHours(1))));
        await().until(() -> bulk.progress().waitingFor().isPresent());
        bulk.cancel();
        assertThat(get(bulk.result())).isEqualTo(new BulkSubmitResult(100, 0, 0));
        get(small.close());
    }

    @Test
    void aBulkSubmitGivesUpAfterItsTimeout() {
        CodefleetClient small = connect(StorageLimits.DEFAULT.maxQueuedTasks(100));
        BulkSubmit bulk = small.submitAll(tasks(1000), OPTIONS.patience(Duration.ofMillis(100)));
        assertThatThrownBy(() -> get(bulk.result())).isInstanceOfSatisfying(BulkSubmitException.class, failure -> {
            assertThat(failure.soFar()).isEqualTo(new BulkSubmitResult(100, 0, 0));
            assertThat(failure).hasCauseInstanceOf(QueueFullException.class);
            assertThat(failure.retryable()).isTrue();
        });
        get(small.close());
    }

    @Test
    void aFailureOfTheSourceStopsItAndReportsTheStoredTasks() {
        Stream<Task> broken = Stream.concat(tasks(100), Stream.generate(() -> {
            throw new IllegalStateException("the file ends here");
        }));
        assertThatThrownBy(() ->
                        get(fleet.submitAll(broken, OPTIONS.batchSize(100)).result()))
                .isInstanceOf(BulkSubmitException.class)
                .hasMessageContaining("the file ends here");
    }

    @Test
    void closingTheClientEndsItAndTheSource() {
        CodefleetClient small = connect(StorageLimits.DEFAULT.maxQueuedTasks(100));
        AtomicInteger closed = new AtomicInteger();
        BulkSubmit bulk = small.submitAll(tasks(1000).onClose(closed::incrementAndGet), OPTIONS);
        await().until(() -> bulk.progress().waitingFor().isPresent());
        get(small.close());
        assertThatThrownBy(() -> get(bulk.result())).hasCauseInstanceOf(ClosedException.class);
        await().untilAsserted(() -> assertThat(closed).hasValue(1));
        assertThatThrownBy(() -> get(small.submitAll(tasks(1), OPTIONS).result()))
                .hasCauseInstanceOf(ClosedException.class);
    }

    @Test
    void aSourceThatBlocksHoldsUpNothingElse() {
        CountDownLatch more = new CountDownLatch(1);
        Iterator<Task> blocking = tasks(10)
                .peek(task -> {
                    if (task.id().equals("t5")) {
                        awaitLatch(more);
                    }
                })
                .iterator();
        BulkSubmit bulk = fleet.submitAll(blocking, OPTIONS.batchSize(5));
        await().until(() -> bulk.progress().soFar().accepted() == 5);
        assertThat(get(fleet.stats()).queued()).isEqualTo(5);
        more.countDown();
        assertThat(get(bulk.result()).accepted()).isEqualTo(10);
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aVertxStreamIsReadAsFastAsThereIsRoom() {
        Vertx vertx = Vertx.vertx();
        CodefleetClient small = connect(StorageLimits.DEFAULT.maxQueuedTasks(100));
        QueuedStream<Task> stream =
                new QueuedStream<>(vertx.getOrCreateContext(), Integer.MAX_VALUE, () -> {}, () -> {});
        vertx.runOnContext(v -> {
            tasks(1000).forEach(stream::offer);
            stream.end();
        });
        BulkSubmit bulk = small.submitAll(stream, OPTIONS.batchesUnderWay(2));
        await().until(() -> bulk.progress().waitingFor().isPresent());
        assertThat(bulk.progress().soFar().accepted()).isEqualTo(100);
        worker(fleet, WorkerOptions.create().concurrency(20), ECHO);
        assertThat(get(bulk.result())).isEqualTo(new BulkSubmitResult(1000, 0, 0));
        get(small.close());
        get(vertx.close());
    }

    @Test
    void progressIsPublishedUpToTheEnd() {
        List<BulkProgress> published = new CopyOnWriteArrayList<>();
        get(fleet.submitAll(tasks(200), OPTIONS.onProgress(published::add)).result());
        assertThat(published).hasSizeGreaterThanOrEqualTo(4);
        assertThat(published.get(published.size() - 1).soFar().accepted()).isEqualTo(200);
    }
}
