package io.codefleet.fleet;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.codefleet.Attempt;
import io.codefleet.AttemptException;
import io.codefleet.Backoff;
import io.codefleet.ErrorKind;
import io.codefleet.Outcome;
import io.codefleet.RetryPolicy;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.TaskLimits;
import io.codefleet.TaskResult;
import io.codefleet.WorkerOptions;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.LeaseLostException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What a handler saves for the next attempt. */
class CheckpointTest extends FleetTest {
    private static final Task TASK = Task.of("x").retry(RetryPolicy.DEFAULT.backoff(Backoff.fixed(Duration.ZERO)));

    private final List<Attempt> attempts = new CopyOnWriteArrayList<>();

    private Future<TaskResult> hang(Attempt attempt) {
        attempts.add(attempt);
        return attempt.stopRequested().map(TaskResult.EMPTY);
    }

    private Attempt running() {
        await().until(() -> attempts.size() == 1);
        return attempts.get(0);
    }

    @Test
    void theNextAttemptResumesFromTheLastCheckpoint() {
        worker(fleet, WorkerOptions.create(), attempt -> {
            Optional<Map<String, Object>> last = attempt.lastCheckpoint();
            if (last.isPresent()) {
                return Future.succeededFuture(TaskResult.text("went on from " + last.get()));
            }
            return attempt.checkpoint(Map.of("file", 7))
                    .compose(saved -> Future.failedFuture(AttemptException.transientFault("flicker")));
        });

        Outcome outcome = run(TASK);
        assertThat(outcome.resultOrThrow().text()).isEqualTo("went on from {file=7}");
        assertThat(outcome.attempts()).isEqualTo(2);
    }

    @Test
    void anAttemptThatLostItsLeaseLearnsItFromItsCheckpoint() {
        worker(fleet, WorkerOptions.create(), this::hang);
        TaskHandle handle = get(fleet.submitTask(TASK.limits(TaskLimits.DEFAULT.deadline(Duration.ofMillis(300)))));
        Attempt attempt = running();
        assertThat(get(handle.outcome()))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.error().kind()).isEqualTo(ErrorKind.DEADLINE_EXCEEDED));

        assertThatThrownBy(() -> get(attempt.checkpoint(Map.of()))).isInstanceOf(LeaseLostException.class);
        assertThat(get(attempt.stopRequested())).isEqualTo(Attempt.StopReason.LEASE_LOST);
    }

    @Test
    void anAttemptThatHasEndedSavesNothing() {
        worker(fleet, WorkerOptions.create(), attempt -> {
            attempts.add(attempt);
            return Future.succeededFuture(TaskResult.EMPTY);
        });
        run(TASK);

        assertThatThrownBy(() -> get(running().checkpoint(Map.of()))).isInstanceOf(LeaseLostException.class);
    }

    @Test
    void aStateThatJsonCannotHoldIsRefusedByItsPath() {
        worker(fleet, quick(), this::hang);
        get(fleet.submitTask(TASK));

        assertThatThrownBy(() -> get(running().checkpoint(Map.of("a", List.of(new Object())))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("checkpoint.a[0]");
    }
}
