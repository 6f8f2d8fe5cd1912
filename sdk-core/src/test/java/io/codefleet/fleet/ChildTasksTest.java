package io.codefleet.fleet;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.codefleet.AttemptException;
import io.codefleet.Backoff;
import io.codefleet.Budget;
import io.codefleet.CancelResult;
import io.codefleet.CodefleetClient;
import io.codefleet.Outcome;
import io.codefleet.RetryPolicy;
import io.codefleet.RunOptions;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.Usage;
import io.codefleet.WorkerOptions;
import io.codefleet.error.BudgetExceededException;
import io.codefleet.error.ClosedException;
import io.codefleet.error.DuplicateTaskException;
import io.codefleet.error.RunCancelledException;
import io.codefleet.internal.orchestration.ChildTasks;
import io.codefleet.internal.orchestration.ChildTasks.ChildOutcome;
import io.codefleet.internal.orchestration.Runs;
import io.codefleet.internal.orchestration.RunsAccess;
import io.codefleet.testing.VertxExtension;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The children of one run. */
class ChildTasksTest extends FleetTest {
    private static final RunOptions RUN = RunOptions.of("run");

    @RegisterExtension
    final VertxExtension vertxExtension = new VertxExtension();

    private final Vertx vertx = vertxExtension.get();
    private final Runs runs = ((RunsAccess) fleet).runs();

    private Future<ChildOutcome> run(ChildTasks children, String name, Task task) {
        Promise<ChildOutcome> outcome = Promise.promise();
        runs.context().runOnContext(v -> children.run(name, task).onComplete(outcome));
        return outcome.future();
    }

    private static TaskResult paid(String text) {
        return TaskResult.text(text)
                .usage(Usage.builder()
                        .inputTokens(10)
                        .outputTokens(1)
                        .cost(new BigDecimal("0.10"))
                        .build());
    }

    @Test
    void aChildHasTheRunsIdInItsOwnAndAsItsParent() {
        worker(fleet, WorkerOptions.create(), ECHO);
        ChildOutcome child = get(run(runs.begin(RUN), "map#3", Task.of("x")));
        assertThat(child.outcome().taskId()).isEqualTo("run/map#3");
        assertThat(get(fleet.task("run/map#3")).orElseThrow().task().parentId()).contains("run");
    }

    @Test
    void noMoreChildrenAreUnderWayThanTheRunMayHave() {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        worker(fleet, WorkerOptions.create().concurrency(50), attempt -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            return vertx.timer(1).map(passed -> {
                now.decrementAndGet();
                return TaskResult.EMPTY;
            });
        });
        ChildTasks children = runs.begin(RUN.concurrency(3));
        List<Future<ChildOutcome>> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            all.add(run(children, "map#" + i, Task.of("x")));
        }
        get(Future.all(all));
        assertThat(most.get()).isEqualTo(3);
    }

    @Test
    void aFinishedChildIsFoundAndNotRunAgain() {
        AtomicInteger ran = new AtomicInteger();
        worker(fleet, WorkerOptions.create(), attempt -> {
            ran.incrementAndGet();
            return Future.succeededFuture(paid("once"));
        });
        ChildOutcome first = get(run(runs.begin(RUN), "a", Task.of("x")));
        ChildTasks again = runs.begin(RUN);
        ChildOutcome second = get(run(again, "a", Task.of("x")));
        assertThat(second.outcome()).isEqualTo(first.outcome());
        assertThat(List.of(first.found(), second.found())).containsExactly(false, true);
        assertThat(again.usage().tokens()).isEqualTo(11);
        assertThat(ran.get()).isEqualTo(1);
    }

    @Test
    void whatFailedAttemptsCostIsCounted() {
        Usage tried = Usage.builder()
                .inputTokens(10)
                .outputTokens(1)
                .cost(new BigDecimal("0.03"))
                .build();
        worker(
                fleet,
                WorkerOptions.create(),
                attempt -> attempt.number() == 1
                        ? Future.failedFuture(
                                AttemptException.transientFault("in vain").usage(tried))
                        : Future.succeededFuture(paid("mended")));
        Task task = Task.of("x").retry(RetryPolicy.DEFAULT.backoff(Backoff.fixed(Duration.ZERO)));
        ChildTasks children = runs.begin(RUN);
        get(run(children, "a", task));
        assertThat(children.usage()).isEqualTo(tried.plus(paid("mended").usage()));
        get(run(children, "b", task.retry(RetryPolicy.NONE)));
        assertThat(children.usage().cost()).isEqualByComparingTo("0.16");
        ChildTasks again = runs.begin(RUN.retryFailed(true));
        get(run(again, "b", task.retry(RetryPolicy.NONE)));
        assertThat(again.usage().cost()).isEqualByComparingTo("0.06");
    }

    @Test
    void aRunStopsWhenItsFailedAttemptsHaveUsedUpItsBudget() {
        Usage tried = Usage.builder()
                .inputTokens(10)
                .outputTokens(1)
                .cost(new BigDecimal("0.20"))
                .build();
        worker(
                fleet,
                WorkerOptions.create(),
                attempt -> Future.failedFuture(
                        AttemptException.permanent("in vain").usage(tried)));
        ChildTasks children = runs.begin(RUN.budget(Budget.cost("0.20")));
        get(run(children, "a", Task.of("x")));
        assertThatThrownBy(() -> get(run(children, "b", Task.of("y")))).isInstanceOf(BudgetExceededException.class);
    }

    @Test
    void aChildThatFailedBeforeIsRunAgainWhereThatIsWanted() {
        List<String> broken = new CopyOnWriteArrayList<>(List.of("yes"));
        worker(
                fleet,
                WorkerOptions.create(),
                attempt -> broken.isEmpty()
                        ? Future.succeededFuture(TaskResult.text("mended"))
                        : Future.failedFuture(new IllegalStateException("broken")));
        Task task = Task.of("x").retry(RetryPolicy.NONE);
        assertThat(get(run(runs.begin(RUN), "a", task)).outcome()).isInstanceOf(Outcome.Failed.class);
        assertThat(get(run(runs.begin(RUN), "a", task)).outcome()).isInstanceOf(Outcome.Failed.class);
        assertThat(get(run(runs.begin(RUN.retryFailed(true)), "a", task))
                        .outcome()
                        .taskId())
                .isEqualTo("run/a~1");
        broken.clear();
        ChildOutcome corrected = get(run(runs.begin(RUN.retryFailed(true)), "a", task));
        assertThat(corrected.outcome().taskId()).isEqualTo("run/a~2");
        assertThat(corrected.outcome().resultOrThrow().text()).isEqualTo("mended");
        assertThat(get(run(runs.begin(RUN.retryFailed(true)), "a", task)).found())
                .isTrue();
    }

    @Test
    void aCancelledRunGoesOnWhereThatIsWanted() {
        Future<ChildOutcome> first = run(runs.begin(RUN), "a", Task.of("x"));
        await().until(() -> get(fleet.task("run/a")).isPresent());
        get(fleet.handle("run").cancel("not now"));
        get(first);
        worker(fleet, WorkerOptions.create(), ECHO);
        ChildTasks again = runs.begin(RUN.retryFailed(true));
        assertThat(get(run(again, "a", Task.of("x"))).outcome()).isInstanceOf(Outcome.Completed.class);
    }

    @Test
    void otherContentUnderTheNameOfAChildIsRefused() {
        worker(fleet, WorkerOptions.create(), ECHO);
        get(run(runs.begin(RUN), "a", Task.of("x")));
        assertThatThrownBy(() -> get(run(runs.begin(RUN), "a", Task.of("y"))))
                .isInstanceOf(DuplicateTaskException.class)
                .hasMessageContaining("run/a");
    }

    @Test
    void noChildStartsPastTheBudget() {
        worker(fleet, WorkerOptions.create(), attempt -> Future.succeededFuture(paid("x")));
        ChildTasks children = runs.begin(RUN.budget(Budget.cost("0.20")));
        get(run(children, "a", Task.of("x")));
        get(run(children, "b", Task.of("x")));
        assertThatThrownBy(() -> get(run(children, "c", Task.of("x"))))
                .isInstanceOf(BudgetExceededException.class)
                .hasMessageContaining("$0.20 of $0.20");
        assertThat(get(fleet.task("run/c"))).isEmpty();
    }

    @Test
    void whatIsPaidForIsTakenPastTheBudget() {
        worker(fleet, WorkerOptions.create(), attempt -> Future.succeededFuture(paid("x")));
        ChildTasks rich = runs.begin(RUN);
        get(Future.all(run(rich, "a", Task.of("x")), run(rich, "b", Task.of("x"))));
        ChildTasks poor = runs.begin(RUN.budget(Budget.tokens(5)));
        get(run(poor, "a", Task.of("x")));
        assertThat(get(run(poor, "b", Task.of("x"))).found()).isTrue();
    }

    @Test
    void aStopCancelsWhatRunsAndStartsNoMore() {
        ChildTasks children = runs.begin(RUN.concurrency(1));
        Future<ChildOutcome> running = run(children, "a", Task.of("x"));
        Future<ChildOutcome> waiting = run(children, "b", Task.of("x"));
        await().until(() -> get(fleet.task("run/a")).isPresent());
        runs.context().runOnContext(v -> children.stop("enough"));
        assertThat(get(running).outcome())
                .isInstanceOfSatisfying(
                        Outcome.Cancelled.class, end -> assertThat(end.reason()).isEqualTo("enough"));
        assertThatThrownBy(() -> get(waiting)).isInstanceOf(RunCancelledException.class);
        assertThatThrownBy(() -> get(run(children, "c", Task.of("x")))).hasMessageContaining("enough");
        assertThat(get(fleet.task("run/b"))).isEmpty();
    }

    @Test
    void oneChildIsCancelledAndTheOthersGoOn() {
        ChildTasks children = runs.begin(RUN.concurrency(1));
        Future<ChildOutcome> first = run(children, "a", Task.of("x"));
        Future<ChildOutcome> second = run(children, "b", Task.of("x"));
        Future<ChildOutcome> third = run(children, "c", Task.of("x"));
        runs.context().runOnContext(v -> {
            children.cancel("a", "not needed");
            children.cancel("b", "not needed");
        });
        assertThat(get(first).outcome()).isInstanceOf(Outcome.Cancelled.class);
        assertThatThrownBy(() -> get(second)).isInstanceOf(RunCancelledException.class);
        worker(fleet, WorkerOptions.create(), ECHO);
        assertThat(get(third).outcome()).isInstanceOf(Outcome.Completed.class);
    }

    @Test
    void aCancelOfTheRunInAnotherProcessStopsIt() {
        ChildTasks children = runs.begin(RUN.concurrency(1));
        Future<ChildOutcome> running = run(children, "a", Task.of("x"));
        Future<ChildOutcome> waiting = run(children, "b", Task.of("x"));
        await().until(() -> get(fleet.task("run/a")).isPresent());
        CodefleetClient other = connect("memory");
        assertThat(get(other.handle("run").cancel("too dear"))).isEqualTo(CancelResult.REQUESTED);
        assertThat(get(running).outcome()).isInstanceOf(Outcome.Cancelled.class);
        assertThat(get(children.aborted()))
                .isInstanceOf(RunCancelledException.class)
                .hasMessageContaining("too dear");
        assertThatThrownBy(() -> get(waiting)).hasMessageContaining("too dear");
        get(other.close());
    }

    @Test
    void aChildThatIsCancelledForItselfLeavesTheRun() {
        ChildTasks children = runs.begin(RUN);
        Future<ChildOutcome> one = run(children, "a", Task.of("x"));
        await().until(() -> get(fleet.task("run/a")).isPresent());
        get(fleet.handle("run/a").cancel("hangs"));
        assertThat(get(one).outcome()).isInstanceOf(Outcome.Cancelled.class);
        worker(fleet, WorkerOptions.create(), ECHO);
        assertThat(get(run(children, "b", Task.of("x"))).outcome()).isInstanceOf(Outcome.Completed.class);
    }

    @Test
    void aSubmitThatIsLostIsSentAgain() {
        CodefleetClient faulty = connect("faulty");
        Runs onFaulty = new Runs(vertx, runs.context(), faulty);
        FaultyBrokerProvider.loseCalls("submit", 1);
        worker(fleet, WorkerOptions.create(), ECHO);
        assertThat(get(run(onFaulty.begin(RUN), "a", Task.of("x"))).outcome()).isInstanceOf(Outcome.Completed.class);
        get(faulty.close());
    }

    @Test
    void aCancelThatIsLostIsSentAgain() {
        CodefleetClient faulty = connect("faulty");
        ChildTasks children = new Runs(vertx, runs.context(), faulty).begin(RUN);
        Future<ChildOutcome> running = run(children, "a", Task.of("x"));
        await().until(() -> get(fleet.task("run/a")).isPresent());
        FaultyBrokerProvider.loseCalls("cancel", 1);
        runs.context().runOnContext(v -> children.stop("enough"));
        assertThat(get(running).outcome()).isInstanceOf(Outcome.Cancelled.class);
        get(faulty.close());
    }

    @Test
    void closingEndsEveryWaitAndLeavesTheChildren() {
        ChildTasks children = runs.begin(RUN.concurrency(1));
        Future<ChildOutcome> running = run(children, "a", Task.of("x"));
        Future<ChildOutcome> waiting = run(children, "b", Task.of("x"));
        await().until(() -> get(fleet.task("run/a")).isPresent());
        runs.context().runOnContext(v -> runs.close());
        assertThatThrownBy(() -> get(running)).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> get(waiting)).isInstanceOf(ClosedException.class);
        assertThat(get(fleet.task("run/a")).orElseThrow().outcome()).isEmpty();
    }
}
