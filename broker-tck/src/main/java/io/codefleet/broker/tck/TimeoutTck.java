package io.codefleet.broker.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.AttemptInfo;
import io.codefleet.ErrorKind;
import io.codefleet.Outcome;
import io.codefleet.Task;
import io.codefleet.TaskLimits;
import io.codefleet.TaskStatus;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.Renewal;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The ends that every wait of a task has: in the queue, in an attempt, in all. */
public abstract class TimeoutTck extends BrokerTck {
    private static Task queueTimeout(Duration time) {
        return task("t").limits(TaskLimits.DEFAULT.queueTimeout(time));
    }

    private static Task deadline(Duration time) {
        return task("t").limits(TaskLimits.DEFAULT.deadline(time));
    }

    private void assertFailed(ErrorKind kind) {
        assertThat(client().status("t")).isEqualTo(TaskStatus.FAILED);
        assertThat(client().failure("t").error().kind()).isEqualTo(kind);
    }

    // ---- in the queue

    @Test
    void aTaskThatNobodyTakesFailsInTheEnd() {
        client().submit(queueTimeout(ticks(2)));

        after(ticks(3), () -> assertFailed(ErrorKind.QUEUE_TIMEOUT));
        assertThat(client().failure("t").attempts()).isZero();
        assertThat(receivedOutcome(client(), "t")).isInstanceOf(Outcome.Failed.class);
        assertThat(worker("w").claim(1)).isEmpty();
        assertThat(client().stats().queued()).isZero();
    }

    @Test
    void aTaskThatRunsHasNoQueueTimeout() {
        client().submit(queueTimeout(ticks(2)));
        TckWorker worker = worker("w");
        Assignment assignment = worker.claimOne();
        advance(ticks(3));
        runMaintenance();

        assertThat(worker.complete(assignment)).isTrue();
    }

    @Test
    void theQueueTimeoutIsOnlyForTheFirstAttempt() {
        client().submit(queueTimeout(ticks(3)));
        TckWorker worker = worker("w");
        worker.release(worker.claimOne());
        advance(ticks(4));
        runMaintenance();

        assertThat(client().status("t")).isEqualTo(TaskStatus.QUEUED);
        assertThat(worker.claimIds(1)).containsExactly("t");
    }

    @Test
    void theQueueTimeoutBeginsWhenTheDelayIsOver() {
        client().submit(queueTimeout(ticks(10)).delay(ticks(5)));

        after(ticks(11), () -> assertThat(client().status("t")).isEqualTo(TaskStatus.QUEUED));
        after(ticks(10), () -> assertFailed(ErrorKind.QUEUE_TIMEOUT));
    }

    // ---- in all

    @Test
    void aQueuedTaskFailsAtItsDeadline() {
        client().submit(deadline(ticks(2)));

        after(ticks(3), () -> assertFailed(ErrorKind.DEADLINE_EXCEEDED));
        assertThat(worker("w").claim(1)).isEmpty();
    }

    @Test
    void aDelayedTaskFailsAtItsDeadline() {
        client().submit(deadline(ticks(2)).delay(ticks(50)));

        after(ticks(3), () -> assertFailed(ErrorKind.DEADLINE_EXCEEDED));
        assertThat(client().stats().delayed()).isZero();
    }

    @Test
    void aTaskThatWaitsForARetryFailsAtItsDeadline() {
        client().submit(deadline(ticks(20)));
        TckWorker worker = worker("w");
        worker.failAndRetry(worker.claimOne(), ticks(1));
        after(ticks(2), () -> assertThat(client().status("t")).isEqualTo(TaskStatus.QUEUED));

        after(ticks(19), () -> assertFailed(ErrorKind.DEADLINE_EXCEEDED));
        assertThat(client().failure("t").attempts()).isEqualTo(1);
    }

    @Test
    void aRunningTaskFailsAtItsDeadline() {
        client().submit(deadline(ticks(3)));
        TckWorker worker = worker("w");
        Assignment assignment = worker.claimOne();

        after(ticks(4), () -> assertFailed(ErrorKind.DEADLINE_EXCEEDED));
        assertThat(worker.renew(assignment)).isEqualTo(Renewal.LOST);
        assertThat(worker.complete(assignment)).isFalse();
        assertThat(client().stats().running()).isZero();
    }

    @Test
    void theDeadlineEndsATaskDespiteRemainingAttempts() {
        client().submit(task("t").limits(TaskLimits.DEFAULT.deadline(ticks(3))).maxAttempts(100));
        worker("w").lease(ticks(2)).claimOne();

        after(ticks(4), () -> assertFailed(ErrorKind.DEADLINE_EXCEEDED));
    }

    @Test
    void aTaskThatEndedInTimeHasNoDeadline() {
        client().submit(deadline(ticks(3)));
        TckWorker worker = worker("w");
        worker.complete(worker.claimOne());
        advance(ticks(4));
        runMaintenance();

        assertThat(client().status("t")).isEqualTo(TaskStatus.COMPLETED);
    }

    // ---- in an attempt

    @Test
    void anAttemptBeyondItsTimeIsNotProlonged() {
        client().submit(task("t")
                .limits(TaskLimits.DEFAULT.attemptTimeout(ticks(3)))
                .maxAttempts(1));
        TckWorker worker = worker("w").lease(ticks(10));
        Assignment assignment = worker.claimOne();
        assertThat(worker.renew(assignment)).isEqualTo(Renewal.HELD);

        advance(ticks(4));
        assertThat(worker.renew(assignment)).isEqualTo(Renewal.TIMED_OUT);
        after(ticks(7), () -> assertFailed(ErrorKind.ATTEMPT_TIMEOUT));
        assertThat(worker.complete(assignment)).isFalse();
    }

    @Test
    void eachAttemptHasItsOwnTimeout() {
        client().submit(task("t").limits(TaskLimits.DEFAULT.attemptTimeout(ticks(3))));
        TckWorker first = worker("first").lease(ticks(6));
        first.claimOne();

        after(ticks(7), () -> assertThat(client().status("t")).isEqualTo(TaskStatus.QUEUED));
        assertThat(client().find("t").history()).singleElement().satisfies(attempt -> {
            assertThat(attempt.end()).contains(AttemptInfo.End.FAILED);
            assertThat(attempt.error())
                    .hasValueSatisfying(error -> assertThat(error.kind()).isEqualTo(ErrorKind.ATTEMPT_TIMEOUT));
        });
        TckWorker second = worker("second");
        assertThat(second.renew(second.claimOne())).isEqualTo(Renewal.HELD);
    }

    @Test
    void anAttemptBeyondItsTimeMayStillReport() {
        client().submit(task("t").limits(TaskLimits.DEFAULT.attemptTimeout(ticks(2))));
        TckWorker worker = worker("w");
        Assignment assignment = worker.claimOne();
        advance(ticks(3));

        assertThat(worker.renew(assignment)).isEqualTo(Renewal.TIMED_OUT);
        assertThat(worker.failAndRetry(assignment, ticks(50))).isTrue();
        assertThat(client().status("t")).isEqualTo(TaskStatus.DELAYED);
    }

    @Test
    void longTimesPassToo() {
        needsAClockThatTurns();
        client().submit(deadline(Duration.ofDays(30)).delay(Duration.ofDays(7)));
        advance(Duration.ofDays(7).minusMinutes(1));
        runMaintenance();
        assertThat(client().status("t")).isEqualTo(TaskStatus.DELAYED);

        after(Duration.ofMinutes(2), () -> assertThat(client().status("t")).isEqualTo(TaskStatus.QUEUED));
        after(Duration.ofDays(2), () -> assertFailed(ErrorKind.QUEUE_TIMEOUT));
    }
}
