package io.codefleet.fleet;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.codefleet.Run;
import io.codefleet.TaskResult;
import io.codefleet.mapreduce.FailurePolicy;
import io.codefleet.mapreduce.ItemOutcome;
import io.codefleet.mapreduce.MapReduce;
import io.codefleet.mapreduce.MapReduceFailedException;
import io.codefleet.mapreduce.MapReduceResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Where the items of a map-reduce come from, and values that are folded as they come. */
class MapReduceItemsTest extends MapReduceFixture {
    private static String take(java.util.concurrent.BlockingQueue<String> queue) {
        try {
            return queue.take();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void itemsComeFromAnythingThatCanBeIterated() {
        startWorker();
        Iterable<String> items = () -> numbers(300).iterator();
        assertThat(run(MapReduce.over(items).map(MapReduceFixture::task).reduce(List::size))
                        .value())
                .contains(300);
        List<String> closed = new CopyOnWriteArrayList<>();
        MapReduceResult<String, TaskResult, Integer> ofStream =
                run(MapReduce.over(numbers(300).stream().onClose(() -> closed.add("closed")))
                        .map(MapReduceFixture::task)
                        .reduce(List::size));
        assertThat(ofStream.value()).contains(300);
        await().until(() -> closed.size() == 1);
    }

    @Test
    void aSourceIsAskedForNoMoreThanIsUnderWay() {
        startWorker();
        List<String> asked = new CopyOnWriteArrayList<>();
        Run<?> run = fleet.mapReduce(MapReduce.over(() -> IntStream.range(0, 1000)
                        .mapToObj(i -> "slow " + i)
                        .peek(asked::add)
                        .iterator())
                .map(MapReduceFixture::task)
                .collect()
                .options(RUN.concurrency(4)));
        await().until(() -> ran.size() == 4);
        assertThat(asked.size()).isLessThanOrEqualTo(5);
        get(run.cancel("enough"));
    }

    @Test
    void anItemGoesOnWhileItsSourceWaitsForTheNext() throws InterruptedException {
        startWorker();
        java.util.concurrent.BlockingQueue<String> queue = new java.util.concurrent.LinkedBlockingQueue<>();
        queue.put("first");
        Run<MapReduceResult<String, TaskResult, Integer>> run =
                fleet.mapReduce(MapReduce.over(() -> java.util.stream.Stream.generate(() -> take(queue))
                                .takeWhile(item -> !item.equals("end"))
                                .iterator())
                        .map(MapReduceFixture::task)
                        .reduce(List::size));
        await().until(() -> ran.contains("first"));
        queue.put("second");
        queue.put("end");
        assertThat(get(run.result()).value()).contains(2);
    }

    @Test
    void aPushedStreamIsHeldBack() {
        startWorker();
        TestStream<String> stream = new TestStream<>();
        Run<MapReduceResult<String, TaskResult, Integer>> run = fleet.mapReduce(MapReduce.over(stream)
                .map(MapReduceFixture::task)
                .reduce(List::size)
                .options(RUN.concurrency(3)));
        await().until(() -> stream.demand() == 3);
        for (int i = 0; i < 50; i++) {
            await().pollInterval(Duration.ofMillis(2)).until(() -> stream.demand() > 0);
            assertThat(stream.demand()).isLessThanOrEqualTo(3);
            stream.send("n" + i);
        }
        stream.end();
        assertThat(get(run.result()).value()).contains(50);
    }

    @Test
    void aSourceThatFailsFailsTheRunButNotWhatRuns() {
        startWorker();
        MapReduceFailedException failed = failure(MapReduce.over(() -> IntStream.range(0, 10)
                        .mapToObj(i -> {
                            if (i == 5) {
                                throw new IllegalStateException("disk gone");
                            }
                            return "n" + i;
                        })
                        .iterator())
                .map(MapReduceFixture::task)
                .collect()
                .options(RUN));
        assertThat(failed).hasMessageContaining("disk gone");
        assertThat(failed.result().done()).isEqualTo(5);
        TestStream<String> stream = new TestStream<>();
        Run<?> run = fleet.mapReduce(
                MapReduce.over(stream).map(MapReduceFixture::task).collect());
        await().until(() -> stream.demand() > 0);
        stream.fail(new IllegalStateException("line cut"));
        assertThatThrownBy(() -> get(run.result())).hasMessageContaining("line cut");
    }

    @Test
    void aFoldTakesValuesInTheOrderOfTheItems() {
        worker(fleet, quick().concurrency(50), agent);
        MapReduceResult<String, String, StringBuilder> result = run(MapReduce.over(numbers(500).stream())
                .map(MapReduceFixture::task)
                .as(TaskResult::text)
                .fold(StringBuilder::new, (sum, value) -> sum.append(value).append(' '))
                .options(RUN.concurrency(20)));
        assertThat(result.value().map(StringBuilder::toString)).contains(join(numbers(500)) + " ");
        assertThat(result.items()).isEmpty();
        assertThat(result.done()).isEqualTo(500);
    }

    @Test
    void aFoldWaitsForASlowItemWithinBounds() {
        Promise<TaskResult> first = Promise.promise();
        worker(fleet, quick().concurrency(10), attempt -> {
            ran.add(attempt.task().prompt());
            return attempt.task().prompt().equals("n0") ? first.future() : Future.succeededFuture(TaskResult.EMPTY);
        });
        Run<MapReduceResult<String, TaskResult, Integer>> run = fleet.mapReduce(MapReduce.over(numbers(100))
                .map(MapReduceFixture::task)
                .fold(() -> 0, (sum, value) -> sum + 1)
                .options(RUN.concurrency(2)));
        await().until(() -> ran.size() == 8);
        first.complete(TaskResult.EMPTY);
        assertThat(get(run.result()).value()).contains(100);
    }

    @Test
    void aFoldThatFailsFailsTheRun() {
        startWorker();
        MapReduce<String, String, Integer> job = echo(numbers(5)).fold(() -> 0, (sum, value) -> {
            throw new IllegalStateException("overflow");
        });
        assertThat(failure(job)).hasMessageContaining("overflow");
    }

    @Test
    void aFoldNamesItsFailures() {
        startWorker();
        MapReduceResult<String, String, Integer> result = run(echo(List.of("a", "bad", "b"))
                .fold(() -> 0, (sum, value) -> sum + 1)
                .failures(FailurePolicy.collectAll()));
        assertThat(result.value()).contains(2);
        assertThat(result.items()).extracting(ItemOutcome::item).containsExactly("bad");
        assertThat(result.value()).isEqualTo(Optional.of(2));
    }
}
