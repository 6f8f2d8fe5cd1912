package io.codefleet.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import io.codefleet.Budget;
import io.codefleet.Codefleet;
import io.codefleet.RetryPolicy;
import io.codefleet.Run;
import io.codefleet.RunOptions;
import io.codefleet.RunProgress;
import io.codefleet.Task;
import io.codefleet.TaskCancelledException;
import io.codefleet.TaskFailedException;
import io.codefleet.TaskHandler;
import io.codefleet.TaskResult;
import io.codefleet.TaskStatus;
import io.codefleet.Usage;
import io.codefleet.WorkerOptions;
import io.codefleet.error.ClosedException;
import io.codefleet.error.DuplicateTaskException;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.RunCancelledException;
import io.codefleet.mapreduce.FailurePolicy;
import io.codefleet.mapreduce.ItemOutcome;
import io.codefleet.mapreduce.MapReduce;
import io.codefleet.mapreduce.MapReduceFailedException;
import io.codefleet.mapreduce.MapReduceResult;
import io.codefleet.mapreduce.Mapped;
import io.codefleet.mapreduce.UnusableAnswerException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A map-reduce as a host sees it: items to tasks, failures, budget, resume. */
class MapReduceTest extends FleetTest {
    private static final RunOptions RUN = RunOptions.of("run");

    private final List<String> ran = new CopyOnWriteArrayList<>();

    /** Answers with the prompt, for ten cents; "bad" fails, "slow" never answers. */
    private final TaskHandler agent = attempt -> {
        String prompt = attempt.task().prompt();
        ran.add(prompt);
        if (prompt.contains("slow")) {
            return Promise.<TaskResult>promise().future();
        }
        return prompt.contains("bad")
                ? Future.failedFuture(new IllegalStateException("broken"))
                : Future.succeededFuture(
                        TaskResult.text(prompt).usage(new Usage(10, 0, 0, 0, 0, new BigDecimal("0.10"))));
    };

    private void startWorker() {
        worker(fleet, quick().concurrency(10), agent);
    }

    private static Mapped<String, String> echo(List<String> items) {
        return MapReduce.over(items).map(MapReduceTest::task).as(TaskResult::text);
    }

    private static Task task(String prompt) {
        return Task.of(prompt).retry(RetryPolicy.NONE);
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(i -> "n" + i).toList();
    }

    private static String join(List<String> values) {
        return String.join(" ", values);
    }

    private <T, M, R> MapReduceResult<T, M, R> run(MapReduce<T, M, R> job) {
        return get(fleet.mapReduce(job).result());
    }

    private <T, M, R> MapReduceFailedException failure(MapReduce<T, M, R> job) {
        try {
            run(job);
        } catch (MapReduceFailedException e) {
            return e;
        }
        throw new AssertionError("it did not fail");
    }

    @Test
    void theValuesOfTheItemsAreReducedInTheirOrder() {
        startWorker();
        MapReduceResult<String, String, String> result = run(echo(List.of("a", "b", "c"))
                .as(text -> text.toUpperCase(java.util.Locale.ROOT))
                .reduce(MapReduceTest::join)
                .options(RUN));
        assertThat(result.value()).contains("A B C");
        assertThat(result.items())
                .containsExactly(
                        new ItemOutcome.Done<>(0, "a", "run/map#0", "A"),
                        new ItemOutcome.Done<>(1, "b", "run/map#1", "B"),
                        new ItemOutcome.Done<>(2, "c", "run/map#2", "C"));
        assertThat(result.usage().cost()).isEqualByComparingTo("0.30");
        assertThat(result.shortfall()).isEmpty();
    }

    @Test
    void noItemsAreReducedToo() {
        assertThat(run(echo(List.of()).reduce(List::size)).value()).contains(0);
    }

    @Test
    void aValueMayBeMadeOfItsItemToo() {
        startWorker();
        assertThat(run(echo(List.of("a", "b"))
                                .asWithItem((item, text) -> item + "=" + text)
                                .collect())
                        .value())
                .contains(List.of("a=a", "b=b"));
    }

    @Test
    void whatIsFinishedIsNotRunAgain() {
        startWorker();
        MapReduce<String, String, String> job =
                echo(numbers(20)).reduce(MapReduceTest::join).options(RUN);
        MapReduceResult<String, String, String> first = run(job);
        run(echo(numbers(25)).reduce(MapReduceTest::join).options(RUN));
        assertThat(run(job).value()).isEqualTo(first.value());
        assertThat(ran).hasSize(25).doesNotHaveDuplicates();
    }

    @Test
    void anItemWithOtherContentThanBeforeIsRefused() {
        startWorker();
        run(echo(List.of("a")).collect().options(RUN));
        MapReduceResult<String, String, List<String>> other =
                run(echo(List.of("b")).collect().options(RUN).failures(FailurePolicy.collectAll()));
        assertThat(other.failures())
                .singleElement()
                .satisfies(failed -> assertThat(failed.error()).isInstanceOf(DuplicateTaskException.class));
    }

    // ---- failures

    @Test
    void theFirstFailureCancelsTheRest() {
        startWorker();
        MapReduceFailedException failed = failure(
                echo(List.of("slow", "bad", "slow", "n3", "n4")).collect().options(RUN.concurrency(3)));
        assertThat(failed).hasMessageContaining("an item failed").hasMessageContaining("broken");
        assertThat(failed).hasCauseInstanceOf(TaskFailedException.class);
        assertThat(failed.result().items())
                .satisfiesExactly(
                        slow -> assertThat(slow)
                                .asInstanceOf(type(ItemOutcome.Failed.class))
                                .satisfies(item -> assertThat(item.error()).isInstanceOf(TaskCancelledException.class)),
                        bad -> assertThat(bad).isInstanceOf(ItemOutcome.Failed.class),
                        slow -> assertThat(slow).isInstanceOf(ItemOutcome.Failed.class),
                        left -> assertThat(left).isEqualTo(new ItemOutcome.NotStarted<>(3, "n3")),
                        left -> assertThat(left).isEqualTo(new ItemOutcome.NotStarted<>(4, "n4")));
        assertThat(get(fleet.task("run/map#0")).orElseThrow().status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(get(fleet.task("run/map#4"))).isEmpty();
    }

    @Test
    void aRunThatFailedGoesOnWhereThatIsWanted() {
        List<String> items = new ArrayList<>(List.of("n0", "bad", "n2", "n3"));
        worker(fleet, quick(), attempt -> {
            ran.add(attempt.task().prompt());
            return ran.stream().filter("bad"::equals).count() == 1
                            && attempt.task().prompt().equals("bad")
                    ? Future.failedFuture(new IllegalStateException("broken"))
                    : Future.succeededFuture(TaskResult.EMPTY);
        });
        MapReduce<String, TaskResult, Integer> job = MapReduce.over(items)
                .map(MapReduceTest::task)
                .reduce(List::size)
                .options(RUN.concurrency(1));
        failure(job);
        assertThat(run(job.options(RUN.retryFailed(true))).value()).contains(4);
        assertThat(ran.stream().filter("n0"::equals)).hasSize(1);
    }

    @Test
    void allFailuresAreCollected() {
        startWorker();
        MapReduceResult<String, String, List<String>> result = run(
                echo(List.of("a", "bad 1", "b", "bad 2")).collect().options(RUN).failures(FailurePolicy.collectAll()));
        assertThat(result.value()).contains(List.of("a", "b"));
        assertThat(result.failures()).extracting(ItemOutcome.Failed::item).containsExactly("bad 1", "bad 2");
        assertThat(result.failures())
                .allSatisfy(item -> assertThat(item.error()).hasMessageContaining("broken"));
        assertThat(List.of(result.done(), result.failed())).containsExactly(2L, 2L);
    }

    @Test
    void enoughItemsAreEnough() {
        startWorker();
        List<String> items = List.of("a", "bad", "b", "bad");
        assertThat(run(echo(items).collect().failures(FailurePolicy.atLeast(2))).value())
                .contains(List.of("a", "b"));
        assertThat(run(echo(items).collect().failures(FailurePolicy.atLeastPercent(50)))
                        .value())
                .contains(List.of("a", "b"));
        assertThat(failure(echo(items).collect().failures(FailurePolicy.atLeastPercent(51))))
                .hasMessageContaining("at least 3 of 4 items");
    }

    @Test
    void aRunThatCannotReachItsNumberStops() {
        startWorker();
        List<String> items = new ArrayList<>(List.of("bad", "bad", "slow"));
        items.addAll(numbers(10));
        MapReduceFailedException failed =
                failure(echo(items).collect().options(RUN.concurrency(3)).failures(FailurePolicy.atLeast(12)));
        assertThat(failed).hasMessageContaining("at least 12 of 13");
        assertThat(failed.result().notStarted()).isPositive();
    }

    @Test
    void aStreamThatEndsWithTooFewItemsFails() {
        startWorker();
        assertThat(failure(MapReduce.over(numbers(3).stream())
                        .map(MapReduceTest::task)
                        .collect()
                        .failures(FailurePolicy.atLeast(4))))
                .hasMessageContaining("at least 4 of 3");
    }

    @Test
    void anAnswerThatCannotBeUsedFailsItsItem() {
        startWorker();
        MapReduceResult<String, Integer, List<Integer>> result =
                run(echo(List.of("1", "x")).as(Integer::parseInt).collect().failures(FailurePolicy.collectAll()));
        assertThat(result.value()).contains(List.of(1));
        assertThat(result.failures())
                .singleElement()
                .satisfies(failed -> assertThat(failed.error())
                        .isInstanceOf(UnusableAnswerException.class)
                        .hasMessageContaining("NumberFormatException"));
    }

    @Test
    void aFunctionThatMakesNoTaskFailsItsItem() {
        startWorker();
        MapReduceResult<String, TaskResult, Integer> result = run(MapReduce.over(List.of("a", ""))
                .map(Task::of)
                .reduce(List::size)
                .failures(FailurePolicy.collectAll()));
        assertThat(result.value()).contains(1);
        assertThat(result.failures().get(0).error()).isInstanceOf(InvalidInputException.class);
        assertThat(run(MapReduce.over(numbers(5000))
                                .map(item -> {
                                    throw new IllegalStateException("no task");
                                })
                                .collect()
                                .failures(FailurePolicy.collectAll()))
                        .failures())
                .hasSize(5000)
                .first()
                .satisfies(failed -> assertThat(failed.error()).hasMessageContaining("no task"));
    }

    @Test
    void aReduceThatFailsKeepsTheItems() {
        startWorker();
        MapReduceFailedException failed = failure(echo(List.of("a")).reduce(values -> {
            throw new IllegalStateException("cannot add");
        }));
        assertThat(failed).hasMessageContaining("cannot add");
        assertThat(failed.result().done()).isEqualTo(1);
    }

    // ---- budget

    @Test
    void pastTheBudgetNoItemStartsAndTheResultSaysSo() {
        startWorker();
        MapReduce<String, String, String> job = echo(numbers(10)).reduce(MapReduceTest::join);
        MapReduceResult<String, String, String> part =
                run(job.options(RUN.concurrency(1).budget(Budget.cost("0.30"))));
        assertThat(part.value()).contains("n0 n1 n2");
        assertThat(part.shortfall()).hasValueSatisfying(why -> assertThat(why).contains("$0.30 of $0.30"));
        assertThat(part.notStarted()).isEqualTo(7);
        assertThat(part.items()).hasSize(10);
        MapReduceResult<String, String, String> whole =
                run(job.options(RUN.concurrency(1).budget(Budget.cost("2"))));
        assertThat(whole.done()).isEqualTo(10);
        assertThat(whole.usage().cost()).isEqualByComparingTo("1.00");
        assertThat(ran).hasSize(10);
    }

    @Test
    void aBudgetThatLeavesTooFewItemsFailsTheRun() {
        startWorker();
        MapReduceFailedException failed = failure(echo(numbers(10))
                .collect()
                .options(RUN.concurrency(1).budget(Budget.tokens(30)))
                .failures(FailurePolicy.atLeastPercent(90)));
        assertThat(failed).hasMessageContaining("at least 9 of 10").hasMessageContaining("7 not started");
    }

    // ---- cancel, progress, close

    @Test
    void aCancelledRunCancelsItsChildren() {
        startWorker();
        Run<?> run =
                fleet.mapReduce(echo(List.of("slow", "slow", "n2")).collect().options(RUN.concurrency(2)));
        await().until(() -> ran.size() == 2);
        get(run.cancel("too dear"));
        assertThatThrownBy(() -> get(run.result()))
                .isInstanceOf(RunCancelledException.class)
                .hasMessageContaining("too dear");
        assertThat(get(fleet.task("run/map#1")).orElseThrow().status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(get(fleet.task("run/map#2"))).isEmpty();
    }

    @Test
    void aRunIsCancelledFromAnotherProcess() {
        startWorker();
        Run<?> run = fleet.mapReduce(echo(List.of("slow", "n1"))
                .collect()
                .options(RUN.concurrency(1))
                .failures(FailurePolicy.collectAll()));
        await().until(() -> ran.size() == 1);
        Codefleet other = connect("memory");
        get(other.handle("run").cancel("by hand"));
        assertThatThrownBy(() -> get(run.result())).hasMessageContaining("by hand");
        get(other.close());
    }

    @Test
    void anItemThatIsCancelledForItselfIsAFailureOfTheItem() {
        startWorker();
        Run<MapReduceResult<String, String, List<String>>> run = fleet.mapReduce(
                echo(List.of("slow", "n1")).collect().options(RUN).failures(FailurePolicy.collectAll()));
        await().until(() -> ran.size() == 2);
        get(fleet.handle("run/map#0").cancel("hangs"));
        assertThat(get(run.result()).value()).contains(List.of("n1"));
    }

    @Test
    void progressIsToldUntilTheEnd() {
        Promise<TaskResult> last = Promise.promise();
        worker(
                fleet,
                quick().concurrency(10),
                attempt -> attempt.task().prompt().equals("n4") ? last.future() : agent.handle(attempt));
        List<RunProgress> told = new CopyOnWriteArrayList<>();
        Promise<Void> ended = Promise.promise();
        Run<?> run = fleet.mapReduce(
                echo(List.of("n0", "bad", "n2", "n3", "n4")).collect().failures(FailurePolicy.collectAll()));
        run.progress().handler(told::add).endHandler(ended::complete);
        await().untilAsserted(() -> assertThat(told).last().satisfies(now -> {
            assertThat(now.total()).contains(5L);
            assertThat(List.of(now.done(), now.failed(), now.running())).containsExactly(3L, 1L, 1L);
            assertThat(now.usage().cost()).isEqualByComparingTo("0.30");
            assertThat(now.remaining()).isPresent();
        }));
        last.complete(TaskResult.EMPTY);
        get(ended.future());
        assertThat(told.get(told.size() - 1).done()).isEqualTo(4);
        assertThat(told.get(told.size() - 1).running()).isZero();
    }

    @Test
    void closingTheClientEndsTheRunAndLeavesItsChildren() {
        Codefleet other = connect("memory");
        Run<?> run = other.mapReduce(echo(List.of("a", "b")).collect().options(RUN.concurrency(1)));
        Run<?> idle = other.mapReduce(MapReduce.over(new TestStream<String>())
                .map(MapReduceTest::task)
                .collect());
        await().until(() -> get(fleet.task("run/map#0")).isPresent());
        get(other.close());
        assertThatThrownBy(() -> get(run.result())).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> get(idle.result())).isInstanceOf(ClosedException.class);
        assertThatThrownBy(
                        () -> get(other.mapReduce(echo(List.of("a")).collect()).result()))
                .isInstanceOf(ClosedException.class);
        startWorker();
        assertThat(run(echo(List.of("a", "b")).collect().options(RUN)).value()).contains(List.of("a", "b"));
    }

    @Test
    void aJobOfAnotherMakeIsRefused() {
        assertThatThrownBy(() -> fleet.mapReduce(() -> RUN)).isInstanceOf(InvalidInputException.class);
    }

    // ---- sources

    @Test
    void itemsComeFromAnythingThatCanBeIterated() {
        startWorker();
        Iterable<String> items = () -> numbers(300).iterator();
        assertThat(run(MapReduce.over(items).map(MapReduceTest::task).reduce(List::size))
                        .value())
                .contains(300);
        List<String> closed = new CopyOnWriteArrayList<>();
        MapReduceResult<String, TaskResult, Integer> ofStream =
                run(MapReduce.over(numbers(300).stream().onClose(() -> closed.add("closed")))
                        .map(MapReduceTest::task)
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
                .map(MapReduceTest::task)
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
                        .map(MapReduceTest::task)
                        .reduce(List::size));
        await().until(() -> ran.contains("first"));
        queue.put("second");
        queue.put("end");
        assertThat(get(run.result()).value()).contains(2);
    }

    private static String take(java.util.concurrent.BlockingQueue<String> queue) {
        try {
            return queue.take();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aPushedStreamIsHeldBack() {
        startWorker();
        TestStream<String> stream = new TestStream<>();
        Run<MapReduceResult<String, TaskResult, Integer>> run = fleet.mapReduce(MapReduce.over(stream)
                .map(MapReduceTest::task)
                .reduce(List::size)
                .options(RUN.concurrency(3)));
        await().until(() -> stream.demand() == 3);
        for (int i = 0; i < 50; i++) {
            await().until(() -> stream.demand() > 0);
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
                .map(MapReduceTest::task)
                .collect()
                .options(RUN));
        assertThat(failed).hasMessageContaining("disk gone");
        assertThat(failed.result().done()).isEqualTo(5);
        TestStream<String> stream = new TestStream<>();
        Run<?> run =
                fleet.mapReduce(MapReduce.over(stream).map(MapReduceTest::task).collect());
        await().until(() -> stream.demand() > 0);
        stream.fail(new IllegalStateException("line cut"));
        assertThatThrownBy(() -> get(run.result())).hasMessageContaining("line cut");
    }

    // ---- fold

    @Test
    void aFoldTakesValuesInTheOrderOfTheItems() {
        worker(fleet, quick().concurrency(50), agent);
        MapReduceResult<String, String, StringBuilder> result = run(MapReduce.over(numbers(500).stream())
                .map(MapReduceTest::task)
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
                .map(MapReduceTest::task)
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

    @Test
    void manyThousandItemsAreNoneTooMany() {
        worker(fleet, WorkerOptions.create().concurrency(200), agent);
        assertThat(run(echo(numbers(20_000)).reduce(List::size)).value()).contains(20_000);
        assertThat(ran).hasSize(20_000);
    }
}
