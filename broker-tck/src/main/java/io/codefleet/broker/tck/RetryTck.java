package io.codefleet.broker.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.AttemptInfo;
import io.codefleet.ErrorKind;
import io.codefleet.TaskError;
import io.codefleet.TaskInfo;
import io.codefleet.TaskLimits;
import io.codefleet.TaskStatus;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

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
    void theNextAttemptComesAfterTheWait() {
        client().submit(task("t"));
        TckWorker worker = worker("w");
        worker.failAndRetry(worker.claimOne(), ticks(2));

        after(ticks(3), () -> assertThat(client().status("t")).isEqualTo(TaskStatus.QUEUED));
        Assignment second = worker.claimOne();
        assertThat(second.lease().attempt()).isEqualTo(2);
        assertThat(second.failures()).isEqualTo(1);
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
    void retriesComeInTheOrderOfTheirWaits() {
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
            reap();
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
        client().submit(task("t").limits(TaskLimits.DEFAULT.maxAttempts(2)));
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
        client().submit(task("t").limits(TaskLimits.DEFAULT.maxAttempts(1)));
        TckWorker worker = worker("w");
        worker.failAndRetry(worker.claimOne(), ticks(1));

        assertThat(client().status("t")).isEqualTo(TaskStatus.FAILED);
    }

    @Test
    void failuresAndLostLeasesCountTogether() {
        client().submit(task("t").limits(TaskLimits.DEFAULT.maxAttempts(2)));
        worker("lost").lease(ticks(1)).claimOne();
        after(ticks(2), () -> assertThat(client().status("t")).isEqualTo(TaskStatus.QUEUED));
        TckWorker worker = worker("w");
        worker.failAndRetry(worker.claimOne(), ticks(1));

        assertThat(client().status("t")).isEqualTo(TaskStatus.FAILED);
    }

    @Test
    void aTaskThatIsHandedBackCountsNoFailure() {
        client().submit(task("t").limits(TaskLimits.DEFAULT.maxAttempts(1)));
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
    void theHistoryTellsOfEachAttempt() {
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
}
