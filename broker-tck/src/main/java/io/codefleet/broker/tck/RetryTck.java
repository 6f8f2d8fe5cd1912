package io.codefleet.broker.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.AttemptInfo;
import io.codefleet.Backoff;
import io.codefleet.ErrorKind;
import io.codefleet.RetryPolicy;
import io.codefleet.Task;
import io.codefleet.TaskError;
import io.codefleet.TaskInfo;
import io.codefleet.TaskLimits;
import io.codefleet.TaskQuery;
import io.codefleet.TaskStatus;
import io.codefleet.Usage;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.Lease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Another attempt after one that failed or was handed back. */
public abstract class RetryTck extends BrokerTck {
    @Test
    void aFailureWithAWaitDelaysTheTask() {
        client().submit(task("t"));
        TckWorker worker = worker("w");

        assertThat(worker.failAndRetry(worker.claimOne(), ticks(50))).isTrue();

        assertThat(client().status("t")).isEqualTo(TaskStatus.DELAYED);
        assertThat(client().find("t").summary().dueAt()).isPresent();
        assertThat(worker.claim(1)).isEmpty();
    }

    @Test
    void theNextAttemptStartsAfterTheBackoff() {
        client().submit(task("t"));
        TckWorker worker = worker("w");
        worker.failAndRetry(worker.claimOne(), ticks(2));

        after(ticks(3), () -> assertThat(client().status("t")).isEqualTo(TaskStatus.QUEUED));
        Assignment second = worker.claimOne();
        assertThat(second.lease().attempt()).isEqualTo(2);
        assertThat(second.failures()).isEqualTo(1);
    }

    @Test
    void aTaskThatIsHandedBackMayWaitAndHasNotFailed() {
        client().submit(task("t").maxAttempts(1));
        TckWorker worker = worker("w");
        Lease lease = worker.claimOne().lease();
        assertThat(worker.report(new AttemptReport.Released(lease, Usage.NONE, ticks(2))))
                .isTrue();
        assertThat(client().status("t")).isEqualTo(TaskStatus.DELAYED);
        assertThat(worker.claim(1)).isEmpty();

        after(ticks(3), () -> assertThat(client().status("t")).isEqualTo(TaskStatus.QUEUED));
        Assignment second = worker.claimOne();
        assertThat(second.failures()).isZero();
        assertThat(client().find("t").history().get(0).end()).contains(AttemptInfo.End.RELEASED);
    }

    @Test
    void aTaskHandedBackAfterItsDeadlineTimesOut() {
        client().submit(task("t").limits(TaskLimits.DEFAULT.deadline(ticks(4))));
        TckWorker worker = worker("w");
        worker.report(new AttemptReport.Released(worker.claimOne().lease(), Usage.NONE, ticks(5000)));

        after(ticks(6), () -> assertThat(client().status("t")).isEqualTo(TaskStatus.FAILED));
    }

    @Test
    void anotherWorkerMayMakeTheNextAttempt() {
        client().submit(task("t"));
        TckWorker first = worker("first");
        first.failAndRetry(first.claimOne(), ticks(1));

        after(ticks(2), () -> assertThat(client().status("t")).isEqualTo(TaskStatus.QUEUED));
        TckWorker second = worker("second");
        assertThat(second.complete(second.claimOne(), "at last")).isTrue();
        assertThat(client().outcome("t").attempts()).isEqualTo(2);
        assertThat(client().outcome("t").resultOrThrow().text()).isEqualTo("at last");
    }

    @Test
    void retriesStartInTheOrderOfTheirBackoffs() {
        client().submit(tasks("long", "short"));
        TckWorker worker = worker("w");
        worker.failAndRetry(worker.claimOne(), ticks(50));
        worker.failAndRetry(worker.claimOne(), ticks(1));

        after(ticks(2), () -> assertThat(client().status("short")).isEqualTo(TaskStatus.QUEUED));
        assertThat(worker.claimIds(2)).containsExactly("short");
        assertThat(client().status("long")).isEqualTo(TaskStatus.DELAYED);
    }

    @Test
    void aRetryWithoutAWaitMayBeTakenAtOnce() {
        client().submit(task("t"));
        TckWorker worker = worker("w");
        worker.failAndRetry(worker.claimOne(), Duration.ZERO);

        soon(() -> {
            runMaintenance();
            assertThat(worker.claimIds(1)).containsExactly("t");
        });
    }

    @Test
    void aFailureWithoutAWaitIsTheEnd() {
        client().submit(task("t"));
        TckWorker worker = worker("w");
        assertThat(worker.fail(worker.claimOne())).isTrue();

        assertThat(client().status("t")).isEqualTo(TaskStatus.FAILED);
        assertThat(client().failure("t").attempts()).isEqualTo(1);
        assertThat(worker.claim(1)).isEmpty();
    }

    @Test
    void theErrorIsKeptAsItWasReported() {
        client().submit(task("t"));
        TckWorker worker = worker("w");
        Assignment assignment = worker.claimOne();
        TaskError error = TaskError.of(ErrorKind.RATE_LIMITED, "come back \"later\" \uD83D\uDE80")
                .at(1, "w")
                .retryAfter(Duration.ofSeconds(90))
                .details(Map.of("status", "429"));
        worker.report(new AttemptReport.Failed(assignment.lease(), error, Optional.empty()));

        assertThat(client().failure("t").error()).isEqualTo(error);
        assertThat(client().find("t").history())
                .singleElement()
                .satisfies(attempt -> assertThat(attempt.error()).contains(error));
    }

    @Test
    void failuresUseUpTheAttempts() {
        client().submit(task("t").maxAttempts(2));
        TckWorker worker = worker("w");
        worker.failAndRetry(worker.claimOne(), ticks(1));
        assertThat(client().find("t").summary().failures()).isEqualTo(1);
        after(ticks(2), () -> assertThat(client().status("t")).isEqualTo(TaskStatus.QUEUED));
        worker.failAndRetry(worker.claimOne(), ticks(1));

        assertThat(client().status("t")).isEqualTo(TaskStatus.FAILED);
        assertThat(client().find("t").summary().failures()).isEqualTo(2);
        assertThat(client().failure("t").error().kind()).isEqualTo(ErrorKind.TRANSIENT);
        assertThat(client().failure("t").error().attempt()).isEqualTo(2);
    }

    @Test
    void theOnlyAttemptIsNotRepeated() {
        client().submit(task("t").maxAttempts(1));
        TckWorker worker = worker("w");
        worker.failAndRetry(worker.claimOne(), ticks(1));

        assertThat(client().status("t")).isEqualTo(TaskStatus.FAILED);
    }

    @Test
    void failuresAndLostLeasesCountTogether() {
        client().submit(task("t").maxAttempts(2));
        worker("lost").lease(ticks(1)).claimOne();
        after(ticks(2), () -> assertThat(client().status("t")).isEqualTo(TaskStatus.QUEUED));
        TckWorker worker = worker("w");
        worker.failAndRetry(worker.claimOne(), ticks(1));

        assertThat(client().status("t")).isEqualTo(TaskStatus.FAILED);
    }

    @Test
    void aTaskThatIsHandedBackCountsNoFailure() {
        client().submit(task("t").maxAttempts(1));
        TckWorker worker = worker("w");
        for (int attempt = 1; attempt <= 3; attempt++) {
            Assignment assignment = worker.claimOne();
            assertThat(assignment.failures()).isZero();
            assertThat(assignment.lease().attempt()).isEqualTo(attempt);
            assertThat(worker.release(assignment)).isTrue();
            assertThat(client().status("t")).isEqualTo(TaskStatus.QUEUED);
        }
        assertThat(client().find("t").summary().failures()).isZero();
    }

    @Test
    void theHistoryHasEveryAttempt() {
        client().submit(task("t"));
        TckWorker first = worker("first");
        first.release(first.claimOne());
        first.failAndRetry(first.claimOne(), ticks(1));
        after(ticks(2), () -> assertThat(client().status("t")).isEqualTo(TaskStatus.QUEUED));
        TckWorker second = worker("second");
        second.complete(second.claimOne());

        TaskInfo info = client().find("t");
        assertThat(info.history()).extracting(AttemptInfo::attempt).containsExactly(1, 2, 3);
        assertThat(info.history()).extracting(AttemptInfo::workerId).containsExactly("first", "first", "second");
        assertThat(info.history().stream().map(attempt -> attempt.end().orElseThrow()))
                .containsExactly(AttemptInfo.End.RELEASED, AttemptInfo.End.FAILED, AttemptInfo.End.COMPLETED);
        assertThat(info.history())
                .allSatisfy(attempt -> assertThat(attempt.endedAt())
                        .hasValueSatisfying(ended -> assertThat(ended).isAfterOrEqualTo(attempt.startedAt())));
    }

    @Test
    void aRetryBehindTheDeadlineIsNotWaitedFor() {
        client().submit(task("t").limits(TaskLimits.DEFAULT.deadline(ticks(20))));
        TckWorker worker = worker("w");
        worker.failAndRetry(worker.claimOne(), ticks(30));

        assertThat(client().status("t")).isEqualTo(TaskStatus.FAILED);
        assertThat(client().failure("t").error().kind()).isEqualTo(ErrorKind.TRANSIENT);
    }

    // ---- by the policy, where nobody reports

    private Assignment loseLease(String taskId, int attempt) {
        TckWorker worker = worker("w" + attempt).lease(ticks(1));
        Assignment lost = worker.claimOne();
        after(
                ticks(2),
                () -> assertThat(client().find(taskId).summary().failures()).isEqualTo(attempt));
        return lost;
    }

    /** Returns the wait from the end of the last attempt to the time when the next is due. */
    private Duration waitOf(String taskId) {
        TaskInfo info = client().find(taskId);
        assertThat(info.status()).isEqualTo(TaskStatus.DELAYED);
        AttemptInfo last = info.history().get(info.history().size() - 1);
        return Duration.between(
                last.endedAt().orElseThrow(), info.summary().dueAt().orElseThrow());
    }

    /** The failures before the lost lease are reported, which needs no wait; all leases are lost at the same time. */
    @ParameterizedTest
    @CsvSource({"FIXED,10,10,10,10", "LINEAR,10,20,30,35", "EXPONENTIAL,10,20,35,35"})
    void aLostLeaseIsFollowedByTheWaitOfThePolicy(Backoff.Growth growth, int first, int second, int third, int fourth) {
        Duration longest = growth == Backoff.Growth.FIXED ? ticks(10) : ticks(35);
        RetryPolicy policy = RetryPolicy.DEFAULT.maxAttempts(5).backoff(new Backoff(growth, ticks(10), longest, 0));
        int[] waits = {first, second, third, fourth};
        List<TckWorker> workers = new ArrayList<>();
        for (int failures = 1; failures <= waits.length; failures++) {
            String type = "type" + failures;
            client().submit(task("t" + failures).type(type).retry(policy));
            TckWorker worker = worker(WorkerProfile.of("w" + failures).types(type));
            for (int reported = 1; reported < failures; reported++) {
                worker.failAndRetry(worker.claimOne(), Duration.ZERO);
            }
            workers.add(worker.lease(ticks(1)));
        }
        workers.forEach(TckWorker::claimOne);
        after(ticks(2), () -> assertThat(client().stats().delayed()).isEqualTo(waits.length));

        for (int failures = 1; failures <= waits.length; failures++) {
            assertThat(client().find("t" + failures).summary().failures()).isEqualTo(failures);
            assertThat(waitOf("t" + failures)).isEqualTo(ticks(waits[failures - 1]));
        }
        after(ticks(first), () -> assertThat(client().status("t1")).isEqualTo(TaskStatus.QUEUED));
    }

    @Test
    void theJitterOfThePolicyKeepsRetriesFromComingInStep() {
        Backoff backoff = new Backoff(Backoff.Growth.FIXED, ticks(100), ticks(100), 0.5);
        RetryPolicy policy = RetryPolicy.DEFAULT.backoff(backoff);
        client().submit(many("t", 20).stream().map(task -> task.retry(policy)).toList());
        worker("w").lease(ticks(1)).claim(20);
        after(ticks(2), () -> assertThat(client().stats().delayed()).isEqualTo(20));

        Set<Duration> waits = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            waits.add(waitOf("t" + i));
        }
        assertThat(waits).hasSizeGreaterThan(10).allMatch(wait -> wait.compareTo(ticks(50)) >= 0);
        assertThat(waits).allMatch(wait -> wait.compareTo(ticks(150)) <= 0);
    }

    @Test
    void aTaskWithoutAPolicyIsTriedAgainByTheDefaultOne() {
        client().submit(Task.of("x").id("t"));
        for (int attempt = 1; attempt < RetryPolicy.DEFAULT.maxAttempts(); attempt++) {
            loseLease("t", attempt);
            Backoff backoff = RetryPolicy.DEFAULT.backoff();
            assertThat(waitOf("t")).isBetween(backoff.delayAfter(attempt, 0), backoff.delayAfter(attempt, 1));
            after(
                    backoff.delayAfter(attempt, 1),
                    () -> assertThat(client().status("t")).isEqualTo(TaskStatus.QUEUED));
        }
        loseLease("t", RetryPolicy.DEFAULT.maxAttempts());

        assertThat(client().failure("t").error().kind()).isEqualTo(ErrorKind.WORKER_LOST);
    }

    @Test
    void aWorkerMayGiveATaskWithoutAPolicyMoreAttemptsThanTheDefault() {
        client().submit(Task.of("x").id("t"));
        TckWorker worker = worker("w");
        for (int attempt = 1; attempt <= RetryPolicy.DEFAULT.maxAttempts() + 2; attempt++) {
            assertThat(worker.failAndRetry(worker.claimOne(), Duration.ZERO)).isTrue();
            assertThat(client().status("t")).isEqualTo(TaskStatus.QUEUED);
        }
    }

    @Test
    void aPolicyMayLeaveOutLostLeases() {
        client().submit(task("t").retry(RetryPolicy.DEFAULT.retryOn(ErrorKind.ATTEMPT_TIMEOUT)));
        loseLease("t", 1);

        assertThat(client().failure("t").error().kind()).isEqualTo(ErrorKind.WORKER_LOST);
    }

    @Test
    void aPolicyMayLeaveOutAttemptsBeyondTheirTime() {
        client().submit(task("t")
                .limits(TaskLimits.DEFAULT.attemptTimeout(ticks(1)))
                .retry(RetryPolicy.DEFAULT.retryOn(ErrorKind.WORKER_LOST)));
        loseLease("t", 1);

        assertThat(client().failure("t").error().kind()).isEqualTo(ErrorKind.ATTEMPT_TIMEOUT);
    }

    @Test
    void aTaskThatKillsItsWorkersBecomesADeadLetterWithItsFullHistory() {
        client().submit(task("t").maxAttempts(4));
        for (int attempt = 1; attempt <= 4; attempt++) {
            loseLease("t", attempt);
        }

        assertThat(client().listIds(TaskQuery.ALL.status(TaskStatus.FAILED))).containsExactly("t");
        List<AttemptInfo> history = client().find("t").history();
        assertThat(history).extracting(AttemptInfo::attempt).containsExactly(1, 2, 3, 4);
        assertThat(history).extracting(AttemptInfo::workerId).containsExactly("w1", "w2", "w3", "w4");
        assertThat(history).allSatisfy(attempt -> {
            assertThat(attempt.end()).contains(AttemptInfo.End.LOST);
            assertThat(attempt.endedAt().orElseThrow()).isAfter(attempt.startedAt());
            TaskError error = attempt.error().orElseThrow();
            assertThat(error.kind()).isEqualTo(ErrorKind.WORKER_LOST);
            assertThat(error.attempt()).isEqualTo(attempt.attempt());
            assertThat(error.workerId()).contains(attempt.workerId());
        });
        assertThat(client().failure("t").error())
                .isEqualTo(history.get(3).error().orElseThrow());
        assertThat(worker("w").claim(1)).isEmpty();
    }
}
