package io.codefleet.broker.tck;

import static io.codefleet.broker.tck.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.StorageLimits;
import io.codefleet.TaskQuery;
import io.codefleet.TaskStatus;
import io.codefleet.broker.Assignment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Deletes of ended tasks when they have been kept long enough. */
public abstract class RetentionTck extends BrokerTck {
    @Test
    void aCompletedTaskIsKeptForItsTime() {
        limits = StorageLimits.DEFAULT.retention(ticks(2));
        client().submit(task("t"));
        TckWorker worker = worker("w");
        worker.complete(worker.claimOne());
        assertThat(client().status("t")).isEqualTo(TaskStatus.COMPLETED);

        after(ticks(3), () -> assertThat(client().look("t")).isEmpty());
        assertThat(client().listIds(TaskQuery.ALL)).isEmpty();
    }

    @Test
    void aCancelledTaskIsKeptForItsTime() {
        limits = StorageLimits.DEFAULT.retention(ticks(2));
        client().submit(task("t"));
        client().cancel("t");
        assertThat(client().status("t")).isEqualTo(TaskStatus.CANCELLED);

        after(ticks(3), () -> assertThat(client().look("t")).isEmpty());
    }

    @Test
    void aFailedTaskIsKeptForATimeOfItsOwn() {
        limits = StorageLimits.DEFAULT.retention(ticks(2)).deadLetterRetention(ticks(500));
        client().submit(tasks("failed", "completed"));
        TckWorker worker = worker("w");
        worker.fail(worker.claimOne());
        worker.complete(worker.claimOne());

        after(ticks(3), () -> assertThat(client().look("completed")).isEmpty());
        assertThat(client().status("failed")).isEqualTo(TaskStatus.FAILED);
    }

    @Test
    void aFailedTaskIsDeletedWhenItsTimeIsOver() {
        limits = StorageLimits.DEFAULT.deadLetterRetention(ticks(2));
        client().submit(task("t"));
        TckWorker worker = worker("w");
        worker.fail(worker.claimOne());

        after(ticks(3), () -> assertThat(client().look("t")).isEmpty());
    }

    @Test
    void whatHasNotEndedIsKept() {
        limits = StorageLimits.DEFAULT.retention(ticks(1)).deadLetterRetention(ticks(1));
        client().submit(tasks("running", "queued", "cancelled"));
        client().submit(task("delayed").delay(ticks(500)));
        TckWorker worker = worker("w");
        Assignment running = worker.claimOne();
        client().cancel("cancelled");

        after(ticks(4), () -> assertThat(client().look("cancelled")).isEmpty());
        assertThat(client().listIds(TaskQuery.ALL)).containsExactly("delayed", "queued", "running");
        assertThat(worker.complete(running)).isTrue();
    }

    @Test
    void theTimeBeginsWithTheEnd() {
        limits = StorageLimits.DEFAULT.retention(ticks(20));
        client().submit(task("t"));
        advance(ticks(21));
        runMaintenance();
        client().cancel("t");
        runMaintenance();

        assertThat(client().status("t")).isEqualTo(TaskStatus.CANCELLED);
    }

    @Test
    void theIdOfADeletedTaskIsFree() {
        limits = StorageLimits.DEFAULT.retention(ticks(1));
        client().submit(task("t"));
        client().cancel("t");
        after(ticks(2), () -> assertThat(client().look("t")).isEmpty());

        client().submit(task("t").prompt("something else"));
        assertThat(worker("w").claimIds(1)).containsExactly("t");
    }

    @Test
    void theNumbersRememberDeletedTasks() {
        limits = StorageLimits.DEFAULT.retention(ticks(1));
        client().submit(task("t"));
        client().cancel("t");
        after(ticks(2), () -> assertThat(client().look("t")).isEmpty());

        assertThat(client().stats().submitted()).isEqualTo(1);
        assertThat(client().stats().cancelled()).isEqualTo(1);
    }

    @Test
    void manyTasksAreDeleted() {
        limits = StorageLimits.DEFAULT.retention(ticks(1));
        client().submit(many("t", 1200));
        TckWorker worker = worker("w");
        List<Assignment> claimed = worker.claim(1200);
        get(client().broker
                .report(
                        claimed.stream()
                                .map(assignment -> TckWorker.completed(assignment, "done"))
                                .toList(),
                        Optional.empty()));

        after(ticks(2), () -> assertThat(client().listIds(TaskQuery.ALL)).isEmpty());
    }

    @Test
    void theUsualTimesAreADayAndTwoWeeks() {
        needsAClockThatTurns();
        client().submit(tasks("completed", "failed"));
        TckWorker worker = worker("w");
        worker.complete(worker.claimOne());
        worker.fail(worker.claimOne());

        advance(Duration.ofHours(23));
        runMaintenance();
        assertThat(client().look("completed")).isPresent();
        after(Duration.ofHours(2), () -> assertThat(client().look("completed")).isEmpty());
        advance(Duration.ofDays(12));
        runMaintenance();
        assertThat(client().look("failed")).isPresent();
        after(Duration.ofDays(2), () -> assertThat(client().look("failed")).isEmpty());
    }
}
