package io.codefleet.fleet;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.codefleet.Attempt;
import io.codefleet.AttemptException;
import io.codefleet.Backoff;
import io.codefleet.BlockingTaskHandler;
import io.codefleet.ErrorKind;
import io.codefleet.Outcome;
import io.codefleet.RetryPolicy;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.TaskLimits;
import io.codefleet.TaskResult;
import io.codefleet.Usage;
import io.codefleet.Worker;
import io.codefleet.WorkerOptions;
import io.codefleet.error.InvalidInputException;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What a worker does with handlers that block. */
class BlockingWorkerTest extends FleetTest {
    private static final RetryPolicy AT_ONCE = RetryPolicy.DEFAULT.backoff(Backoff.fixed(Duration.ZERO));

    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final List<Attempt.StopReason> interrupted = new CopyOnWriteArrayList<>();

    private Worker blocking(WorkerOptions options, BlockingTaskHandler handler) {
        Worker worker = fleet.worker(options).handleAnyBlocking(handler);
        return get(worker.start());
    }

    /** Blocks until it is interrupted. */
    private TaskResult block(Attempt attempt) throws InterruptedException {
        threads.add(Thread.currentThread());
        try {
            new CountDownLatch(1).await();
            throw new AssertionError("the latch is never counted down");
        } catch (InterruptedException e) {
            interrupted.add(get(attempt.stopRequested()));
            throw e;
        }
    }

    @Test
    void aHandlerMayBlockOnAThreadOfItsOwn() {
        CountDownLatch bothRun = new CountDownLatch(2);
        List<Context> contexts = new CopyOnWriteArrayList<>();
        blocking(WorkerOptions.create().id("w").concurrency(2), attempt -> {
            threads.add(Thread.currentThread());
            if (Vertx.currentContext() != null) {
                contexts.add(Vertx.currentContext());
            }
            bothRun.countDown();
            bothRun.await();
            return TaskResult.text("ran " + attempt.task().prompt());
        });

        TaskHandle one = get(fleet.submitTask(Task.of("one")));
        TaskHandle two = get(fleet.submitTask(Task.of("two")));

        assertThat(get(one.outcome()).resultOrThrow().text()).isEqualTo("ran one");
        assertThat(get(two.outcome()).resultOrThrow().text()).isEqualTo("ran two");
        assertThat(threads).hasSize(2).doesNotHaveDuplicates();
        assertThat(threads).allSatisfy(thread -> assertThat(thread.getName()).startsWith("codefleet-w-"));
        assertThat(threads).allSatisfy(thread -> assertThat(thread.isDaemon()).isTrue());
        assertThat(contexts).isEmpty();
    }

    @Test
    void checkpointsAndProgressGoFromTheThreadOfTheAttempt() {
        List<Map<String, Object>> found = new CopyOnWriteArrayList<>();
        blocking(WorkerOptions.create(), attempt -> {
            attempt.progress("text", "attempt " + attempt.number());
            if (attempt.number() == 1) {
                attempt.checkpoint(Map.of("done", 3))
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get();
                throw AttemptException.transientFault("flicker");
            }
            found.add(attempt.lastCheckpoint().orElseThrow());
            return TaskResult.text("done");
        });

        assertThat(run(Task.of("x").retry(AT_ONCE)).resultOrThrow().text()).isEqualTo("done");
        assertThat(found).containsExactly(Map.of("done", 3));
    }

    @Test
    void whatAHandlerThrowsFailsTheAttempt() {
        blocking(WorkerOptions.create(), attempt -> {
            switch (attempt.task().prompt()) {
                case "permanent" ->
                    throw AttemptException.permanent("no such model")
                            .usage(Usage.NONE.plus(
                                    Usage.builder().cost(BigDecimal.TEN).build()));
                case "checked" -> throw new IOException("disk full");
                case "error" -> throw new AssertionError("oops");
                default -> {
                    return null;
                }
            }
        });

        assertThat(run(Task.of("permanent"))).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.error().message()).isEqualTo("no such model");
            assertThat(failed.usage().cost()).isEqualByComparingTo("10");
        });
        assertThat(failure("checked")).contains("IOException: disk full");
        assertThat(failure("error")).contains("oops");
        assertThat(failure("null")).contains("null in place of a result");
    }

    private String failure(String prompt) {
        Outcome outcome = run(Task.of(prompt).retry(RetryPolicy.NONE));
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        assertThat(((Outcome.Failed) outcome).error().kind()).isEqualTo(ErrorKind.TRANSIENT);
        return ((Outcome.Failed) outcome).error().message();
    }

    @Test
    void aCancelInterrupts() {
        blocking(WorkerOptions.create(), this::block);
        TaskHandle task = get(fleet.submitTask(Task.of("x")));
        await().until(() -> !threads.isEmpty());

        get(task.cancel("no longer needed"));

        assertThat(get(task.outcome())).isInstanceOf(Outcome.Cancelled.class);
        assertThat(interrupted).containsExactly(Attempt.StopReason.CANCELLED);
    }

    @Test
    void anAttemptTimeoutInterrupts() {
        blocking(WorkerOptions.create(), this::block);

        Outcome outcome = run(Task.of("x")
                .limits(TaskLimits.DEFAULT.attemptTimeout(Duration.ofMillis(50)))
                .retry(RetryPolicy.NONE));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.error().kind()).isEqualTo(ErrorKind.ATTEMPT_TIMEOUT));
        assertThat(interrupted).containsExactly(Attempt.StopReason.TIMED_OUT);
    }

    @Test
    void aWorkerThatLeavesInterruptsAndHandsBack() {
        Worker worker = blocking(WorkerOptions.create(), this::block);
        TaskHandle task = get(fleet.submitTask(Task.of("x")));
        await().until(() -> !threads.isEmpty());

        get(worker.drain(Duration.ZERO));

        assertThat(interrupted).containsExactly(Attempt.StopReason.HANDED_BACK);
        blocking(WorkerOptions.create(), attempt -> TaskResult.text("attempt " + attempt.number()));
        assertThat(get(task.outcome()).resultOrThrow().text()).isEqualTo("attempt 2");
    }

    @Test
    void anInterruptReachesNoLaterAttempt() {
        CountDownLatch stopped = new CountDownLatch(1);
        List<Boolean> flags = new CopyOnWriteArrayList<>();
        blocking(WorkerOptions.create(), attempt -> {
            if (attempt.task().prompt().equals("deaf")) {
                attempt.stopRequested().onSuccess(reason -> stopped.countDown());
                threads.add(Thread.currentThread());
                // Ends with the flag of the interrupt set, which it does not look at.
                while (stopped.getCount() > 0) {
                    Thread.onSpinWait();
                }
                return TaskResult.text("went on");
            }
            flags.add(Thread.currentThread().isInterrupted());
            return TaskResult.text("ran");
        });
        TaskHandle deaf = get(fleet.submitTask(Task.of("deaf")));
        await().until(() -> !threads.isEmpty());
        get(deaf.cancel("stop"));

        assertThat(get(deaf.outcome()).resultOrThrow().text()).isEqualTo("went on");
        assertThat(run(Task.of("next")).resultOrThrow().text()).isEqualTo("ran");
        assertThat(flags).containsExactly(false);
    }

    @Test
    void aTypeHasOneHandler() {
        Worker worker = fleet.worker(WorkerOptions.create()).handleBlocking("a", this::block);

        assertThatThrownBy(() -> worker.handle("a", attempt -> {
                    throw new AssertionError("never called");
                }))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("'a' has a handler already");
    }
}
