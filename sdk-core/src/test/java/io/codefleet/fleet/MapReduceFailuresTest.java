package io.codefleet.fleet;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.codefleet.Budget;
import io.codefleet.Task;
import io.codefleet.TaskCancelledException;
import io.codefleet.TaskFailedException;
import io.codefleet.TaskResult;
import io.codefleet.TaskStatus;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.UnusableAnswerException;
import io.codefleet.mapreduce.FailurePolicy;
import io.codefleet.mapreduce.ItemOutcome;
import io.codefleet.mapreduce.MapReduce;
import io.codefleet.mapreduce.MapReduceFailedException;
import io.codefleet.mapreduce.MapReduceResult;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of a map-reduce whose items fail or whose budget runs out. */
class MapReduceFailuresTest extends MapReduceFixture {
    @Test
    void theFirstFailureCancelsRemainingTasks() {
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
                .map(MapReduceFixture::task)
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
                        .map(MapReduceFixture::task)
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

    @Test
    void pastTheBudgetNoItemStartsAndTheResultSaysSo() {
        startWorker();
        MapReduce<String, String, String> job = echo(numbers(10)).reduce(MapReduceFixture::join);
        MapReduceResult<String, String, String> part =
                run(job.options(RUN.concurrency(1).budget(Budget.cost("0.30"))));
        assertThat(part.value()).contains("n0 n1 n2");
        assertThat(part.shortfall()).hasValueSatisfying(why -> assertThat(why).contains("$0.30 of $0.30"));
        assertThat(part.notStarted()).isEqualTo(7);
        assertThat(part.items()).hasSize(10);
        MapReduceResult<String, String, String> result =
                run(job.options(RUN.concurrency(1).budget(Budget.cost("2"))));
        assertThat(result.done()).isEqualTo(10);
        assertThat(result.usage().cost()).isEqualByComparingTo("1.00");
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
}
