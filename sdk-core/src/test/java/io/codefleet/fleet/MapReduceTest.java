package io.codefleet.fleet;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.codefleet.CodefleetClient;
import io.codefleet.Run;
import io.codefleet.RunProgress;
import io.codefleet.TaskResult;
import io.codefleet.TaskStatus;
import io.codefleet.WorkerOptions;
import io.codefleet.error.ClosedException;
import io.codefleet.error.DuplicateTaskException;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.RunCancelledException;
import io.codefleet.mapreduce.FailurePolicy;
import io.codefleet.mapreduce.ItemOutcome;
import io.codefleet.mapreduce.MapReduce;
import io.codefleet.mapreduce.MapReduceResult;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Items to tasks, their results to one, and the same run again. */
class MapReduceTest extends MapReduceFixture {
    @Test
    void theValuesOfTheItemsAreReducedInTheirOrder() {
        startWorker();
        MapReduceResult<String, String, String> result = run(echo(List.of("a", "b", "c"))
                .as(text -> text.toUpperCase(java.util.Locale.ROOT))
                .reduce(MapReduceFixture::join)
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
                echo(numbers(20)).reduce(MapReduceFixture::join).options(RUN);
        MapReduceResult<String, String, String> first = run(job);
        run(echo(numbers(25)).reduce(MapReduceFixture::join).options(RUN));
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
        CodefleetClient other = connect("memory");
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
    void progressIsPublishedUntilTheEnd() {
        Promise<TaskResult> last = Promise.promise();
        worker(
                fleet,
                quick().concurrency(10),
                attempt -> attempt.task().prompt().equals("n4") ? last.future() : agent.handle(attempt));
        List<RunProgress> published = new CopyOnWriteArrayList<>();
        Promise<Void> ended = Promise.promise();
        Run<?> run = fleet.mapReduce(
                echo(List.of("n0", "bad", "n2", "n3", "n4")).collect().failures(FailurePolicy.collectAll()));
        run.progress().handler(published::add).endHandler(ended::complete);
        await().untilAsserted(() -> assertThat(published).last().satisfies(now -> {
            assertThat(now.total()).contains(5L);
            assertThat(List.of(now.done(), now.failed(), now.running())).containsExactly(3L, 1L, 1L);
            assertThat(now.usage().cost()).isEqualByComparingTo("0.30");
            assertThat(now.remaining()).isPresent();
        }));
        last.complete(TaskResult.EMPTY);
        get(ended.future());
        assertThat(published.get(published.size() - 1).done()).isEqualTo(4);
        assertThat(published.get(published.size() - 1).running()).isZero();
    }

    @Test
    void closingTheClientEndsTheRunAndLeavesItsChildren() {
        CodefleetClient other = connect("memory");
        Run<?> run = other.mapReduce(echo(List.of("a", "b")).collect().options(RUN.concurrency(1)));
        Run<?> idle = other.mapReduce(MapReduce.over(new TestStream<String>())
                .map(MapReduceFixture::task)
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

    @Test
    void manyThousandItemsAreNoneTooMany() {
        worker(fleet, WorkerOptions.create().concurrency(200), agent);
        assertThat(run(echo(numbers(20_000)).reduce(List::size)).value()).contains(20_000);
        assertThat(ran).hasSize(20_000);
    }
}
