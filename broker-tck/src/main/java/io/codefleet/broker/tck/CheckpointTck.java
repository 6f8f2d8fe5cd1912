package io.codefleet.broker.tck;

import static io.codefleet.broker.tck.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Checkpoint;
import io.codefleet.StorageLimits;
import io.codefleet.TaskQuery;
import io.codefleet.TaskStatus;
import io.codefleet.broker.Assignment;
import io.codefleet.error.LeaseLostException;
import io.codefleet.error.PayloadTooLargeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tests of checkpoints, which an attempt saves for the next one. */
public abstract class CheckpointTck extends BrokerTck {
    private static final Checkpoint HALF =
            Checkpoint.of(Map.of("done", List.of("a", "b"), "step", 2, "ü", Map.of("deep", true)));
    private static final Checkpoint MORE = Checkpoint.of(Map.of("step", 3));

    private void save(Assignment assignment, Checkpoint checkpoint) {
        get(client().broker.checkpoint(assignment.lease(), checkpoint));
    }

    private Throwable refusal(Assignment assignment, Checkpoint checkpoint) {
        return failureOf(() -> client().broker.checkpoint(assignment.lease(), checkpoint));
    }

    @Test
    void aFirstAttemptFindsNoCheckpoint() {
        client().submit(task("t"));

        assertThat(worker("w").claimOne().checkpoint()).isEmpty();
    }

    @Test
    void theAttemptAfterAFailureFindsTheCheckpoint() {
        client().submit(task("t"));
        TckWorker worker = worker("w");
        Assignment first = worker.claimOne();
        save(first, HALF);
        worker.failAndRetry(first, Duration.ZERO);

        assertThat(worker("next").claimOne().checkpoint()).contains(HALF);
    }

    @Test
    void theAttemptAfterALostLeaseFindsTheCheckpoint() {
        client().submit(task("t"));
        save(worker("lost").lease(ticks(1)).claimOne(), HALF);
        after(ticks(2), () -> assertThat(client().status("t")).isEqualTo(TaskStatus.QUEUED));

        assertThat(worker("next").claimOne().checkpoint()).contains(HALF);
    }

    @Test
    void theAttemptAfterAReleaseFindsTheCheckpoint() {
        client().submit(task("t"));
        TckWorker worker = worker("w");
        Assignment first = worker.claimOne();
        save(first, HALF);
        worker.release(first);

        assertThat(worker.claimOne().checkpoint()).contains(HALF);
    }

    @Test
    void aCheckpointLastsOverAttemptsThatSaveNone() {
        client().submit(task("t"));
        TckWorker worker = worker("w");
        Assignment first = worker.claimOne();
        save(first, HALF);
        worker.release(first);
        worker.release(worker.claimOne());

        assertThat(worker.claimOne().checkpoint()).contains(HALF);
    }

    @Test
    void theLastCheckpointCounts() {
        client().submit(task("t"));
        TckWorker worker = worker("w");
        Assignment first = worker.claimOne();
        save(first, HALF);
        save(first, MORE);
        save(first, MORE);
        worker.release(first);

        assertThat(worker.claimOne().checkpoint()).contains(MORE);
    }

    @Test
    void aLeaseThatIsHandedOutAgainComesWithTheCheckpoint() {
        client().submit(task("t"));
        TckWorker worker = worker("w");
        Assignment first = worker.claimOne();
        save(first, HALF);
        worker.release(first);
        worker.claimOne();

        assertThat(worker.recover(1, Set.of()).get(0).checkpoint()).contains(HALF);
    }

    @Test
    void anAttemptThatLostItsLeaseSavesNothing() {
        client().submit(task("t"));
        TckWorker worker = worker("w");
        Assignment late = worker.claimOne();
        worker.release(late);
        Assignment next = worker.claimOne();

        assertThat(refusal(late, HALF)).isInstanceOfSatisfying(LeaseLostException.class, lost -> {
            assertThat(lost.taskId()).isEqualTo("t");
            assertThat(lost.attempt()).isEqualTo(1);
        });
        worker.release(next);
        assertThat(worker.claimOne().checkpoint()).isEmpty();
    }

    @Test
    void anEndedOrUnknownTaskKeepsNoCheckpoint() {
        client().submit(task("t"));
        TckWorker worker = worker("w");
        Assignment done = worker.claimOne();
        worker.complete(done);

        assertThat(refusal(done, HALF)).isInstanceOf(LeaseLostException.class);
        get(client().broker.purge(TaskQuery.ALL, 10));
        assertThat(refusal(done, HALF)).isInstanceOf(LeaseLostException.class);
    }

    @Test
    void aReusedTaskIdStartsWithoutTheOldCheckpoint() {
        client().submit(task("t"));
        TckWorker worker = worker("w");
        Assignment first = worker.claimOne();
        save(first, HALF);
        worker.complete(first);
        get(client().broker.purge(TaskQuery.ALL, 10));
        client().submit(task("t"));

        assertThat(worker.claimOne().checkpoint()).isEmpty();
    }

    @Test
    void aCheckpointAboveThePayloadLimitIsRefusedAndTheLastOneStays() {
        limits = StorageLimits.DEFAULT.maxPayloadBytes(3000);
        client().submit(task("t"));
        TckWorker worker = worker("w");
        Assignment first = worker.claimOne();
        save(first, HALF);

        assertThat(refusal(first, Checkpoint.of(Map.of("text", "x".repeat(3000)))))
                .isInstanceOfSatisfying(PayloadTooLargeException.class, tooLarge -> {
                    assertThat(tooLarge.maxBytes()).isEqualTo(3000);
                    assertThat(tooLarge.actualBytes()).isGreaterThan(3000);
                });
        worker.release(first);
        assertThat(worker.claimOne().checkpoint()).contains(HALF);
    }

    @Test
    void aReportClaimsTheNextTaskWithItsCheckpoint() {
        client().submit(tasks("a", "b"));
        TckWorker worker = worker("w");
        List<Assignment> claimed = worker.claim(2);
        save(claimed.get(0), HALF);
        worker.release(claimed.get(0));

        assertThat(worker.completeAndClaim(claimed.get(1)).checkpoint()).contains(HALF);
    }
}
